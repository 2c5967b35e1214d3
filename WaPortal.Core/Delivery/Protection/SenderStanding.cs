using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>Why nothing of an order may leave now.</summary>
/// <param name="Reason">In words for people.</param>
/// <param name="Until">It goes on by itself then; null: a person resumes it.</param>
internal sealed record SendingStop(string Reason, DateTimeOffset? Until);

/// <summary>What stands in the way of sending from one number: its own state, its quality, and what the platform said about its account.</summary>
internal sealed class SenderStanding
{
    // A campaign that waited longer than this has missed its moment: then a person decides whether it still goes.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(3);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StandingPatience = TimeSpan.FromHours(24);

    // Statuses under which nothing is taken over (Cloud API, phone number node); what is not listed here does not keep a message back.
    private static readonly HashSet<string> Closed = new(StringComparer.OrdinalIgnoreCase)
    {
        "BANNED", "RESTRICTED", "DISCONNECTED", "DELETED", "MIGRATED", "RATE_LIMITED", "PENDING", "UNVERIFIED", "NOT_LISTED",
    };

    private readonly SenderNumber _number;
    private readonly IReadOnlyList<SendingBarrier> _barriers;

    private SenderStanding(SenderNumber number, IReadOnlyList<SendingBarrier> barriers) => (_number, _barriers) = (number, barriers);

    public static async Task<SenderStanding> ReadAsync(PortalDbContext db, SenderNumber number, CancellationToken token) =>
        new(number, await db.Set<SendingBarrier>().AsNoTracking().Where(b => b.AccountId == number.AccountId && b.LiftedAt == null).ToListAsync(token));

    /// <summary>Whether a status of a number lets nothing leave.</summary>
    public static bool IsClosed(string? status) => status is not null && Closed.Contains(status);

    /// <summary>What keeps an order back; null when nothing does.</summary>
    public SendingStop? Of(SendOrder order, DateTimeOffset now)
    {
        if (IsClosed(_number.Status))
            return new($"WhatsApp says that the number {_number.DisplayNumber} is {Plain(_number.Status!)}: nothing can leave from it.", order.IsCampaign ? null : now + AskAgain);
        foreach (var barrier in _barriers.Where(b => b.Holds(now) && (b.Purpose is null || b.Purpose == order.Purpose)).OrderByDescending(b => b.Until ?? DateTimeOffset.MaxValue))
        {
            if (barrier.Until is { } until)
            {
                return order.IsCampaign && until - now > LongestWait
                    ? new($"{barrier.Words} It ends on {until.UtcDateTime:d MMMM yyyy, HH:mm} UTC; resume then.", null)
                    : new($"{barrier.Words} It ends by itself.", until);
            }

            // Whoever resumes a campaign after it was said, says that it was put right. Single messages try again by themselves; the platform's own answers keep them back then.
            if (order.IsCampaign ? !(order.ResumedAt > barrier.Since) : now - barrier.Since < StandingPatience)
                return new(barrier.Words, order.IsCampaign ? null : now + AskAgain);
        }

        return order.IsCampaign && IsLow(_number.Quality) && !(order.ResumedAt > _number.QualityAt)
            ? new($"WhatsApp rates the quality of the number {_number.DisplayNumber} as low: people block or report it. Look at whom you write to and how often before more leaves.", null)
            : null;
    }

    private static bool IsLow(string? quality) => string.Equals(quality, "RED", StringComparison.OrdinalIgnoreCase) || string.Equals(quality, "LOW", StringComparison.OrdinalIgnoreCase);

    internal static string Plain(string word) => word == "NOT_LISTED" ? "no longer on the account" : word.ToLowerInvariant().Replace('_', ' ');
}
