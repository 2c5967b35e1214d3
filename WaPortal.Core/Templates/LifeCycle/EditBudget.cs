namespace WaPortal.Core.Templates;

/// <summary>
/// How often an approved translation may still be changed: once in 24 hours and ten times in 30 days (the platform's template
/// management page). The platform tells nobody what is left, so it is counted from what reached it.
/// </summary>
/// <param name="Left">Edits left in the running 30 days.</param>
/// <param name="NextAt">When the next one may be submitted; null: now.</param>
public sealed record EditBudget(int Left, DateTimeOffset? NextAt)
{
    /// <summary>Edits in <see cref="Window"/>.</summary>
    public const int Most = 10;

    /// <summary>The pause between two edits.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(24);

    /// <summary>The span in which <see cref="Most"/> edits are taken.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    /// <summary>What is left at a moment.</summary>
    /// <param name="edits">When edits of the approved translation reached the platform, in any order.</param>
    /// <param name="now">The moment.</param>
    public static EditBudget Of(IEnumerable<DateTimeOffset> edits, DateTimeOffset now)
    {
        var counted = edits.Where(at => now - at < Window).OrderDescending().ToList();
        var next = counted.Count > 0 ? counted[0] + Between : now;
        if (counted.Count >= Most && counted[Most - 1] + Window > next) next = counted[Most - 1] + Window;
        return new EditBudget(Math.Max(0, Most - counted.Count), next > now ? next : null);
    }
}
