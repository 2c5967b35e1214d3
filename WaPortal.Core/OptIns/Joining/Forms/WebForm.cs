using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>The id of a web form; it stands in the address that the form's site calls.</summary>
public readonly record struct WebFormId(Guid Value) : IGuidId<WebFormId>
{
    public static WebFormId Create(Guid value) => new(value);
}

/// <summary>What shows that whoever filled in a form holds the number.</summary>
public enum FormProof
{
    /// <summary>A message asks them; only a press on its button opts them in.</summary>
    DoubleOptIn,

    /// <summary>The site has made sure of it, and says so with each submission that it signs.</summary>
    VerifiedBySite,
}

/// <summary>The message that asks a person to confirm.</summary>
/// <param name="Sender">The number that it leaves from.</param>
/// <param name="Template">The template's id in Templates.</param>
/// <param name="Language">WhatsApp's code of the translation.</param>
/// <param name="Button">The place of the quick reply that means yes.</param>
public sealed record ConfirmationChoice(SenderNumberId Sender, Guid Template, string Language, int Button);

/// <summary>What people choose about a form.</summary>
/// <param name="Name">Unique in the enterprise.</param>
/// <param name="ListName">The list that confirmed people go to; made when it is missing.</param>
/// <param name="Purposes">What they opt in to.</param>
/// <param name="WordingCode">The wording that the form shows.</param>
/// <param name="Confirmation">With <see cref="FormProof.DoubleOptIn"/> only.</param>
public sealed record FormDraft(string Name, string ListName, IReadOnlyList<ConsentPurpose> Purposes, string WordingCode, FormProof Proof, ConfirmationChoice? Confirmation);

/// <summary>A form on a site of the enterprise's own whose server hands over who wants to join.</summary>
public sealed class WebForm : ITenantOwned
{
    internal const string Table = "web_forms";
    public const int NameLength = 100;

    /// <summary>How long the secret before still holds after a new one was made.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private WebForm()
    {
    }

    public TenantId TenantId { get; private set; }

    public WebFormId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string ListName { get; private set; } = "";

    public string PurposeNames { get; private set; } = "";

    public string WordingCode { get; private set; } = "";

    public FormProof Proof { get; private set; }

    public SenderNumberId? SenderNumberId { get; private set; }

    public Guid? TemplateId { get; private set; }

    public string? Language { get; private set; }

    public int? Button { get; private set; }

    /// <summary>Whether submissions are taken.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Encrypted.</summary>
    public byte[] Secret { get; private set; } = [];

    public DateTimeOffset SecretAt { get; private set; }

    /// <summary>The secret before, encrypted; holds until <see cref="OldSecretUntil"/>.</summary>
    public byte[]? OldSecret { get; private set; }

    public DateTimeOffset? OldSecretUntil { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Submissions that were taken, whatever became of them.</summary>
    public long Received { get; private set; }

    /// <summary>People who were opted in.</summary>
    public long Joined { get; private set; }

    /// <summary>Submissions that led to nothing on purpose.</summary>
    public long HeldBack { get; private set; }

    /// <summary>Messages that nobody answered in time.</summary>
    public long Expired { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public IReadOnlyList<ConsentPurpose> Purposes => Wording.ReadPurposes(PurposeNames);

    public ConfirmationChoice? Confirmation =>
        SenderNumberId is { } sender && TemplateId is { } template && Language is { } language && Button is { } button ? new ConfirmationChoice(sender, template, language, button) : null;

    public FormDraft Draft => new(Name, ListName, Purposes, WordingCode, Proof, Confirmation);

    /// <summary>A new form, closed and without a secret.</summary>
    public static WebForm Create(TenantId tenant, DateTimeOffset now) => new() { TenantId = tenant, Id = new WebFormId(Guid.CreateVersion7(now)), CreatedAt = now };

    internal void Edit(FormDraft draft, string by, DateTimeOffset now)
    {
        (Name, ListName, WordingCode, Proof) = (draft.Name, draft.ListName, draft.WordingCode, draft.Proof);
        PurposeNames = string.Join(',', draft.Purposes.Distinct().Order());
        var message = draft.Proof == FormProof.DoubleOptIn ? draft.Confirmation : null;
        (SenderNumberId, TemplateId, Language, Button) = (message?.Sender, message?.Template, message?.Language, message?.Button);
        Changed(by, now);
    }

    internal void Switch(bool open, string by, DateTimeOffset now)
    {
        IsOpen = open;
        Changed(by, now);
    }

    /// <summary>Takes a new secret in place of the one before, which still holds for a while unless it is cut off.</summary>
    internal void Rotate(TenantKeyRing keys, string secret, bool cutOff, string by, DateTimeOffset now)
    {
        // Each is sealed for its own place.
        var before = Secret.Length > 0 && !cutOff ? Open(keys, Secret, "secret") : null;
        (OldSecret, OldSecretUntil) = before is null ? (null, null) : (Seal(keys, before, "old_secret"), (DateTimeOffset?)(now + Overlap));
        (Secret, SecretAt) = (Seal(keys, secret, "secret"), now);
        Changed(by, now);
    }

    /// <summary>The secrets that hold now.</summary>
    internal IReadOnlyList<string> Secrets(TenantKeyRing keys, DateTimeOffset now) =>
        OldSecret is { } old && OldSecretUntil > now ? [Open(keys, Secret, "secret"), Open(keys, old, "old_secret")] : [Open(keys, Secret, "secret")];

    private byte[] Seal(TenantKeyRing keys, string secret, string column) => keys.EncryptText(KeyPurpose.Secret, secret, Table, column, Id.Value.ToString());

    private string Open(TenantKeyRing keys, byte[] cipher, string column) => keys.DecryptText(KeyPurpose.Secret, cipher, Table, column, Id.Value.ToString());

    private void Changed(string by, DateTimeOffset now) => (ChangedBy, ChangedAt) = (by.Length > 100 ? by[..100] : by, now);
}

internal sealed class WebFormConfiguration : IEntityTypeConfiguration<WebForm>
{
    public void Configure(EntityTypeBuilder<WebForm> builder)
    {
        builder.ToTable(WebForm.Table);
        builder.HasKey(f => new { f.TenantId, f.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(f => f.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(f => new { f.TenantId, f.Name }).IsUnique();
        builder.Property(f => f.Name).HasMaxLength(WebForm.NameLength);
        builder.Property(f => f.ListName).HasMaxLength(OptInList.NameLength);
        builder.Property(f => f.PurposeNames).HasMaxLength(100);
        builder.Property(f => f.WordingCode).HasMaxLength(Wording.CodeLength);
        builder.Property(f => f.Language).HasMaxLength(20);
        builder.Property(f => f.ChangedBy).HasMaxLength(100);
    }
}
