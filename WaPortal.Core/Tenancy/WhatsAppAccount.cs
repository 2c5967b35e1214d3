using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>The id of a connected WhatsApp account. It is part of the webhook address.</summary>
public readonly record struct WhatsAppAccountId(Guid Value) : IGuidId<WhatsAppAccountId>
{
    public static WhatsAppAccountId Create(Guid value) => new(value);

    public static WhatsAppAccountId New() => new(Guid.CreateVersion7());
}

/// <summary>A WhatsApp Business Account (WABA) that an enterprise has connected. Secrets are encrypted with the tenant's key and never shown again.</summary>
public sealed class WhatsAppAccount : ITenantOwned
{
    internal const string Table = "whats_app_accounts";

    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 100;

    private const int FaultLength = 500;

    private WhatsAppAccount()
    {
    }

    public TenantId TenantId { get; private set; }

    public WhatsAppAccountId Id { get; private set; }

    /// <summary>What people call it in the portal.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The platform's id of the account (digits).</summary>
    public string WabaId { get; private set; } = "";

    /// <summary>The platform's id of the business portfolio, whose numbers share one messaging limit; the WABA's own id where it is not known.</summary>
    public string PortfolioId { get; private set; } = "";

    /// <summary>The platform's id of the app, needed to upload sample media.</summary>
    public string? AppId { get; private set; }

    public byte[] AccessTokenCipher { get; private set; } = [];

    public byte[] AppSecretCipher { get; private set; } = [];

    public byte[] VerifyTokenCipher { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the platform was last asked about the numbers, with or without success.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Why the last look at the numbers failed, for people; null when it did not.</summary>
    public string? CheckFault { get; private set; }

    /// <summary>Since when it is no longer connected: the secrets are gone, templates, campaigns and numbers stay for the record.</summary>
    public DateTimeOffset? DisconnectedAt { get; private set; }

    /// <summary>A connection with its secrets encrypted.</summary>
    public static WhatsAppAccount Create(TenantKeyRing keys, WhatsAppAccountDetails details, DateTimeOffset now)
    {
        var account = new WhatsAppAccount { TenantId = keys.TenantId, Id = WhatsAppAccountId.New(), WabaId = details.WabaId, CreatedAt = now };
        account.Fill(keys, details);
        return account;
    }

    /// <summary>Takes a disconnected account up again, with everything entered anew.</summary>
    public void Reconnect(TenantKeyRing keys, WhatsAppAccountDetails details)
    {
        Fill(keys, details);
        (DisconnectedAt, CheckedAt, CheckFault) = (null, null, null);
    }

    /// <summary>Gives it another name, portfolio and app.</summary>
    public void Describe(string name, string? portfolioId, string? appId) => (Name, PortfolioId, AppId) = (name, portfolioId ?? WabaId, appId);

    /// <summary>Takes over new secrets; null leaves one as it is.</summary>
    public void ChangeSecrets(TenantKeyRing keys, string? accessToken, string? appSecret, string? verifyToken)
    {
        if (accessToken is not null)
            AccessTokenCipher = keys.EncryptText(KeyPurpose.Secret, accessToken, Table, "access_token", Id.Value.ToString());
        if (appSecret is not null)
            AppSecretCipher = keys.EncryptText(KeyPurpose.Secret, appSecret, Table, "app_secret", Id.Value.ToString());
        if (verifyToken is not null)
            VerifyTokenCipher = keys.EncryptText(KeyPurpose.Secret, verifyToken, Table, "verify_token", Id.Value.ToString());
    }

    /// <summary>Notes what became of a look at the numbers.</summary>
    public void Checked(DateTimeOffset now, string? fault) =>
        (CheckedAt, CheckFault) = (now, fault is { Length: > FaultLength } ? fault[..FaultLength] : fault);

    /// <summary>Notes the portfolio that the platform names.</summary>
    public void BelongsTo(string portfolioId) => PortfolioId = portfolioId;

    /// <summary>Forgets the secrets.</summary>
    public void Disconnect(DateTimeOffset now)
    {
        DisconnectedAt = now;
        (AccessTokenCipher, AppSecretCipher, VerifyTokenCipher) = ([], [], []);
    }

    /// <summary>The bearer token for the platform.</summary>
    public string AccessToken(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, AccessTokenCipher, Table, "access_token", Id.Value.ToString());

    /// <summary>The secret that webhooks are signed with.</summary>
    public string AppSecret(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, AppSecretCipher, Table, "app_secret", Id.Value.ToString());

    /// <summary>The word that the platform repeats when the webhook address is registered.</summary>
    public string VerifyToken(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, VerifyTokenCipher, Table, "verify_token", Id.Value.ToString());

    private void Fill(TenantKeyRing keys, WhatsAppAccountDetails details)
    {
        Describe(details.Name, details.PortfolioId, details.AppId);
        ChangeSecrets(keys, details.AccessToken, details.AppSecret, details.VerifyToken);
    }
}

/// <summary>What a person enters to connect an account.</summary>
public sealed record WhatsAppAccountDetails(
    string Name, string WabaId, string? PortfolioId, string? AppId, string AccessToken, string AppSecret, string VerifyToken);

internal sealed class WhatsAppAccountConfiguration : IEntityTypeConfiguration<WhatsAppAccount>
{
    public void Configure(EntityTypeBuilder<WhatsAppAccount> builder)
    {
        builder.ToTable(WhatsAppAccount.Table);
        builder.HasKey(a => new { a.TenantId, a.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.TenantId, a.WabaId }).IsUnique();
        builder.HasIndex(a => a.Id).IsUnique();
        // Two enterprises with one account would send against one limit without knowing of each other.
        builder.HasIndex(a => a.WabaId).IsUnique().HasFilter("disconnected_at IS NULL");
        builder.Property(a => a.Name).HasMaxLength(WhatsAppAccount.NameLength);
        builder.Property(a => a.CheckFault).HasMaxLength(500);
        builder.Property(a => a.WabaId).HasMaxLength(30);
        builder.Property(a => a.PortfolioId).HasMaxLength(30);
        builder.Property(a => a.AppId).HasMaxLength(30);
    }
}
