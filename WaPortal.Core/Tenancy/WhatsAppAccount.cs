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

    /// <summary>A connection with its secrets encrypted.</summary>
    public static WhatsAppAccount Create(TenantKeyRing keys, WhatsAppAccountDetails details, DateTimeOffset now)
    {
        var id = WhatsAppAccountId.New();
        return new WhatsAppAccount
        {
            TenantId = keys.TenantId,
            Id = id,
            Name = details.Name,
            WabaId = details.WabaId,
            PortfolioId = details.PortfolioId ?? details.WabaId,
            AppId = details.AppId,
            AccessTokenCipher = keys.EncryptText(KeyPurpose.Secret, details.AccessToken, Table, "access_token", id.Value.ToString()),
            AppSecretCipher = keys.EncryptText(KeyPurpose.Secret, details.AppSecret, Table, "app_secret", id.Value.ToString()),
            VerifyTokenCipher = keys.EncryptText(KeyPurpose.Secret, details.VerifyToken, Table, "verify_token", id.Value.ToString()),
            CreatedAt = now,
        };
    }

    /// <summary>The bearer token for the platform.</summary>
    public string AccessToken(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, AccessTokenCipher, Table, "access_token", Id.Value.ToString());

    /// <summary>The secret that webhooks are signed with.</summary>
    public string AppSecret(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, AppSecretCipher, Table, "app_secret", Id.Value.ToString());

    /// <summary>The word that the platform repeats when the webhook address is registered.</summary>
    public string VerifyToken(TenantKeyRing keys) => keys.DecryptText(KeyPurpose.Secret, VerifyTokenCipher, Table, "verify_token", Id.Value.ToString());
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
        builder.Property(a => a.Name).HasMaxLength(100);
        builder.Property(a => a.WabaId).HasMaxLength(30);
        builder.Property(a => a.PortfolioId).HasMaxLength(30);
        builder.Property(a => a.AppId).HasMaxLength(30);
    }
}
