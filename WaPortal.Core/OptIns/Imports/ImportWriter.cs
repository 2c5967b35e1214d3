using System.Globalization;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>The one way of rows into contacts, list and ledger, in the caller's transaction.</summary>
internal static class ImportWriter
{
    public static async Task<(ImportTally Tally, AppendResult Appended)> WriteAsync(
        PortalDbContext db, ConsentLedger ledger, TenantKeyRing keys, ListImport import, string by, ImportPlan plan, IReadOnlyList<ImportRow> batch, DateTimeOffset now,
        CancellationToken token)
    {
        var people = new List<(byte[] PhoneId, ImportEntry Entry)>();
        var events = new List<ConsentEvent>();
        var actor = string.Create(CultureInfo.InvariantCulture, $"{by}{ActorSuffix(import.Id)}");
        foreach (var row in batch)
        {
            switch (row)
            {
                case ImportRow.Accepted accepted:
                    var phoneId = keys.PhoneId(accepted.Entry.E164);
                    people.Add((phoneId, accepted.Entry));
                    events.Add(Event(import.Id, actor, plan, phoneId, row.Line, accepted.Entry, accepted.Entry.OptedIn ? ConsentAction.OptIn : ConsentAction.OptOut));
                    break;
                case ImportRow.Duplicate { Differs: true } duplicate:
                    events.Add(Event(import.Id, actor, plan, keys.PhoneId(duplicate.Entry.E164), row.Line, duplicate.Entry,
                        duplicate.Entry.OptedIn ? ConsentAction.OptInNoted : ConsentAction.OptOut));
                    break;
            }
        }

        var appended = await ledger.AppendAsync(db, events, token);
        foreach (var agreed in batch.OfType<ImportRow.Accepted>().Where(r => r.Entry.Agreed is not null).GroupBy(r => r.Entry.Agreed!.Id))
        {
            await db.ExecuteSqlAsync(
                "UPDATE wordings SET entries = entries + @more WHERE tenant_id = @tenant AND id = @id", token,
                ("@tenant", db.TenantId), ("@id", agreed.Key), ("@more", (long)agreed.Sum(r => r.Entry.OptedIn ? r.Entry.Covered(plan.Purposes).Count : 1)));
        }

        if (!plan.IsSuppression)
            await ContactStore.AddAsync(db, keys, import.ListId!.Value, import.Id.Value, people, now, token);
        var rejected = batch.OfType<ImportRow.Rejected>().ToList();
        return (new ImportTally(
            batch.Count, people.Count, rejected.Count, rejected.Count(r => r.LacksProof), appended.Overtaken - events.Count(e => e.Action == ConsentAction.OptInNoted)), appended);
    }

    /// <summary>What the actor of every entry ends with that an import brought.</summary>
    public static string ActorSuffix(ListImportId import) => FormattableString.Invariant($", import {import.Value}");

    private static ConsentEvent Event(ListImportId import, string actor, ImportPlan plan, byte[] phoneId, int line, ImportEntry entry, ConsentAction action) => new(
        phoneId,
        action,
        // A no in a list of opt-ins is a no to everything; which kinds it meant nobody can tell.
        action == ConsentAction.OptOut ? plan.Declined : entry.Covered(plan.Purposes),
        new ConsentEvidence(
            entry.E164, entry.At, "import", entry.Source, entry.Proof, entry.Wording, string.Create(CultureInfo.InvariantCulture, $"{import.Value}:{line}"), entry.Agreed?.Code, entry.Agreed?.Hash),
        actor);
}
