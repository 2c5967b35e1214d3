using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// The token bucket of a sender number. It lives in the database, so that two processes that both believe the number is theirs
/// still keep one pace. It slows when the platform says so and recovers by itself.
/// </summary>
public sealed class SenderPace : ITenantOwned
{
    /// <summary>How long a slowed number takes to come back from half speed to full.</summary>
    internal static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    private const double LeastFactor = 0.05;

    private SenderPace()
    {
    }

    public TenantId TenantId { get; private set; }

    public SenderNumberId SenderNumberId { get; private set; }

    /// <summary>Messages that may leave at <see cref="RefilledAt"/>.</summary>
    public double Tokens { get; private set; }

    public DateTimeOffset RefilledAt { get; private set; }

    /// <summary>Share of the number's rate at <see cref="SlowedAt"/>, from which it grows back to 1.</summary>
    public double Factor { get; private set; } = 1;

    public DateTimeOffset? SlowedAt { get; private set; }

    public static SenderPace Create(TenantId tenant, SenderNumberId number, DateTimeOffset now) =>
        new() { TenantId = tenant, SenderNumberId = number, RefilledAt = now };

    /// <summary>Takes up to <paramref name="wanted"/> tokens at <paramref name="rate"/> messages a second.</summary>
    /// <param name="wanted">Most tokens.</param>
    /// <param name="least">Fewer are not worth a transaction: none is taken then.</param>
    /// <param name="rate">Messages a second.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many were taken, and when <paramref name="least"/> will be there again.</returns>
    public (int Taken, TimeSpan NextIn) Take(int wanted, int least, double rate, DateTimeOffset now)
    {
        rate *= FactorAt(now);
        least = Math.Clamp(least, 1, Math.Max(1, (int)rate));
        // A clock set back must not stop the number for as long as it was set back.
        var elapsed = Math.Max(0, (now - RefilledAt).TotalSeconds);
        Tokens = Math.Min(Math.Max(1, rate), Tokens + (elapsed * rate));
        RefilledAt = now;
        var taken = Tokens < Math.Min(least, wanted) ? 0 : Math.Min(wanted, (int)Tokens);
        Tokens -= taken;
        return (taken, TimeSpan.FromSeconds(Math.Max(0, least - Tokens) / rate));
    }

    /// <summary>Gives back tokens that no message was found for.</summary>
    public void Return(int tokens) => Tokens += tokens;

    /// <summary>Halves the pace: the platform said that it was too fast.</summary>
    public void SlowDown(DateTimeOffset now)
    {
        Factor = Math.Max(LeastFactor, FactorAt(now) / 2);
        SlowedAt = now;
        Tokens = 0;
    }

    private double FactorAt(DateTimeOffset now) =>
        SlowedAt is { } slowed ? Math.Min(1, Factor + (Math.Max(0, (now - slowed).TotalSeconds) * 0.5 / Recovery.TotalSeconds)) : 1;
}

internal sealed class SenderPaceConfiguration : IEntityTypeConfiguration<SenderPace>
{
    public void Configure(EntityTypeBuilder<SenderPace> builder)
    {
        builder.ToTable("sender_paces");
        builder.HasKey(p => new { p.TenantId, p.SenderNumberId });
        builder.HasOne<SenderNumber>().WithMany().HasForeignKey(p => new { p.TenantId, p.SenderNumberId }).OnDelete(DeleteBehavior.Restrict);
    }
}
