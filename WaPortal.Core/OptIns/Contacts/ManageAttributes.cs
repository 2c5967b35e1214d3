using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>A defined attribute with its use.</summary>
/// <param name="Filled">Contacts with a value of its type.</param>
/// <param name="Unfit">Contacts whose words do not fit the type; kept as they came.</param>
/// <param name="Segments">Names of the segments that speak of it.</param>
public sealed record AttributeSummary(AttributeInfo Attribute, int Filled, int Unfit, IReadOnlyList<string> Segments);

/// <summary>What a person says about an attribute.</summary>
/// <param name="Key">As columns and variables call it; fixed once it is made.</param>
/// <param name="Choices">Of a choice, one value each.</param>
public sealed record AttributeDraft(string Key, string Label, AttributeType Type, IReadOnlyList<string> Choices);

/// <summary>What came of it; no problems when it was taken.</summary>
/// <param name="Problems">By field: <c>key</c>, <c>label</c>, <c>type</c>, <c>choices</c>.</param>
public sealed record AttributeResult(AttributeId? Id, IReadOnlyDictionary<string, string> Problems);

/// <summary>Defines attributes. All contacts are then read anew in the background, so that conditions know the values that are there already.</summary>
public sealed class ManageAttributes(PortalDatabase database, IBackgroundJobs jobs, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Attributes that an enterprise can define.</summary>
    public const int Most = 50;

    /// <summary>All of them, by label; whether contacts are being read anew just now.</summary>
    public Task<(IReadOnlyList<AttributeSummary> Attributes, bool IsReading)> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var attributes = await db.Set<AttributeDefinition>().Where(a => a.RetiredAt == null).ToListAsync(t);
            var counts = (await db.Set<ContactValue>().GroupBy(v => new { v.AttributeId, Fits = v.SortKey != null }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(t))
                .ToDictionary(g => (g.Key.AttributeId, g.Key.Fits), g => g.Count);
            var segments = await SegmentUses.OfAttributesAsync(db, t);
            var reading = await db.Set<ContactIndexState>().AnyAsync(s => !s.IsDone, t);
            return ((IReadOnlyList<AttributeSummary>)[.. attributes.OrderBy(a => a.Label, StringComparer.OrdinalIgnoreCase).Select(a => new AttributeSummary(
                new AttributeInfo(a.Id, a.Label, a.Rule), counts.GetValueOrDefault((a.Id, true)), counts.GetValueOrDefault((a.Id, false)), [.. segments[a.Id.Value]]))], reading);
        }, token);
    }

    /// <summary>Defines a new one, also over a column that lists brought already.</summary>
    public async Task<AttributeResult> AddAsync(Actor actor, AttributeDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var clean = Clean(draft);
        return await ReadAnewAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            var known = await db.Set<AttributeDefinition>().Where(a => a.RetiredAt == null).Select(a => a.Key).ToListAsync(t);
            var problems = Problems(clean);
            if (clean.Key.Length is 0 or > AttributeDefinition.KeyLength || clean.Key.Any(char.IsControl))
                problems["key"] = FormattableString.Invariant($"Give it a name of 1 to {AttributeDefinition.KeyLength} characters, as the column of your lists is called.");
            else if (known.Contains(clean.Key, StringComparer.OrdinalIgnoreCase))
                problems["key"] = "There is an attribute of this name already.";
            else if (known.Count >= Most)
                problems["key"] = FormattableString.Invariant($"An enterprise has at most {Most} attributes.");
            if (problems.Count > 0)
                return new AttributeResult(null, problems);
            var attribute = AttributeDefinition.Create(actor.Tenant, clean.Key, clean.Label, clean.Type, clean.Choices, actor.Name, clock.GetUtcNow());
            db.Add(attribute);
            (await IndexContactsJob.StateAsync(db, t)).Begin();
            audit.Record(db, actor, "attribute.added", attribute.Id.Value.ToString());
            return new AttributeResult(attribute.Id, problems);
        }, token), token);
    }

    /// <summary>Changes label, type or choices; values that no longer fit stay as they came. The type stays while a segment compares by it.</summary>
    public async Task<AttributeResult> ChangeAsync(Actor actor, AttributeId id, AttributeDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var clean = Clean(draft);
        return await ReadAnewAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<AttributeDefinition>().FirstOrDefaultAsync(a => a.Id == id && a.RetiredAt == null, t) is not { } attribute)
                return Gone;
            var problems = Problems(clean);
            var before = attribute.Rule;
            if ((before.Type != clean.Type || before.Choices.Except(clean.Choices, StringComparer.Ordinal).Any())
                && (await SegmentUses.OfAttributesAsync(db, t))[id.Value].ToList() is { Count: > 0 } segments)
                problems["type"] = $"The segment “{segments[0]}” compares by it. Change the segment first.";
            if (problems.Count > 0)
                return new AttributeResult(id, problems);
            attribute.Change(clean.Label, clean.Type, clean.Choices);
            if (before.Type != clean.Type || !before.Choices.SequenceEqual(clean.Choices, StringComparer.Ordinal))
                (await IndexContactsJob.StateAsync(db, t)).Begin();
            audit.Record(db, actor, "attribute.changed", id.Value.ToString());
            return new AttributeResult(id, problems);
        }, token), token);
    }

    /// <summary>Deletes the definition; what is known stays with the contacts, as a column without a type. Refused while a segment speaks of it.</summary>
    public async Task<AttributeResult> DeleteAsync(Actor actor, AttributeId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        return await ReadAnewAsync(actor, database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<AttributeDefinition>().FirstOrDefaultAsync(a => a.Id == id && a.RetiredAt == null, t) is not { } attribute)
                return Gone;
            if ((await SegmentUses.OfAttributesAsync(db, t))[id.Value].ToList() is { Count: > 0 } segments)
                return new AttributeResult(id, new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = $"The segment “{segments[0]}” speaks of it. Change the segment first." });
            attribute.Retire(clock.GetUtcNow());
            (await IndexContactsJob.StateAsync(db, t)).Begin();
            audit.Record(db, actor, "attribute.deleted", id.Value.ToString());
            return new AttributeResult(id, Fine);
        }, token), token);
    }

    private static readonly Dictionary<string, string> Fine = [];

    private static AttributeResult Gone { get; } = new(null, new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "There is no such attribute any more." });

    private static AttributeDraft Clean(AttributeDraft draft) => draft with
    {
        Key = draft.Key.Trim(),
        Label = draft.Label.Trim(),
        Choices = draft.Type == AttributeType.Choice ? [.. draft.Choices.Select(c => c.Trim()).Where(c => c.Length > 0)] : [],
    };

    private static Dictionary<string, string> Problems(AttributeDraft draft)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        if (draft.Label.Length is 0 or > AttributeDefinition.LabelLength)
            problems["label"] = FormattableString.Invariant($"Give it a label of 1 to {AttributeDefinition.LabelLength} characters.");
        if (!Enum.IsDefined(draft.Type))
            problems["type"] = "Choose a type.";
        if (draft.Type != AttributeType.Choice)
            return problems;
        if (draft.Choices.Count is < 2 or > AttributeDefinition.MostChoices)
            problems["choices"] = FormattableString.Invariant($"Write 2 to {AttributeDefinition.MostChoices} values, one on each line.");
        else if (draft.Choices.Any(c => c.Length > 100))
            problems["choices"] = "A value has at most 100 characters.";
        else if (draft.Choices.DistinctBy(c => Convert.ToHexString(AttributeRule.TextKey(c)), StringComparer.Ordinal).Count() < draft.Choices.Count)
            problems["choices"] = "Two values differ in case or accents alone.";
        return problems;
    }

    private async Task<AttributeResult> ReadAnewAsync(Actor actor, Task<AttributeResult> change, CancellationToken token)
    {
        var result = await change;
        if (result.Problems.Count > 0)
            return result;
        await jobs.EnqueueAsync<IndexContactsJob>(actor.Tenant, actor.Tenant.Value, token);
        signals.Publish(actor.Tenant, ContactTopics.All);
        return result;
    }
}
