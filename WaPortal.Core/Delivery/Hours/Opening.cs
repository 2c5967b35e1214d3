namespace WaPortal.Core.Delivery.Hours;

/// <summary>When people of one place may be written to: in all hours that hold for them, in every zone that they may live in, and not before a moment.</summary>
public sealed class Opening(IReadOnlyList<TimeZoneInfo> zones, IReadOnlyList<SendingHours> hours, DateTimeOffset notBefore)
{
    /// <summary>So long before the end nothing is begun any more: a request that has just left is not on the phone yet.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(SendingHours.Grid);

    // A week has every day and every hour; two more days for the hour that a change of clocks takes away.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(9);

    /// <summary>Always open.</summary>
    public static readonly Opening Always = new([], [], DateTimeOffset.MinValue);

    /// <summary>Whether a message may be on its way at this moment.</summary>
    public bool IsOpen(DateTimeOffset at) => at >= notBefore && (hours.Count == 0 || zones.All(zone => IsOpen(zone, at)));

    /// <summary>Whether a message may be begun at this moment: open, and for a little longer.</summary>
    public bool MayBegin(DateTimeOffset at) => IsOpen(at) && (hours.Count == 0 || IsOpen(at + Margin));

    /// <summary>The first moment from this one on at which a message may be begun; null where there is none, because the hours leave none that suits all zones.</summary>
    public DateTimeOffset? NextFrom(DateTimeOffset at)
    {
        at = at < notBefore ? notBefore : at;
        if (MayBegin(at))
            return at;
        var end = at + Horizon;
        for (var moment = OnGrid(at) + Step; moment <= end; moment += Step)
        {
            if (IsOpen(moment))
                return moment;
        }

        return null;
    }

    /// <summary>When it closes, if it is open now; null where that is more than a day away.</summary>
    public DateTimeOffset? ClosesAfter(DateTimeOffset at)
    {
        if (hours.Count == 0)
            return null;
        var end = at + TimeSpan.FromDays(1);
        for (var moment = OnGrid(at) + Step; moment <= end; moment += Step)
        {
            if (!IsOpen(moment))
                return moment;
        }

        return null;
    }

    private bool IsOpen(TimeZoneInfo zone, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        return hours.All(h => h.Contains(local));
    }

    private static DateTimeOffset OnGrid(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Step.Ticks), TimeSpan.Zero);
}
