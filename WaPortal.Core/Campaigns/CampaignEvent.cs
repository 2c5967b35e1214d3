using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The id of an entry in a campaign's timeline.</summary>
public readonly record struct CampaignEventId(Guid Value) : IGuidId<CampaignEventId>
{
    public static CampaignEventId Create(Guid value) => new(value);
}

/// <summary>What happened to a campaign, who did it and why.</summary>
public sealed class CampaignEvent : ITenantOwned
{
    private CampaignEvent()
    {
    }

    public TenantId TenantId { get; private set; }

    public CampaignEventId Id { get; private set; }

    public CampaignId CampaignId { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The state it led to.</summary>
    public CampaignState State { get; private set; }

    /// <summary>In a few words, such as "Paused".</summary>
    public string What { get; private set; } = "";

    /// <summary>The person; null for the portal itself.</summary>
    public string? Who { get; private set; }

    public string? Why { get; private set; }

    internal static CampaignEvent Create(Campaign campaign, string what, string? who, string? why, DateTimeOffset now) => new()
    {
        TenantId = campaign.TenantId,
        Id = new CampaignEventId(Guid.CreateVersion7(now)),
        CampaignId = campaign.Id,
        At = now,
        State = campaign.State,
        What = what,
        Who = who,
        Why = why is { Length: > 500 } ? why[..500] : why,
    };
}

internal sealed class CampaignEventConfiguration : IEntityTypeConfiguration<CampaignEvent>
{
    public void Configure(EntityTypeBuilder<CampaignEvent> builder)
    {
        builder.ToTable("campaign_events");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasOne<Campaign>().WithMany().HasForeignKey(e => new { e.TenantId, e.CampaignId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => new { e.TenantId, e.CampaignId, e.At });
        builder.Property(e => e.What).HasMaxLength(100);
        builder.Property(e => e.Who).HasMaxLength(100);
        builder.Property(e => e.Why).HasMaxLength(500);
    }
}
