using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>The id of a submission; it travels sealed behind the button that confirms it.</summary>
public readonly record struct FormSubmissionId(Guid Value) : IGuidId<FormSubmissionId>
{
    public static FormSubmissionId Create(Guid value) => new(value);
}

/// <summary>What became of a submission.</summary>
public enum SubmissionState
{
    /// <summary>A message asks the person; nothing is open yet.</summary>
    Waiting,

    /// <summary>The person is opted in.</summary>
    Joined,

    /// <summary>Nobody pressed the button in time.</summary>
    Expired,

    /// <summary>No message left and nobody was opted in (<see cref="HoldReason"/>).</summary>
    HeldBack,

    /// <summary>The person was erased meanwhile.</summary>
    Erased,
}

/// <summary>Why a submission led to nothing.</summary>
public enum HoldReason
{
    /// <summary>The number's person has opted out of something. By a form anybody can name any number.</summary>
    OptedOut,

    /// <summary>The number's person was erased and is kept out.</summary>
    Suppressed,

    /// <summary>The number got such a message lately, or several within a month.</summary>
    AskedLately,
}

/// <summary>What a form told, kept until somebody confirms it or the time is over.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="Page">Where the form stands, without query.</param>
/// <param name="Ip">Of whoever filled it in, as the site says.</param>
internal sealed record SubmissionDetails(
    string Phone, string? Name, string? Language, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset SubmittedAt, string Page, string? Ip, string? UserAgent)
{
    /// <summary>Without what it tells.</summary>
    public override string ToString() => nameof(SubmissionDetails);

    public byte[] Seal(TenantKeyRing keys, FormSubmissionId id) =>
        keys.Encrypt(KeyPurpose.PersonalData, JsonSerializer.SerializeToUtf8Bytes(this), FormSubmission.Table, "details", id.Value.ToString());

    public static SubmissionDetails Open(TenantKeyRing keys, FormSubmissionId id, byte[] box) =>
        JsonSerializer.Deserialize<SubmissionDetails>(keys.Decrypt(KeyPurpose.PersonalData, box, FormSubmission.Table, "details", id.Value.ToString()))
        ?? throw new InvalidOperationException("A submission is empty.");
}

/// <summary>One submission of a form. It keeps the number only while it waits, and is forgotten after thirty days.</summary>
public sealed class FormSubmission : ITenantOwned
{
    internal const string Table = "form_submissions";

    /// <summary>How long a person may take to confirm.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>How long it is known that the request came, and that its number was asked.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private FormSubmission()
    {
    }

    public TenantId TenantId { get; private set; }

    public FormSubmissionId Id { get; private set; }

    public WebFormId FormId { get; private set; }

    /// <summary>What the site calls the request; taken once in a form.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>Keyed hash of the body, to tell a repeated request from another one under the same id.</summary>
    public byte[] BodyMac { get; private set; } = [];

    public SubmissionState State { get; private set; }

    public HoldReason? Held { get; private set; }

    /// <summary>Who may confirm it; null where nobody may.</summary>
    public byte[]? PhoneId { get; private set; }

    /// <summary>What the form told, encrypted; null once it is not needed.</summary>
    public byte[]? Details { get; private set; }

    /// <summary>The wording that the form showed.</summary>
    public string WordingCode { get; private set; } = "";

    public string WordingHash { get; private set; } = "";

    /// <summary>The ledger's entry that permits the message.</summary>
    public long? PermitSeq { get; private set; }

    /// <summary>The message that asks.</summary>
    public Guid? MessageId { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    internal static FormSubmission Create(TenantId tenant, FormSubmissionId id, WebFormId form, string requestId, byte[] bodyMac, (string Code, string Hash) wording, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = id,
        FormId = form,
        RequestId = requestId,
        BodyMac = bodyMac,
        WordingCode = wording.Code,
        WordingHash = wording.Hash,
        ReceivedAt = now,
        State = SubmissionState.HeldBack,
        EndedAt = now,
    };

    /// <summary>Nothing follows from it.</summary>
    internal void Hold(HoldReason reason, DateTimeOffset now) => (State, Held, EndedAt, Details) = (SubmissionState.HeldBack, reason, now, null);

    /// <summary>A message asks the person.</summary>
    internal void Ask(byte[] phoneId, byte[] details, long permit, Guid message) =>
        (State, EndedAt, PhoneId, Details, PermitSeq, MessageId) = (SubmissionState.Waiting, null, phoneId, details, permit, message);

    /// <summary>The person is opted in; what the form told is in the ledger now.</summary>
    internal void Join(DateTimeOffset now) => (State, EndedAt, Details) = (SubmissionState.Joined, now, null);
}

internal sealed class FormSubmissionConfiguration : IEntityTypeConfiguration<FormSubmission>
{
    public void Configure(EntityTypeBuilder<FormSubmission> builder)
    {
        builder.ToTable(FormSubmission.Table);
        builder.HasKey(s => new { s.TenantId, s.Id });
        builder.HasOne<WebForm>().WithMany().HasForeignKey(s => new { s.TenantId, s.FormId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.TenantId, s.FormId, s.RequestId }).IsUnique();
        // How often a number was asked lately.
        builder.HasIndex(s => new { s.TenantId, s.PhoneId, s.ReceivedAt });
        // What has run out.
        builder.HasIndex(s => new { s.TenantId, s.State, s.ReceivedAt });
        builder.Property(s => s.RequestId).HasMaxLength(StandardWebhook.IdLength);
        builder.Property(s => s.WordingCode).HasMaxLength(60);
        builder.Property(s => s.WordingHash).HasMaxLength(64);
    }
}
