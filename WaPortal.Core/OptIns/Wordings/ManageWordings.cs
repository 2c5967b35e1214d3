using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>What became of a change of a wording.</summary>
public abstract record WordingResult
{
    private WordingResult()
    {
    }

    public sealed record Done(WordingId Id) : WordingResult;

    /// <summary>Nothing was changed; what is wrong, by field of <see cref="WordingDraft"/> or "" for the whole.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : WordingResult;

    internal static Refused No(string field, string words) => new(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = words });
}

/// <summary>Writes, judges, publishes and retires the words by which people agree.</summary>
public sealed class ManageWordings(PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>The topic that its pages listen to.</summary>
    public const string Topic = "wordings";

    /// <summary>A first draft.</summary>
    public Task<WordingResult> CreateAsync(Actor actor, WordingDraft draft, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await ProblemsAsync(db, draft, null, t) is { } refused)
            return refused;
        return Add(db, actor, Wording.Create(actor.Tenant, null, 1, draft, actor.Name, clock.GetUtcNow()));
    }, token);

    /// <summary>A draft that follows another version, with its words to begin with.</summary>
    public Task<WordingResult> NewVersionAsync(Actor actor, WordingId from, string code, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == from, t) is not { } before)
            return Gone();
        var draft = new WordingDraft(before.Title, code, before.Purposes, before.Language, before.Text, before.Places);
        if (await ProblemsAsync(db, draft, null, t) is { } refused)
            return refused;
        if (await db.Set<Wording>().AnyAsync(w => w.SeriesId == before.SeriesId && w.State == WordingState.Draft, t))
            return WordingResult.No("", "This wording has a draft already. Publish or delete it first.");
        var version = await db.Set<Wording>().Where(w => w.SeriesId == before.SeriesId).MaxAsync(w => w.Version, t) + 1;
        return Add(db, actor, Wording.Create(actor.Tenant, before.SeriesId, version, draft, actor.Name, clock.GetUtcNow()));
    }, token);

    /// <summary>Saves a draft. Of what is in use only the places can be changed.</summary>
    public Task<WordingResult> SaveAsync(Actor actor, WordingId id, WordingDraft draft, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == id, t) is not { } wording)
            return Gone();
        if (wording.State != WordingState.Draft)
        {
            if (draft.Places.Length > Wording.PlacesLength)
                return WordingResult.No(nameof(WordingDraft.Places), "Say where in at most 500 characters.");
            wording.Move(draft.Places);
            return new WordingResult.Done(id);
        }

        if (await ProblemsAsync(db, draft, id, t) is { } refused)
            return refused;
        wording.TryEdit(draft);
        return new WordingResult.Done(id);
    }, token);

    /// <summary>Keeps what somebody found about a requirement; the place is needed where it is met.</summary>
    public Task<WordingResult> JudgeAsync(Actor actor, WordingId id, OptInRequirement requirement, bool isMet, string? place, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == id, t) is not { } wording)
            return Gone();
        var found = place?.Trim() is { Length: > 0 } words ? words : null;
        if (found?.Length > Wording.PlaceLength)
            return WordingResult.No(requirement.ToString(), "Name the place in at most 300 characters.");
        if (isMet && found is null)
            return WordingResult.No(requirement.ToString(), requirement == OptInRequirement.ActiveAct ? "Say what people do." : "Name the words that do it.");
        if (isMet && requirement != OptInRequirement.ActiveAct && !wording.Text.Contains(found!, StringComparison.OrdinalIgnoreCase))
            return WordingResult.No(requirement.ToString(), "These words are not in the text.");
        wording.Judge(new RequirementJudgement(requirement, isMet, found, actor.Name, clock.GetUtcNow()));
        audit.Record(db, actor, "wording.judged", id.Value.ToString(), reason: $"{requirement}: {(isMet ? "met" : "not met")}");
        return new WordingResult.Done(id);
    }, token);

    /// <summary>Draft → in use; from then on the words stay.</summary>
    public Task<WordingResult> PublishAsync(Actor actor, WordingId id, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == id, t) is not { } wording)
            return Gone();
        if (!wording.TryPublish(actor.Name, clock.GetUtcNow()))
            return WordingResult.No("", "Only a draft with words can be put to use.");
        audit.Record(db, actor, "wording.published", id.Value.ToString(), reason: FormattableString.Invariant($"sha256 {wording.Hash}, {wording.Unmet.Count} required elements open"));
        return new WordingResult.Done(id);
    }, token);

    /// <summary>In use → retired.</summary>
    public Task<WordingResult> RetireAsync(Actor actor, WordingId id, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == id, t) is not { } wording)
            return Gone();
        if (!wording.TryRetire(actor.Name, clock.GetUtcNow()))
            return WordingResult.No("", "Only a wording in use can be retired.");
        audit.Record(db, actor, "wording.retired", id.Value.ToString());
        return new WordingResult.Done(id);
    }, token);

    /// <summary>Deletes a draft.</summary>
    public Task<WordingResult> DeleteAsync(Actor actor, WordingId id, CancellationToken token) => WriteAsync(actor, async (db, t) =>
    {
        if (await db.Set<Wording>().FirstOrDefaultAsync(w => w.Id == id, t) is not { } wording)
            return Gone();
        if (wording.State != WordingState.Draft)
            return WordingResult.No("", "What was in use is never deleted: people agreed to it.");
        db.Remove(wording);
        audit.Record(db, actor, "wording.deleted", id.Value.ToString());
        return new WordingResult.Done(id);
    }, token);

    private WordingResult Add(PortalDbContext db, Actor actor, Wording wording)
    {
        db.Add(wording);
        audit.Record(db, actor, "wording.created", wording.Id.Value.ToString());
        return new WordingResult.Done(wording.Id);
    }

    private async Task<WordingResult> WriteAsync(Actor actor, Func<PortalDbContext, CancellationToken, Task<WordingResult>> work, CancellationToken token)
    {
        actor.Demand(Right.EditWordings);
        WordingResult result;
        try
        {
            result = await database.WriteAsync(actor.Tenant, work, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return WordingResult.No("", "Somebody else changed it at this moment. Look at it again.");
        }

        if (result is WordingResult.Done)
            signals.Publish(actor.Tenant, Topic);
        return result;
    }

    private static async Task<WordingResult?> ProblemsAsync(PortalDbContext db, WordingDraft draft, WordingId? self, CancellationToken token)
    {
        if (draft.Problems() is { Count: > 0 } errors)
            return new WordingResult.Refused(errors);
        var key = Wording.KeyOf(draft.Code);
        return await db.Set<Wording>().AnyAsync(w => w.CodeKey == key && (self == null || w.Id != self), token)
            ? WordingResult.No(nameof(WordingDraft.Code), "Another wording has this code.")
            : null;
    }

    private static WordingResult.Refused Gone() => WordingResult.No("", "This wording does not exist any more.");
}
