using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Requests;

public readonly record struct PersonRequestId(Guid Value) : IGuidId<PersonRequestId>
{
    public static PersonRequestId Create(Guid value) => new(value);

    public static PersonRequestId New() => new(Guid.CreateVersion7());
}

/// <summary>What a person asks for.</summary>
public enum RequestKind
{
    /// <summary>What is stored about them (GDPR Art. 15).</summary>
    Access,

    /// <summary>That nothing is stored about them any more (GDPR Art. 17).</summary>
    Erasure,
}

/// <summary>By which way a request came.</summary>
public enum RequestWay
{
    Email,
    Letter,
    Phone,
    InPerson,
    WhatsApp,
    Other,
}

/// <summary>How far a request has come.</summary>
public enum RequestState
{
    Open,

    /// <summary>Its erasure has begun and goes on by itself.</summary>
    Erasing,
    Done,

    /// <summary>Not followed, with the reason.</summary>
    Refused,

    /// <summary>The person took it back.</summary>
    Withdrawn,
}

/// <summary>What of a request names people; kept encrypted, and gone with the person.</summary>
/// <param name="Phone">In E.164 form.</param>
/// <param name="Requester">Who asked: the person, or somebody for them.</param>
/// <param name="Words">What they asked, in short.</param>
/// <param name="Identity">How it was checked that they are who they say.</param>
/// <param name="HandedOver">How the answer was handed over.</param>
public sealed record RequestDetails(string Phone, string Requester, string? Words, string? Identity, string? HandedOver)
{
    /// <summary>Without what it holds.</summary>
    public override string ToString() => nameof(RequestDetails);

    internal byte[] Encrypt(TenantKeyRing keys, PersonRequestId id) =>
        keys.Encrypt(KeyPurpose.PersonalData, JsonSerializer.SerializeToUtf8Bytes(this), PersonRequest.Table, "details", id.Value.ToString());

    internal static RequestDetails Decrypt(TenantKeyRing keys, PersonRequestId id, byte[] box) =>
        JsonSerializer.Deserialize<RequestDetails>(keys.Decrypt(KeyPurpose.PersonalData, box, PersonRequest.Table, "details", id.Value.ToString()))!;
}

/// <summary>A person asks what is stored about them, or that it be erased.</summary>
public sealed class PersonRequest : ITenantOwned
{
    internal const string Table = "person_requests";
    public const int WordsLength = 500;

    private PersonRequest()
    {
    }

    public TenantId TenantId { get; private set; }

    public PersonRequestId Id { get; private set; }

    /// <summary>1, 2, 3 … in the enterprise.</summary>
    public int Number { get; private set; }

    public RequestKind Kind { get; private set; }

    public RequestWay Way { get; private set; }

    public RequestState State { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Why it takes up to two months longer (GDPR Art. 12(3)); null while it does not. Without personal data.</summary>
    public string? ExtensionReason { get; private set; }

    public DateTimeOffset? IdentityCheckedAt { get; private set; }

    public UserId? AssignedTo { get; private set; }

    public string? AssignedName { get; private set; }

    /// <summary>Keyed hash of the number; null once the person is erased.</summary>
    public byte[]? PhoneId { get; private set; }

    /// <summary><see cref="RequestDetails"/>, encrypted; null once the person is erased.</summary>
    public byte[]? Details { get; private set; }

    public Guid? ErasureId { get; private set; }

    /// <summary>When what is stored was last taken for the answer.</summary>
    public DateTimeOffset? AnswerTakenAt { get; private set; }

    /// <summary>Why it was refused or how it ended, without personal data.</summary>
    public string? Outcome { get; private set; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public bool IsOpen => State is RequestState.Open or RequestState.Erasing;

    internal static PersonRequest Create(
        TenantId tenant, PersonRequestId id, int number, RequestKind kind, RequestWay way, DateTimeOffset received, DateTimeOffset due, byte[] phoneId, byte[] details, string by, DateTimeOffset now) => new()
        {
            TenantId = tenant,
            Id = id,
            Number = number,
            Kind = kind,
            Way = way,
            ReceivedAt = received,
            DueAt = due,
            PhoneId = phoneId,
            Details = details,
            CreatedBy = by,
            CreatedAt = now,
        };

    internal void Assign(UserId user, string name) => (AssignedTo, AssignedName) = (user, name);

    internal void CheckedIdentity(byte[] details, DateTimeOffset now) => (Details, IdentityCheckedAt) = (details, now);

    internal void Extend(string reason, DateTimeOffset due) => (ExtensionReason, DueAt) = (reason, due);

    internal void TookAnswer(DateTimeOffset now) => AnswerTakenAt = now;

    internal void HandOver(byte[] details, string by, DateTimeOffset now)
    {
        Details = details;
        End(RequestState.Done, "The answer was handed over.", by, now);
    }

    internal void BeginErasure(Guid erasure) => (State, ErasureId) = (RequestState.Erasing, erasure);

    internal void End(RequestState state, string outcome, string by, DateTimeOffset now) => (State, Outcome, EndedBy, EndedAt) = (state, outcome, by, now);

    internal void Forget() => (PhoneId, Details) = (null, null);
}

/// <summary>Something that happened with a request. Written once; holds no personal data.</summary>
public sealed class PersonRequestEvent : ITenantOwned
{
    private PersonRequestEvent()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public PersonRequestId RequestId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Who { get; private set; } = "";

    public string What { get; private set; } = "";

    public string? Words { get; private set; }

    internal static PersonRequestEvent Create(PersonRequest request, string who, string what, string? words, DateTimeOffset now) =>
        new() { TenantId = request.TenantId, Id = OrderedIds.Next(), RequestId = request.Id, At = now, Who = who, What = what, Words = words };
}

internal sealed class PersonRequestConfiguration : IEntityTypeConfiguration<PersonRequest>
{
    public void Configure(EntityTypeBuilder<PersonRequest> builder)
    {
        builder.ToTable(PersonRequest.Table);
        builder.HasKey(r => new { r.TenantId, r.Id });
        builder.HasIndex(r => new { r.TenantId, r.Number }).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.State, r.DueAt });
        builder.HasIndex(r => new { r.TenantId, r.PhoneId });
        builder.Property(r => r.State).IsConcurrencyToken();
        builder.Property(r => r.ExtensionReason).HasMaxLength(PersonRequest.WordsLength);
        builder.Property(r => r.Outcome).HasMaxLength(PersonRequest.WordsLength);
        builder.Property(r => r.AssignedName).HasMaxLength(200);
        builder.Property(r => r.EndedBy).HasMaxLength(200);
        builder.Property(r => r.CreatedBy).HasMaxLength(200);
        builder.Ignore(r => r.IsOpen);
    }
}

internal sealed class PersonRequestEventConfiguration : IEntityTypeConfiguration<PersonRequestEvent>
{
    public void Configure(EntityTypeBuilder<PersonRequestEvent> builder)
    {
        builder.ToTable("person_request_events");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.RequestId });
        builder.HasOne<PersonRequest>().WithMany().HasForeignKey(e => new { e.TenantId, e.RequestId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.Who).HasMaxLength(200);
        builder.Property(e => e.What).HasMaxLength(100);
        builder.Property(e => e.Words).HasMaxLength(PersonRequest.WordsLength);
    }
}
