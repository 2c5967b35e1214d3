using System.Globalization;
using WaPortal.Core.Delivery;

namespace WaPortal.Bench.Chaos;

/// <summary>Runs the portal through kills, frozen nodes and a platform that misbehaves, prints what there was of it, and ends with 1 where the checker finds anything.</summary>
internal static class ChaosBench
{
    private const int StandardPeople = 10_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var server = args.SkipWhile(a => a != "--postgres").Skip(1).FirstOrDefault();
        var numbers = args.TakeWhile(a => a != "--postgres").Select(a => int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        var plan = new ChaosPlan(numbers.ElementAtOrDefault(0) is var people and > 0 ? people : StandardPeople, numbers.ElementAtOrDefault(1) is var seed and > 0 ? seed : 1, server, Path.Combine(AppContext.BaseDirectory, "WaPortal.dll"))
        {
            Progress = Console.Error.WriteLine,
        };
        var report = await ChaosRun.RunAsync(plan);
        Print(plan, report, Console.Out);
        return report.Findings.Count == 0 ? 0 : 1;
    }

    public static void Print(ChaosPlan plan, ChaosReport report, TextWriter output)
    {
        var (evidence, counters) = (report.Evidence, report.Counters);
        Line("engine, seed", $"{(plan.Server is null ? "SQLite, one process" : "PostgreSQL, two nodes")}, {plan.Seed}");
        Line("people, rows in three campaigns", $"{plan.People:N0}, {evidence.Booked.Count:N0}");
        Line("taken over by the platform", $"{evidence.Taken.Count:N0}");
        LineOf("rows at the end", string.Join(", ", evidence.Booked.CountBy(b => b.State).OrderBy(s => s.Key).Select(s => FormattableString.Invariant($"{s.Key} {s.Value:N0}"))));
        Line("kills, frozen nodes", $"{report.Kills}, {report.Freezes}");
        Line("storms", $"{report.Storms}");
        foreach (var (name, count) in counters.Where(c => c.Key.StartsWith("fault ", StringComparison.Ordinal)))
            Line("  " + name["fault ".Length..], $"{(long)count!:N0}");
        Line("webhooks taken, doubled, refused or lost on the way", $"{Count("webhooks_delivered"):N0}, {Count("webhooks_duplicated"):N0}, {Count("webhooks_refused"):N0}");
        Line("statuses and answers in them, put off", $"{Count("updates_delivered"):N0}, {Count("webhooks_shuffled"):N0}");
        Line("STOP while sending, opted out in all", $"{evidence.Stops.Distinct().Count():N0}, {evidence.OptOuts.Count:N0}");
        Line("pauses, each explained in the trail", $"{evidence.Campaigns.Sum(c => c.Pauses.Count):N0}");
        LineOf("limits reached and raised", string.Join(" → ", evidence.Limits.Select(l => FormattableString.Invariant($"{l.People:N0}"))));
        Line("given up as in doubt, shown as such", $"{evidence.Booked.Count(b => b is { State: MessageState.Failed, Reason: MessageMoves.InDoubtExpired }):N0}");
        Line("in doubt at the end", $"{evidence.Booked.Count(b => b.State == MessageState.InDoubt):N0}");
        Line("sending, until all was settled", $"{report.Sending.TotalSeconds:0} s, {report.Lasted.TotalSeconds:0} s");
        Line("findings", $"{report.Findings.Count}");
        foreach (var finding in report.Findings.Take(50))
            Line("  " + finding.Kind, $"{finding.What}");

        long Count(string counter) => (long?)counters[counter] ?? 0;

        void Line(string what, FormattableString figure) => LineOf(what, figure.ToString(CultureInfo.InvariantCulture));

        void LineOf(string what, string figure) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52}{figure}"));
    }
}
