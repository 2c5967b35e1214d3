using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>One step of an undo.</summary>
/// <param name="Last">The last entry that was looked at; null when none is left.</param>
/// <param name="Withdrawn">Opt-ins taken back.</param>
/// <param name="People">Whom they were about, each with the actors of what still stands in the ledger about them.</param>
internal sealed record UndoStep(long? Last, int Withdrawn, IReadOnlyList<(byte[] PhoneId, IReadOnlyList<string> Others)> People);

/// <summary>
/// Takes opt-ins back by appending, entry for entry, what cancels them. The state of each person becomes what the rest of their entries
/// say: an opt-in by another proof stands again, an opt-out stays whoever brought it.
/// </summary>
internal sealed class UndoneOptIns(ConsentLedger ledger)
{
    private const string Reference = "entry:";

    /// <summary>The entry that a cancelling one is about.</summary>
    public static long? EntryOf(ConsentEvidence? evidence) =>
        evidence?.Reference is { } text && text.StartsWith(Reference, StringComparison.Ordinal)
        && long.TryParse(text.AsSpan(Reference.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    /// <summary>Takes back what actors with this ending brought, among the next entries after one. The caller holds the chain.</summary>
    public async Task<UndoStep> StepAsync(
        PortalDbContext db, TenantKeyRing keys, string actorEnding, string by, (long After, long Until, int Count) range, DateTimeOffset now, CancellationToken token)
    {
        var page = await db.Set<ConsentLedgerEntry>().AsNoTracking()
            .Where(e => e.Seq > range.After && e.Seq <= range.Until).OrderBy(e => e.Seq).Take(range.Count).ToListAsync(token);
        if (page.Count == 0)
            return new UndoStep(null, 0, []);
        bool IsMine(ConsentLedgerEntry e) => e.Actor.EndsWith(actorEnding, StringComparison.Ordinal) && ConsentKinds.Read(e.Kind) is { Action: ConsentAction.OptIn };
        var mine = page.Where(IsMine).ToList();
        var ids = mine.Select(e => e.SubjectId).Distinct().ToList();
        var subjects = await db.Set<ConsentSubject>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => (s.PhoneId, Key: SubjectKeys.Unwrap(keys, s.WrappedKey, s.Id)), token);
        var events = new List<ConsentEvent>(mine.Count);
        // Of an erased person nothing is left to take back.
        foreach (var e in mine.Where(e => subjects.ContainsKey(e.SubjectId)))
        {
            var (phoneId, key) = subjects[e.SubjectId];
            var evidence = new ConsentEvidence(
                SubjectKeys.Open(db.TenantId, key, e.Seq, e.Evidence)?.Phone, now, "undo", null, null, null, string.Create(CultureInfo.InvariantCulture, $"{Reference}{e.Seq}"));
            events.Add(new ConsentEvent(phoneId, ConsentAction.OptInUndone, [ConsentKinds.Read(e.Kind)!.Value.Purpose!.Value], evidence, by));
        }

        var about = await db.Set<ConsentLedgerEntry>().AsNoTracking().Where(e => ids.Contains(e.SubjectId)).OrderBy(e => e.Seq).ToListAsync(token);
        await ledger.AppendAsync(db, events, token);
        var states = new ConsentStates();
        var people = new List<(byte[], IReadOnlyList<string>)>(subjects.Count);
        foreach (var person in about.GroupBy(e => e.SubjectId).Where(g => subjects.ContainsKey(g.Key)))
        {
            var (phoneId, key) = subjects[person.Key];
            var read = person.Select(e => (Entry: e, Kind: ConsentKinds.Read(e.Kind), Evidence: SubjectKeys.Open(db.TenantId, key, e.Seq, e.Evidence))).ToList();
            var undone = read.Where(e => e.Kind is { Action: ConsentAction.OptInUndone }).Select(e => EntryOf(e.Evidence)).OfType<long>().ToHashSet();
            var standing = read.Where(e => e.Kind is not null and not { Action: ConsentAction.OptInUndone or ConsentAction.Asked } && !IsMine(e.Entry) && !undone.Contains(e.Entry.Seq)).ToList();
            foreach (var (entry, kind, evidence) in standing)
                states.Apply(phoneId, kind!.Value.Action, kind.Value.Purpose is { } one ? [one] : Enum.GetValues<ConsentPurpose>(), evidence?.At ?? entry.RecordedAt, entry.Seq);
            people.Add((phoneId, [.. standing.Select(e => e.Entry.Actor).Distinct(StringComparer.Ordinal)]));
        }

        var phones = subjects.Values.Select(s => s.PhoneId).ToList();
        await db.Set<ConsentState>().Where(s => phones.Contains(s.PhoneId)).ExecuteDeleteAsync(token);
        await states.SaveAsync(db, token);
        return new UndoStep(page[^1].Seq, events.Count, people);
    }
}
