using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>
/// The hours in which an enterprise lets campaigns write to people, in general (no region) or for the people of one region, whose rule takes the place of the general one.
/// Without any row there are none.
/// </summary>
public sealed class HoursRule : ITenantOwned
{
    /// <summary>The region of the general rule.</summary>
    public const string General = "";

    private HoursRule()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>ISO 3166-1 alpha-2; empty for the general rule.</summary>
    public string Region { get; private set; } = "";

    /// <summary>See <see cref="SendingHours.From"/>.</summary>
    public int FromMinute { get; private set; }

    /// <summary>See <see cref="SendingHours.To"/>.</summary>
    public int ToMinute { get; private set; }

    public WeekDays Days { get; private set; }

    /// <summary>IANA zone of the region's people whose own is not known; null: the hours have to suit all zones of the region.</summary>
    public string? AssumedZone { get; private set; }

    /// <summary>Of the general rule: campaigns with order updates keep to the hours too, not only those with offers.</summary>
    public bool HoldsForUtility { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>The hours as a whole.</summary>
    public SendingHours Hours => new(FromMinute, ToMinute, Days);

    internal static HoursRule Create(TenantId tenant, string region) => new() { TenantId = tenant, Region = region };

    internal void Choose(SendingHours hours, string? assumedZone, bool holdsForUtility, string by, DateTimeOffset now) =>
        (FromMinute, ToMinute, Days, AssumedZone, HoldsForUtility, ChangedBy, ChangedAt) =
        (hours.From, hours.To, hours.Days, assumedZone, holdsForUtility, by.Length > 100 ? by[..100] : by, now);
}

internal sealed class HoursRuleConfiguration : IEntityTypeConfiguration<HoursRule>
{
    public void Configure(EntityTypeBuilder<HoursRule> builder)
    {
        builder.ToTable("hours_rules");
        builder.HasKey(r => new { r.TenantId, r.Region });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.Region).HasMaxLength(2);
        builder.Property(r => r.Days).HasConversion<int>();
        builder.Property(r => r.AssumedZone).HasMaxLength(60);
        builder.Property(r => r.ChangedBy).HasMaxLength(100);
        builder.Ignore(r => r.Hours);
    }
}
