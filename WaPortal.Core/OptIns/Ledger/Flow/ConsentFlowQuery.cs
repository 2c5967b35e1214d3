using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Ledger.Flow;

/// <summary>How long one bar of the chart is.</summary>
public enum FlowUnit
{
    Day,
    Week,
    Month,
}

/// <summary>What came to the ledger in one day, week or month.</summary>
/// <param name="From">Its first day.</param>
public sealed record FlowPeriod(DateOnly From, IReadOnlyDictionary<ConsentOrigin, long> In, IReadOnlyDictionary<ConsentOrigin, long> Out)
{
    public long AllIn => In.Values.Sum();

    public long AllOut => Out.Values.Sum();
}

/// <summary>Opt-ins and opt-outs over time, by when they were recorded. Reads the counts and the few entries that are not counted yet.</summary>
public sealed class ConsentFlowQuery(PortalDatabase database, TimeProvider clock)
{
    /// <summary>A quarter of an hour, in milliseconds.</summary>
    internal const long Quarter = 15 * 60 * 1000;

    /// <summary>The last periods, oldest first, this one last.</summary>
    /// <param name="actor">Who asks; needs <see cref="Right.ViewLedger"/>.</param>
    /// <param name="purpose">The kind of message; opt-outs of everything count for each.</param>
    /// <param name="unit">How long a period is; weeks begin on Monday.</param>
    /// <param name="periods">How many.</param>
    /// <param name="zone">Whose days.</param>
    /// <param name="token">Cancels.</param>
    public async Task<IReadOnlyList<FlowPeriod>> RunAsync(Actor actor, ConsentPurpose purpose, FlowUnit unit, int periods, TimeZoneInfo zone, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var last = StartOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime), unit);
        var starts = Enumerable.Range(0, periods).Select(i => Back(last, unit, periods - 1 - i)).ToList();
        // A day earlier than any zone needs; what is too early finds no period.
        var from = new DateTimeOffset(starts[0].ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(-1).ToUnixTimeMilliseconds() / Quarter;
        var (opened, closed, everything) = (ConsentKinds.Of(ConsentAction.OptIn, purpose), ConsentKinds.Of(ConsentAction.OptOut, purpose), ConsentKinds.Of(ConsentAction.OptOut, null));
        var counts = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var counted = await db.QuerySqlAsync(
                "SELECT quarter, origin, kind, entries FROM consent_counts WHERE tenant_id = @tenant AND quarter >= @from AND kind IN (@opened, @closed, @everything)",
                r => (Quarter: r.GetInt64(0), Origin: Enum.Parse<ConsentOrigin>(r.GetString(1)), Kind: r.GetString(2), Entries: (long)r.GetInt32(3)), t,
                ("@tenant", db.TenantId), ("@from", from), ("@opened", opened), ("@closed", closed), ("@everything", everything));
            var position = await ConsentCounting.PositionAsync(db, t);
            var fresh = await ConsentCounting.AfterAsync(db, position, int.MaxValue, t);
            return counted.Concat(fresh.Where(e => e.Kind == opened || e.Kind == closed || e.Kind == everything).Select(e => (e.Quarter, e.Origin, e.Kind, Entries: 1L))).ToList();
        }, token);
        var byPeriod = counts.GroupBy(c => StartOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(c.Quarter * Quarter), zone).DateTime), unit)).ToDictionary(g => g.Key, g => g.ToList());
        return [.. starts.Select(s => new FlowPeriod(s, Sum(s, opens: true), Sum(s, opens: false)))];

        Dictionary<ConsentOrigin, long> Sum(DateOnly start, bool opens) => (byPeriod.GetValueOrDefault(start) ?? [])
            .Where(c => c.Kind == opened == opens).GroupBy(c => c.Origin).ToDictionary(g => g.Key, g => g.Sum(c => c.Entries));
    }

    private static DateOnly StartOf(DateOnly day, FlowUnit unit) => unit switch
    {
        FlowUnit.Day => day,
        FlowUnit.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        FlowUnit.Month => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly Back(DateOnly start, FlowUnit unit, int by) => unit switch
    {
        FlowUnit.Day => start.AddDays(-by),
        FlowUnit.Week => start.AddDays(-7 * by),
        FlowUnit.Month => start.AddMonths(-by),
    };
}
