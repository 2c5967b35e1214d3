using System.Globalization;
using WaPortal.Core.Access;
using WaPortal.Core.Data.Exports;

namespace WaPortal.Core.Audit;

/// <summary>Writes a trail, or what a filter leaves of it, as CSV: newest first, times in UTC. The export itself becomes an event with the number of rows.</summary>
public sealed class ExportActivity(ActivityQuery query, AuditTrail audit, PlatformTrail platform)
{
    private const int Page = 1000;

    private static readonly string[] Columns =
        ["number", "time_utc", "person", "user_id", "session", "address", "event", "in_words", "target", "result", "reason"];

    /// <summary>Reads page after page; the file is as long as it has to be, the memory is not.</summary>
    public async Task RunAsync(Actor actor, ActivityTrail trail, ActivityFilter filter, Stream output, CancellationToken token)
    {
        long rows = 0;
        var whole = false;
        try
        {
            await using var csv = new SafeCsvWriter(output);
            await csv.WriteAsync(Columns, token);
            long? before = null;
            while (!whole)
            {
                var page = await query.ListAsync(actor, trail, filter, before, Page, token);
                foreach (var line in page)
                    await csv.WriteAsync(Cells(line), token);
                rows += page.Count;
                whole = page.Count < Page;
                before = page.Count == 0 ? before : page[^1].Seq;
            }
        }
        finally
        {
            // Also what was broken off half-way has left the house.
            if (actor.May(trail == ActivityTrail.Enterprise ? Right.ViewActivity : Right.ManageTenants))
                await RecordAsync(actor, trail, rows, whole);
        }
    }

    private Task RecordAsync(Actor actor, ActivityTrail trail, long rows, bool whole)
    {
        var (name, result, words) = ("activity.exported", whole ? "ok" : "failed", string.Create(CultureInfo.InvariantCulture, $"{rows} rows"));
        return trail == ActivityTrail.Enterprise
            ? audit.RecordAsync(actor, name, "", result, words, CancellationToken.None)
            : platform.RecordAsync(actor, name, "", result, words, CancellationToken.None);
    }

    private static string?[] Cells(ActivityLine line) =>
    [
        line.Seq.ToString(CultureInfo.InvariantCulture), line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), line.Actor,
        line.UserId?.Value.ToString(), line.Session, line.Address, line.Event, line.Words, line.Target, line.Result, line.Reason,
    ];
}
