using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The id of a campaign; its send order has the same UUID.</summary>
public readonly record struct CampaignId(Guid Value) : IGuidId<CampaignId>
{
    public static CampaignId Create(Guid value) => new(value);

    public static CampaignId New() => new(Guid.CreateVersion7());

    /// <summary>The order that sends it.</summary>
    public SendOrderId Order => new(Value);
}

/// <summary>How far a campaign has come.</summary>
public enum CampaignState
{
    /// <summary>Being written; may be changed.</summary>
    Draft,

    /// <summary>Starts by itself at its time.</summary>
    Scheduled,

    /// <summary>Its hour has come: the audience is being frozen into messages.</summary>
    Preparing,

    /// <summary>Messages leave.</summary>
    Running,

    /// <summary>Stopped for now, by a person or for safety.</summary>
    Paused,

    /// <summary>Nothing is left to send.</summary>
    Completed,

    /// <summary>Stopped for good by a person.</summary>
    Cancelled,
}

/// <summary>A plan to send one template to people of lists and segments at a time.</summary>
public sealed class Campaign : ITenantOwned
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 100;

    private Campaign()
    {
    }

    public TenantId TenantId { get; private set; }

    public CampaignId Id { get; private set; }

    public string Name { get; private set; } = "";

    public CampaignState State { get; private set; }

    /// <summary>The template's id; null until one is chosen.</summary>
    public Guid? TemplateId { get; private set; }

    /// <summary>The opt-in list's id, where one list is the whole audience; null otherwise and until one is chosen.</summary>
    public Guid? ListId { get; private set; }

    /// <summary>The choice as JSON, where it is more than one list.</summary>
    public string? AudienceJson { get; private set; }

    /// <summary>Whom it is for, as people chose.</summary>
    public AudienceChoice Audience =>
        AudienceJson is { } json ? JsonSerializer.Deserialize<AudienceChoice>(json)! : ListId is { } list ? AudienceChoice.OfList(list) : AudienceChoice.None;

    /// <summary>Whom of it to leave out, as JSON; null: <see cref="AudienceRules.Standard"/>.</summary>
    public string? RulesJson { get; private set; }

    /// <summary>Whom of it to leave out.</summary>
    public AudienceRules Rules => AudienceRules.FromJson(RulesJson);

    /// <summary>The audience with its segments written out at the start (<see cref="SegmentText"/>); null before.</summary>
    public string? FrozenAudienceJson { get; private set; }

    /// <summary>When it was written out; days of conditions are counted from here.</summary>
    public DateTimeOffset? FrozenAudienceAt { get; private set; }

    /// <summary>The audience as it was written out; null before.</summary>
    public Audience? FrozenAudience => FrozenAudienceJson is { } json && FrozenAudienceAt is { } at && SegmentText.Read(json) is { } match ? new Audience(match, at) : null;

    /// <summary>The number it is sent from; null until one is chosen.</summary>
    public SenderNumberId? SenderNumberId { get; private set; }

    /// <summary>Where each variable's value comes from, and the language for people whose own has no translation.</summary>
    public CampaignMapping Mapping { get; private set; } = CampaignMapping.Empty;

    /// <summary><see cref="AbTest"/> as JSON; null for none.</summary>
    public string? AbTestJson { get; private set; }

    /// <summary>The second version and how it is tested against the first; null for none.</summary>
    public AbTest? AbTest => AbTest.Read(AbTestJson);

    /// <summary>Which version won its test and goes to the rest; null until then, and where none is tested.</summary>
    public AbVariant? Winner { get; private set; }

    /// <summary>What it sends: of one that tests two versions the winner, and the first until there is one.</summary>
    public CampaignMessage Message => MessageOf(Winner ?? AbVariant.A);

    /// <summary>One of the versions that it tests; the first is what it sends where it tests none.</summary>
    public CampaignMessage MessageOf(AbVariant variant) => variant == AbVariant.B && AbTest is { } test ? new(test.TemplateId, test.Mapping) : new(TemplateId, Mapping);

    /// <summary>Start at once when it is scheduled; otherwise at <see cref="LocalStart"/>.</summary>
    public bool StartNow { get; private set; } = true;

    /// <summary>Wall-clock start in <see cref="TimeZone"/>, as the person typed it.</summary>
    public DateTime? LocalStart { get; private set; }

    /// <summary>IANA zone of <see cref="LocalStart"/>.</summary>
    public string? TimeZone { get; private set; }

    /// <summary><see cref="Plan"/> as JSON; null for a plain one.</summary>
    public string? PlanJson { get; private set; }

    /// <summary>What it says about its time beyond the start.</summary>
    public SendingPlan Plan => SendingPlan.Read(PlanJson);

    /// <summary>What its order has to know of that.</summary>
    public OrderTiming Timing => new(!StartNow && Plan.AtPersonsTime ? LocalStart : null, Plan.Hours, Plan.SpreadMinutes);

    /// <summary>The first campaign of its series; null where it does not come again.</summary>
    public CampaignId? SeriesId { get; private set; }

    /// <summary>The how manieth of its series, from 1 on; 0 where it does not come again.</summary>
    public int SeriesNumber { get; private set; }

    /// <summary><see cref="LocalStart"/> of the first of its series, as it was planned; null for a draft that was changed, and where it does not come again.</summary>
    public DateTime? SeriesStart { get; private set; }

    /// <summary>When it starts or started; of a start by each person's own clock, when its people are chosen, before the first of them may get it.</summary>
    public DateTimeOffset? StartAt { get; private set; }

    /// <summary>When it was scheduled, as it was reviewed then; null for a draft, and where an older program scheduled it.</summary>
    public DateTimeOffset? PlannedAt { get; private set; }

    /// <summary>How many people would have got it when it was scheduled; forecasts of others reckon with them until it starts.</summary>
    public int PlannedPeople { get; private set; }

    /// <summary>The same by place, as JSON; null where an older program scheduled it.</summary>
    public string? PlannedPlacesJson { get; private set; }

    /// <summary>The most it may cost, in millionths of <see cref="BudgetCurrency"/>; null for no limit.</summary>
    public long? BudgetMicros { get; private set; }

    /// <summary>ISO 4217; null where there is no budget.</summary>
    public string? BudgetCurrency { get; private set; }

    /// <summary>Why it is paused, in words for people.</summary>
    public string? PauseReason { get; private set; }

    /// <summary>How far the audience is frozen: the last contact of the last frozen page.</summary>
    public Guid? FrozenTo { get; private set; }

    /// <summary>People of the audience when it was frozen.</summary>
    public int AudienceSize { get; private set; }

    public string CreatedBy { get; private set; } = "";

    /// <summary>Who changed what it sends last; null for a job, and where an older program did.</summary>
    public UserId? EditedById { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Counts changes of the draft and its schedulings, so that a second tab does not overwrite the first unseen.</summary>
    public int Version { get; private set; }

    /// <summary>An empty draft.</summary>
    public static Campaign CreateDraft(TenantId tenant, string name, string createdBy, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = CampaignId.New(),
        Name = name,
        State = CampaignState.Draft,
        CreatedBy = createdBy,
        CreatedAt = now,
        ChangedAt = now,
        Version = 1,
    };

    /// <summary>Takes over what the wizard holds; only a draft may be changed, and only by somebody who saw its newest version.</summary>
    public bool TryEdit(CampaignDraft draft, DateTimeOffset now)
    {
        if (State != CampaignState.Draft || draft.Version != Version)
            return false;
        Name = draft.Name.Trim();
        TemplateId = draft.TemplateId;
        var audience = draft.Audience ?? (draft.ListId is { } list ? AudienceChoice.OfList(list) : AudienceChoice.None);
        ListId = audience.OnlyList;
        AudienceJson = ListId is not null || audience == AudienceChoice.None ? null : JsonSerializer.Serialize(audience);
        RulesJson = draft.Rules.ToJson();
        SenderNumberId = draft.SenderNumberId;
        Mapping = draft.Mapping;
        StartNow = draft.StartNow;
        LocalStart = draft.LocalStart;
        TimeZone = draft.TimeZone;
        PlanJson = draft.Plan.Write();
        AbTestJson = draft.AbTest?.Write();
        SeriesStart = null;
        SetBudget(draft.Budget);
        ChangedAt = now;
        Version++;
        return true;
    }

    /// <summary>Notes who changed what it sends.</summary>
    internal void EditedBy(UserId? who) => EditedById = who;

    /// <summary>Sets the most it may cost, or takes the limit away.</summary>
    public void SetBudget(Budget? budget) => (BudgetMicros, BudgetCurrency) = (budget?.Micros, budget?.Currency);

    /// <summary>Who would have got it when it was scheduled, by where their clocks hang.</summary>
    public IReadOnlyList<(Place Place, int People)> PlacesPlanned() => PlannedPlacesJson is { } json
        ? [.. JsonSerializer.Deserialize<List<PlannedPlace>>(json)!.Select(p => (new Place(p.Region, p.Zone), p.People))]
        : [(Place.Unknown, PlannedPeople)];

    private sealed record PlannedPlace(string Region, string Zone, int People);

    /// <summary>Draft → scheduled.</summary>
    /// <param name="startAt">When it starts.</param>
    /// <param name="people">Who would get it as it stands.</param>
    /// <param name="now">The time.</param>
    public bool TrySchedule(DateTimeOffset startAt, IReadOnlyDictionary<Place, int> people, DateTimeOffset now)
    {
        if (State != CampaignState.Draft)
            return false;
        State = CampaignState.Scheduled;
        StartAt = startAt;
        PlannedAt = now;
        PlannedPeople = people.Values.Sum();
        PlannedPlacesJson = JsonSerializer.Serialize(people.OrderByDescending(p => p.Value).Select(p => new PlannedPlace(p.Key.Region, p.Key.Zone, p.Value)));
        (SeriesId, SeriesNumber, SeriesStart) = Plan.Repeat is null ? ((CampaignId?)null, 0, (DateTime?)null) : (SeriesId ?? Id, Math.Max(1, SeriesNumber), SeriesStart ?? LocalStart);
        ChangedAt = now;
        Version++; // an edit at the same moment must not slip under it
        return true;
    }

    /// <summary>
    /// The next one of its series, scheduled as this one was reviewed; null where the series has ended. Starts that passed while nobody was there to see are left out.
    /// </summary>
    public Campaign? Next(DateTimeOffset now)
    {
        if (NextStart(now) is not { } next)
            return null;
        return new Campaign
        {
            TenantId = TenantId,
            Id = CampaignId.New(),
            Name = Name,
            State = CampaignState.Scheduled,
            TemplateId = TemplateId,
            ListId = ListId,
            AudienceJson = AudienceJson,
            SenderNumberId = SenderNumberId,
            Mapping = Mapping,
            StartNow = false,
            LocalStart = next.Reading,
            TimeZone = TimeZone,
            PlanJson = PlanJson,
            AbTestJson = AbTestJson,
            RulesJson = RulesJson,
            EditedById = EditedById,
            StartAt = next.At,
            PlannedAt = PlannedAt,
            PlannedPeople = PlannedPeople,
            PlannedPlacesJson = PlannedPlacesJson,
            BudgetMicros = BudgetMicros,
            BudgetCurrency = BudgetCurrency,
            SeriesId = SeriesId,
            SeriesNumber = SeriesNumber + 1,
            SeriesStart = SeriesStart,
            CreatedBy = CreatedBy,
            CreatedAt = now,
            ChangedAt = now,
            Version = 1,
        };
    }

    /// <summary>Leaves this one time of the series out: it starts when the next one would have. False where there is none, or it has begun.</summary>
    public bool TrySkip(DateTimeOffset now)
    {
        if (State != CampaignState.Scheduled || NextStart(now) is not { } next)
            return false;
        (LocalStart, StartAt, ChangedAt) = (next.Reading, next.At, now);
        Version++;
        return true;
    }

    private (DateTime Reading, DateTimeOffset At)? NextStart(DateTimeOffset now)
    {
        if (Plan.Repeat is not { } repeat || LocalStart is not { } reading)
            return null;
        while (repeat.After(reading, (SeriesStart ?? reading).Day) is { } next)
        {
            if (Plan.StartsAt(next, TimeZone) is not { } at)
                return null;
            if ((Plan.AtPersonsTime ? SendingPlan.Last(next) : at) > now)
                return (next, at > now ? at : now);
            reading = next;
        }

        return null;
    }

    /// <summary>
    /// One version of its test, as a campaign of its own that starts at once for a part of the same people. It follows the same rules and hours; what it may cost is its part of the budget, and nothing
    /// is spread, since the two are compared over the same hours.
    /// </summary>
    internal Campaign ForTest(AbVariant variant, DateTimeOffset now)
    {
        var (test, message) = (AbTest!, MessageOf(variant));
        var suffix = $" · {variant}";
        return new Campaign
        {
            TenantId = TenantId,
            Id = CampaignId.New(),
            Name = (Name.Length > NameLength - suffix.Length ? Name[..(NameLength - suffix.Length)] : Name) + suffix,
            State = CampaignState.Scheduled,
            TemplateId = message.TemplateId,
            ListId = ListId,
            AudienceJson = AudienceJson,
            FrozenAudienceJson = FrozenAudienceJson,
            FrozenAudienceAt = FrozenAudienceAt,
            SenderNumberId = SenderNumberId,
            Mapping = message.Mapping,
            StartNow = true,
            PlanJson = (Plan with { SpreadMinutes = null }).Write(),
            RulesJson = RulesJson,
            EditedById = EditedById,
            StartAt = now,
            PlannedAt = PlannedAt,
            PlannedPeople = test.OfEach(PlannedPeople),
            PlannedPlacesJson = PartOfPlaces(test.OfEach),
            BudgetMicros = BudgetMicros is { } most ? test.OfEach(most) : null,
            BudgetCurrency = BudgetCurrency,
            CreatedBy = CreatedBy,
            CreatedAt = now,
            ChangedAt = now,
            Version = 1,
        };
    }

    /// <summary>Scheduled, and its versions have begun: it starts for the rest of its people when their test is over.</summary>
    internal void BeginTest(Audience audience, DateTimeOffset over, DateTimeOffset now)
    {
        Freeze(audience);
        var test = AbTest!;
        PlannedPlacesJson = PartOfPlaces(test.OfRest);
        PlannedPeople = test.OfRest(PlannedPeople);
        WaitUntil(over, now);
    }

    /// <summary>Scheduled: it is looked at again then.</summary>
    internal void WaitUntil(DateTimeOffset at, DateTimeOffset now) => (StartAt, ChangedAt) = (at, now);

    /// <summary>The version that goes to the rest, from now on.</summary>
    internal bool TryTakeWinner(AbVariant winner, DateTimeOffset now)
    {
        if (State != CampaignState.Scheduled || Winner is not null || AbTest is null)
            return false;
        (Winner, StartAt, ChangedAt) = (winner, now, now);
        return true;
    }

    private string? PartOfPlaces(Func<int, int> part) => PlannedPlacesJson is { } json
        ? JsonSerializer.Serialize(JsonSerializer.Deserialize<List<PlannedPlace>>(json)!.Select(p => p with { People = part(p.People) }))
        : null;

    /// <summary>Scheduled → draft, so that it can be changed; not where people of it have been chosen for a test.</summary>
    public bool TryUnschedule(DateTimeOffset now)
    {
        if (State != CampaignState.Scheduled || FrozenAudienceJson is not null)
            return false;
        State = CampaignState.Draft;
        (StartAt, PlannedAt) = (null, null);
        ChangedAt = now;
        Version++;
        return true;
    }

    /// <summary>Scheduled → preparing, when its hour has come; true also where a crash left it preparing.</summary>
    public bool TryPrepare(DateTimeOffset now)
    {
        if (State == CampaignState.Preparing)
            return true;
        if (State != CampaignState.Scheduled || StartAt > now)
            return false;
        State = CampaignState.Preparing;
        ChangedAt = now;
        return true;
    }

    /// <summary>Keeps the audience as it is at the start: what becomes of its segments afterwards changes nothing.</summary>
    public void Freeze(Audience audience) => (FrozenAudienceJson, FrozenAudienceAt) = (SegmentText.Write(audience.Match), audience.At);

    /// <summary>Notes that a page of the audience has become messages.</summary>
    public void Froze(Guid lastContact, int people)
    {
        FrozenTo = lastContact;
        AudienceSize += people;
    }

    /// <summary>Follows its order.</summary>
    public void Follow(SendOrderState order, string? reason, DateTimeOffset now)
    {
        State = order switch
        {
            SendOrderState.Filling => CampaignState.Preparing,
            SendOrderState.Running => CampaignState.Running,
            SendOrderState.Paused => CampaignState.Paused,
            SendOrderState.Done => CampaignState.Completed,
            SendOrderState.Cancelled => CampaignState.Cancelled,
        };
        PauseReason = order == SendOrderState.Paused ? reason : null;
        FinishedAt = State is CampaignState.Completed or CampaignState.Cancelled ? now : null;
        ChangedAt = now;
    }

    /// <summary>Scheduled, or preparing with no order yet → cancelled; once there is an order, the campaign is cancelled through it.</summary>
    public bool TryCancelBeforeStart(DateTimeOffset now)
    {
        if (State is not (CampaignState.Scheduled or CampaignState.Preparing))
            return false;
        State = CampaignState.Cancelled;
        FinishedAt = now;
        ChangedAt = now;
        return true;
    }
}

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    // A wall clock's time has no zone, and the databases' own types would give it one.
    private static readonly ValueConverter<DateTime?, string?> ClockReading = new(
        time => time == null ? null : time.Value.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture),
        text => text == null ? null : DateTime.ParseExact(text, "yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));

    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns");
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.HasOne<SenderNumber>().WithMany().HasForeignKey(c => new { c.TenantId, c.SenderNumberId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.TenantId, c.State, c.StartAt });
        builder.HasIndex(c => new { c.TenantId, c.SeriesId, c.SeriesNumber }).IsUnique().HasFilter("series_id IS NOT NULL");
        builder.Property(c => c.SeriesNumber).HasDefaultValue(0);
        builder.Property(c => c.Name).HasMaxLength(Campaign.NameLength);
        builder.Property(c => c.TimeZone).HasMaxLength(60);
        builder.Property(c => c.PauseReason).HasMaxLength(500);
        builder.Property(c => c.BudgetCurrency).HasMaxLength(3);
        builder.Property(c => c.CreatedBy).HasMaxLength(100);
        builder.Property(c => c.LocalStart).HasConversion(ClockReading).HasMaxLength(16);
        builder.Property(c => c.SeriesStart).HasConversion(ClockReading).HasMaxLength(16);
        builder.Property(c => c.Mapping).HasConversion(
            mapping => JsonSerializer.Serialize(mapping, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<CampaignMapping>(text, JsonSerializerOptions.Default) ?? CampaignMapping.Empty);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Property(c => c.PlannedPeople).HasDefaultValue(0);
        builder.Property(c => c.PlanJson).HasMaxLength(1_000);
        builder.Ignore(c => c.Plan);
        builder.Ignore(c => c.Timing);
        builder.Ignore(c => c.Audience);
        builder.Property(c => c.RulesJson).HasMaxLength(1_000);
        builder.Ignore(c => c.Rules);
        builder.Ignore(c => c.FrozenAudience);
        builder.Ignore(c => c.AbTest);
        builder.Ignore(c => c.Message);
    }
}
