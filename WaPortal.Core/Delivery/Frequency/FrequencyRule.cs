using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Frequency;

/// <summary>How many offers of campaigns a person gets at most in so many days. Without this row there is no such limit.</summary>
public sealed class FrequencyRule : ITenantOwned
{
    /// <summary>The highest limit that can be set.</summary>
    public const int MostMessages = 100;

    /// <summary>The longest time that can be set, in days.</summary>
    public const int MostDays = 90;

    private FrequencyRule()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Most messages.</summary>
    public int Messages { get; private set; }

    /// <summary>Within so many times 24 hours, rolling.</summary>
    public int Days { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    internal static FrequencyRule Create(TenantId tenant) => new() { TenantId = tenant };

    internal void Choose(int messages, int days, string by, DateTimeOffset now) =>
        (Messages, Days, ChangedBy, ChangedAt) = (messages, days, by.Length > 100 ? by[..100] : by, now);
}

internal sealed class FrequencyRuleConfiguration : IEntityTypeConfiguration<FrequencyRule>
{
    public void Configure(EntityTypeBuilder<FrequencyRule> builder)
    {
        builder.ToTable("frequency_rules");
        builder.HasKey(r => r.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.ChangedBy).HasMaxLength(100);
    }
}
