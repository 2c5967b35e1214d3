using WaPortal.Core.Delivery;

namespace WaPortal.Bench.Chaos;

/// <summary>What a run must not show.</summary>
internal enum FindingKind
{
    /// <summary>Somebody got a campaign more often than people decided.</summary>
    Duplicate,

    /// <summary>Somebody of an audience has no row, or more than one; or a row is of nobody in the audience.</summary>
    Lost,

    /// <summary>The platform took a message over, and its row does not say so.</summary>
    Unbooked,

    /// <summary>A row says that a message left, and the platform knows nothing of it.</summary>
    Invented,

    /// <summary>Something still waits or hangs.</summary>
    Unsettled,

    /// <summary>It left although the person had opted out.</summary>
    AfterOptOut,

    /// <summary>Somebody wrote STOP, and no opt-out is booked.</summary>
    StopLost,

    /// <summary>More people in 24 hours than the messaging limit allows.</summary>
    OverLimit,

    /// <summary>Counters that are not what is counted.</summary>
    Counters,

    /// <summary>A chain that does not hold.</summary>
    Chain,

    /// <summary>A pause that the trail does not explain.</summary>
    Unexplained,
}

/// <summary>Something that a run must not show; names messages by our ids, never people.</summary>
internal sealed record Finding(FindingKind Kind, string What);

/// <summary>
/// Holds what the platform saw against what the portal's books say at the end. It knows nothing of how the portal works: only the platform's log, the tables, and
/// what may never be.
/// </summary>
internal static class ChaosChecker
{
    // An entry of the ledger carries the time at which it was written; others see it once its transaction is committed, on PostgreSQL a little later.
    private static readonly TimeSpan UntilCommitted = TimeSpan.FromSeconds(2);

    // A request may be on its way for so long after its start: longer, and the portal holds it back instead.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(17);

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static IReadOnlyList<Finding> Check(Evidence evidence) =>
    [
        .. Duplicates(evidence), .. Audiences(evidence), .. Books(evidence), .. Unsettled(evidence), .. OptOuts(evidence), .. Limit(evidence), .. Counters(evidence),
        .. Enumerable.Repeat(new Finding(FindingKind.Chain, "consent ledger"), evidence.LedgerBreaks), .. Enumerable.Repeat(new Finding(FindingKind.Chain, "trail of what was done"), evidence.TrailBreaks),
        .. Pauses(evidence),
    ];

