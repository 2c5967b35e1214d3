using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>The portal's id of a business phone number.</summary>
public readonly record struct SenderNumberId(Guid Value) : IGuidId<SenderNumberId>
{
    public static SenderNumberId Create(Guid value) => new(value);

    public static SenderNumberId New() => new(Guid.CreateVersion7());
}

/// <summary>A business phone number that messages leave from, with what the platform last said about it.</summary>
public sealed class SenderNumber : ITenantOwned
{
    /// <summary>Most people that a campaign from a test number may write to.</summary>
    public const int MostTestPeople = 10;

    /// <summary>Messages a second, sent and received together, that the platform allows a number by default (Cloud API, "Throughput").</summary>
    public const int StandardThroughput = 80;

    private SenderNumber()
    {
    }

    public TenantId TenantId { get; private set; }

    public SenderNumberId Id { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>The platform's id of the number (digits), used in its addresses and webhooks.</summary>
    public string PhoneNumberId { get; private set; } = "";

    /// <summary>The number as people read it, such as "+44 20 7946 0182". A business's own number: not personal data.</summary>
    public string DisplayNumber { get; private set; } = "";

    public string VerifiedName { get; private set; } = "";

    /// <summary>The messaging limit as the platform names it, such as <c>TIER_2K</c>; it holds for the whole portfolio.</summary>
    public string? Tier { get; private set; }

    /// <summary>GREEN, YELLOW, RED or what else the platform says.</summary>
    public string? Quality { get; private set; }

    /// <summary>Since when the quality is what it is; null where that was not noted.</summary>
    public DateTimeOffset? QualityAt { get; private set; }

    /// <summary>CONNECTED or what else the platform says.</summary>
    public string? Status { get; private set; }

    /// <summary>Messages a second.</summary>
    public int ThroughputPerSecond { get; private set; } = StandardThroughput;

    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>Kept for trying things out: no campaign from it may write to more than <see cref="MostTestPeople"/> people.</summary>
    public bool IsTest { get; private set; }

    /// <summary>Since when its account is no longer connected; nothing leaves from it, and another enterprise may connect it.</summary>
    public DateTimeOffset? DisconnectedAt { get; private set; }

    /// <summary>A number as the platform first tells of it.</summary>
    public static SenderNumber Create(TenantId tenant, WhatsAppAccountId account, SenderNumberFacts facts, DateTimeOffset now)
    {
        var number = new SenderNumber { TenantId = tenant, Id = SenderNumberId.New(), AccountId = account, PhoneNumberId = facts.PhoneNumberId };
        number.Update(facts, now);
        return number;
    }

    /// <summary>Takes over what the platform says now; a fact that it leaves out stays as it was.</summary>
    public void Update(SenderNumberFacts facts, DateTimeOffset now)
    {
        DisplayNumber = facts.DisplayNumber ?? DisplayNumber;
        VerifiedName = facts.VerifiedName ?? VerifiedName;
        Tier = facts.Tier ?? Tier;
        if (facts.Quality is { } quality && quality != Quality)
            (Quality, QualityAt) = (quality, now);
        Status = facts.Status ?? Status;
        ThroughputPerSecond = facts.ThroughputPerSecond ?? ThroughputPerSecond;
        CheckedAt = now;
    }

    /// <summary>Marks it for trying things out, or for production.</summary>
    public void Mark(bool test) => IsTest = test;

    /// <summary>Its account was disconnected.</summary>
    public void Disconnect(DateTimeOffset now) => DisconnectedAt = now;

    /// <summary>Its account is connected again.</summary>
    public void Reconnect() => DisconnectedAt = null;

    /// <summary>Unique people a rolling 24 hours that the tier allows; null for no limit. An unknown tier counts as the lowest.</summary>
    public int? DailyLimit() => MessagingTier.Limit(Tier);
}

/// <summary>What the platform says about a number; null where it does not say.</summary>
public sealed record SenderNumberFacts(
    string PhoneNumberId, string? DisplayNumber, string? VerifiedName, string? Tier, string? Quality, string? Status, int? ThroughputPerSecond);

/// <summary>The platform's messaging limits: unique people that may be written to, outside their service windows, in a rolling 24 hours (Cloud API, "Messaging limits").</summary>
public static class MessagingTier
{
    /// <summary>The lowest limit, taken where the platform names none.</summary>
    public const int Lowest = 250;

    // The steps that a portfolio climbs (Cloud API, "Messaging limits").
    private static readonly int[] Steps = [Lowest, 2_000, 10_000, 100_000];

    /// <summary>The limit that comes after this one; null means unlimited.</summary>
    public static int? After(int limit) => Array.Find(Steps, step => step > limit) is > 0 and var next ? next : null;

    /// <summary>The limit of a tier's name (<c>TIER_250</c>, <c>TIER_2K</c>) or of its number as a string; null means unlimited, a name that says no number counts as the lowest.</summary>
    public static int? Limit(string? tier)
    {
        var name = tier?.ToUpperInvariant() ?? "";
        if (name is "TIER_UNLIMITED" or "-1")
            return null;
        var number = name.StartsWith("TIER_", StringComparison.Ordinal) ? name["TIER_".Length..] : name;
        var (digits, thousands) = number.EndsWith('K') ? (number[..^1], 1_000) : (number, 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people is > 0 and < 1_000_000 ? people * thousands : Lowest;
    }
}

internal sealed class SenderNumberConfiguration : IEntityTypeConfiguration<SenderNumber>
{
    public void Configure(EntityTypeBuilder<SenderNumber> builder)
    {
        builder.ToTable("sender_numbers");
        builder.HasKey(n => new { n.TenantId, n.Id });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(n => new { n.TenantId, n.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(n => n.PhoneNumberId).IsUnique().HasFilter("disconnected_at IS NULL");
        builder.Property(n => n.PhoneNumberId).HasMaxLength(30);
        builder.Property(n => n.DisplayNumber).HasMaxLength(40);
        builder.Property(n => n.VerifiedName).HasMaxLength(200);
        builder.Property(n => n.Tier).HasMaxLength(30);
        builder.Property(n => n.Quality).HasMaxLength(30);
        builder.Property(n => n.Status).HasMaxLength(30);
    }
}
