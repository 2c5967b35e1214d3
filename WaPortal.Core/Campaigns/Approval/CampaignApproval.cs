using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The id of a request for approval.</summary>
public readonly record struct CampaignApprovalId(Guid Value) : IGuidId<CampaignApprovalId>
{
    public static CampaignApprovalId Create(Guid value) => new(value);
}

/// <summary>How far a request for approval has come.</summary>
public enum ApprovalState
{
    /// <summary>Asked for; nobody has decided.</summary>
    Waiting,

    /// <summary>A second person agreed to exactly this.</summary>
    Approved,

    /// <summary>A second person sent it back with words.</summary>
    SentBack,

    /// <summary>Taken back, or changed since: nothing that was said about it holds.</summary>
    Overtaken,
}

/// <summary>
/// One request to a second person to look over a campaign, and the answer. It is bound to all that decides what is sent to whom by a digest, and to a number of
/// people: what was approved is sent, or nothing.
/// </summary>
public sealed class CampaignApproval : ITenantOwned
{
    /// <summary>Longest note and longest answer, in characters.</summary>
    public const int WordsLength = 500;

    private CampaignApproval()
    {
    }

    public TenantId TenantId { get; private set; }

    public CampaignApprovalId Id { get; private set; }

    public CampaignId CampaignId { get; private set; }

    /// <summary>See <see cref="CampaignDigest"/>.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>How many people it was asked for.</summary>
    public int People { get; private set; }

    /// <summary>Asked by the start itself, since what was approved does not cover it; the messages wait, frozen.</summary>
    public bool AtStart { get; private set; }

    public ApprovalState State { get; private set; }

    /// <summary>The person who asked; null for the portal itself.</summary>
    public UserId? AskedById { get; private set; }

    public string AskedBy { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>What the maker wants looked at, or why the start asks.</summary>
    public string? Note { get; private set; }

    public UserId? DecidedById { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What the second person says.</summary>
    public string? Words { get; private set; }

    /// <summary>The maker confirmed it, since nobody else could.</summary>
    public bool Alone { get; private set; }

    internal static CampaignApproval Ask(Campaign campaign, string digest, int people, UserId? who, string name, string? note, bool atStart, DateTimeOffset now) => new()
    {
        TenantId = campaign.TenantId,
        Id = new CampaignApprovalId(OrderedIds.Next()),
        CampaignId = campaign.Id,
        Digest = digest,
        People = people,
        AtStart = atStart,
        AskedById = who,
        AskedBy = Cut(name, 100)!,
        AskedAt = now,
        Note = Cut(note, WordsLength),
    };

    /// <summary>The same word for the next campaign of a series, which sends the same.</summary>
    internal CampaignApproval For(Campaign next) => new()
    {
        TenantId = TenantId,
        Id = new CampaignApprovalId(OrderedIds.Next()),
        CampaignId = next.Id,
        Digest = Digest,
        People = People,
        State = State,
        AskedById = AskedById,
        AskedBy = AskedBy,
        AskedAt = AskedAt,
        Note = Note,
        DecidedById = DecidedById,
        DecidedBy = DecidedBy,
        DecidedAt = DecidedAt,
        Words = Words,
        Alone = Alone,
    };

    internal bool TryDecide(bool approve, Actor person, string? words, bool alone, DateTimeOffset now)
    {
        if (State != ApprovalState.Waiting)
            return false;
        State = approve ? ApprovalState.Approved : ApprovalState.SentBack;
        (DecidedById, DecidedBy, DecidedAt, Words, Alone) = (person.UserId, Cut(person.Name, 100), now, Cut(words, WordsLength), alone);
        return true;
    }

    /// <summary>Taken back or changed: nothing that was said about it holds.</summary>
    internal void Overtake() => State = ApprovalState.Overtaken;

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}

internal sealed class CampaignApprovalConfiguration : IEntityTypeConfiguration<CampaignApproval>
{
    public void Configure(EntityTypeBuilder<CampaignApproval> builder)
    {
        builder.ToTable("campaign_approvals");
        builder.HasKey(a => new { a.TenantId, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.CampaignId, a.AskedAt });
        builder.HasIndex(a => new { a.TenantId, a.State });
        builder.HasOne<Campaign>().WithMany().HasForeignKey(a => new { a.TenantId, a.CampaignId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(a => a.Digest).HasMaxLength(64);
        builder.Property(a => a.AskedBy).HasMaxLength(100);
        builder.Property(a => a.DecidedBy).HasMaxLength(100);
        builder.Property(a => a.Note).HasMaxLength(CampaignApproval.WordsLength);
        builder.Property(a => a.Words).HasMaxLength(CampaignApproval.WordsLength);
        // A decision, a change of the draft and a taking back each expect the state that they saw.
        builder.Property(a => a.State).IsConcurrencyToken();
    }
}