    private static IEnumerable<Finding> Duplicates(Evidence evidence)
    {
        var resends = evidence.Booked.ToLookup(b => (b.Campaign, b.Person), b => b.Resends);
        foreach (var got in evidence.Taken.GroupBy(t => (Campaign: t.Template ?? "", t.Person)))
        {
            var allowed = 1 + resends[got.Key].Sum();
            if (got.Count() > allowed)
                yield return new Finding(FindingKind.Duplicate, FormattableString.Invariant($"{got.Key.Campaign}: {got.Count()} messages to one person as {string.Join(", ", got.Select(g => g.Opaque))}"));
        }

        foreach (var same in evidence.Taken.Where(t => t.Opaque is not null).GroupBy(t => t.Opaque, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new Finding(FindingKind.Duplicate, FormattableString.Invariant($"{same.Key} was taken over {same.Count()} times"));
    }

    private static IEnumerable<Finding> Audiences(Evidence evidence)
    {
        foreach (var campaign in evidence.Campaigns)
        {
            var rows = evidence.Booked.Where(b => b.Campaign == campaign.Name).GroupBy(b => b.Person, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
            var meant = campaign.Audience.ToHashSet(StringComparer.Ordinal);
            if (meant.Count(p => !rows.ContainsKey(p)) is var missing and > 0)
                yield return new Finding(FindingKind.Lost, FormattableString.Invariant($"{campaign.Name}: {missing} people of its audience have no row"));
            if (rows.Count(r => r.Value > 1) is var twice and > 0)
                yield return new Finding(FindingKind.Lost, FormattableString.Invariant($"{campaign.Name}: {twice} people have more than one row"));
            if (rows.Keys.Count(p => !meant.Contains(p)) is var others and > 0)
                yield return new Finding(FindingKind.Lost, FormattableString.Invariant($"{campaign.Name}: {others} rows are of people outside its audience"));
        }
    }

    private static IEnumerable<Finding> Books(Evidence evidence)
    {
        var byOpaque = evidence.Booked.ToDictionary(b => b.Opaque, StringComparer.Ordinal);
        var proved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var taken in evidence.Taken)
        {
            // A first try that a person had repeated carries the id without its number; the row stands for all tries.
            var row = byOpaque.GetValueOrDefault(taken.Opaque ?? "") ?? evidence.Booked.FirstOrDefault(b => b.Resends > 0 && taken.Opaque is { } opaque && b.Opaque.StartsWith(opaque.Split('.')[0], StringComparison.Ordinal));
            if (row is null)
            {
                yield return new Finding(FindingKind.Unbooked, $"{taken.Opaque ?? taken.Wamid} is nobody's");
                continue;
            }

            proved.Add(row.Opaque);
            if (row.Person != taken.Person || row.Campaign != taken.Template)
                yield return new Finding(FindingKind.Unbooked, $"{row.Opaque} went to somebody else or with another template");
            else if (row.Resends == 0 && row.Wamid != taken.Wamid)
                yield return new Finding(FindingKind.Unbooked, $"{row.Opaque} was taken over, and its row ({row.State}, {row.Reason}) {(row.Wamid is null ? "does not know it" : "names another")}");
            else if (!Left(row))
                yield return new Finding(FindingKind.Unbooked, $"{row.Opaque} was taken over, and its row says {row.State} {row.Reason}");
        }

        foreach (var row in evidence.Booked.Where(b => !proved.Contains(b.Opaque) && (b.Wamid is not null || b.State is MessageState.Accepted or MessageState.Sent or MessageState.Delivered or MessageState.Read)))
            yield return new Finding(FindingKind.Invented, $"{row.Opaque} is {row.State}, and the platform never took it over");
    }

    // A message that the platform took over has left, or failed with a code that the platform told.
    private static bool Left(BookedMessage row) => row.State is MessageState.Accepted or MessageState.Sent or MessageState.Delivered or MessageState.Read
        || row is { State: MessageState.Failed, Error: not null };

    private static IEnumerable<Finding> Unsettled(Evidence evidence)
    {
        foreach (var state in evidence.Booked.Where(b => b.State is MessageState.Queued or MessageState.Claimed or MessageState.InDoubt or MessageState.Accepted or MessageState.Sent)
            .GroupBy(b => (b.Campaign, b.State)))
            yield return new Finding(FindingKind.Unsettled, FormattableString.Invariant($"{state.Key.Campaign}: {state.Count()} are {state.Key.State}, the first {state.First().Opaque}"));
        foreach (var campaign in evidence.Campaigns.Where(c => c.State != SendOrderState.Done))
            yield return new Finding(FindingKind.Unsettled, $"{campaign.Name} is {campaign.State}");
    }

    private static IEnumerable<Finding> OptOuts(Evidence evidence)
    {
        var booked = evidence.OptOuts.GroupBy(o => o.Person, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(o => o.BookedAt), StringComparer.Ordinal);
        if (evidence.Stops.Count(p => !booked.ContainsKey(p)) is var lost and > 0)
            yield return new Finding(FindingKind.StopLost, FormattableString.Invariant($"{lost} people wrote STOP, and it is not booked"));
        var starts = evidence.Booked.ToDictionary(b => b.Opaque, b => b.StartedAt, StringComparer.Ordinal);
        foreach (var taken in evidence.Taken)
        {
            if (!booked.TryGetValue(taken.Person, out var at))
                continue;
            if ((starts.GetValueOrDefault(taken.Opaque ?? "") is { } started && started > at + UntilCommitted) || taken.ArrivedAt > at + OnItsWay)
                yield return new Finding(FindingKind.AfterOptOut, FormattableString.Invariant($"{taken.Opaque} arrived {(taken.ArrivedAt - at).TotalSeconds:0.0} s after an opt-out was booked"));
        }
    }

    // People whose message failed give their place back, so they are left out here; what the platform refuses for the limit counts all the same.
    private static IEnumerable<Finding> Limit(Evidence evidence)
    {
        if (evidence.RefusedOverLimit > 0)
            yield return new Finding(FindingKind.OverLimit, FormattableString.Invariant($"the platform refused {evidence.RefusedOverLimit} messages for the messaging limit"));
        if (evidence.Limits.Count == 0)
            yield break;
        var failed = evidence.Booked.Where(b => b.State == MessageState.Failed).Select(b => b.Opaque).ToHashSet(StringComparer.Ordinal);
        var taken = evidence.Taken.Where(t => !failed.Contains(t.Opaque ?? "")).OrderBy(t => t.TakenAt).ToList();
        var (first, people, most) = (0, new Dictionary<string, int>(StringComparer.Ordinal), 0);
        foreach (var message in taken)
        {
            var isNew = !people.TryGetValue(message.Person, out var times);
            people[message.Person] = times + 1;
            while (taken[first].TakenAt <= message.TakenAt - Day)
            {
                if (--people[taken[first].Person] == 0)
                    people.Remove(taken[first].Person);
                first++;
            }

            // Whoever is counted already may be written to, also where a lowered limit is passed.
            if (isNew && evidence.Limits.LastOrDefault(l => l.From <= message.TakenAt).People is { } limit && people.Count > limit)
                most = Math.Max(most, people.Count - limit);
        }

        if (most > 0)
            yield return new Finding(FindingKind.OverLimit, FormattableString.Invariant($"up to {most} people more in 24 hours than allowed"));
    }

    private static IEnumerable<Finding> Counters(Evidence evidence)
    {
        foreach (var campaign in evidence.Campaigns)
        {
            var counted = evidence.Booked.Where(b => b.Campaign == campaign.Name).CountBy(b => b.State).ToDictionary();
            foreach (var state in Enum.GetValues<MessageState>().Where(s => counted.GetValueOrDefault(s) != campaign.Counters.GetValueOrDefault(s)))
                yield return new Finding(FindingKind.Counters, FormattableString.Invariant($"{campaign.Name}: {campaign.Counters.GetValueOrDefault(state)} {state} by its counter, {counted.GetValueOrDefault(state)} counted"));
        }
    }

    private static IEnumerable<Finding> Pauses(Evidence evidence)
    {
        foreach (var campaign in evidence.Campaigns)
        {
            var explained = campaign.Explained.ToList();
            foreach (var pause in campaign.Pauses)
            {
                if (string.IsNullOrWhiteSpace(pause) || !explained.Remove(pause))
                    yield return new Finding(FindingKind.Unexplained, $"{campaign.Name} paused: {pause ?? "for no reason"}");
            }
        }
    }
}
