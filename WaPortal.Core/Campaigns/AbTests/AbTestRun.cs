using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// The test of a campaign's two versions, from when it has begun: each version is a campaign of its own, for its part of the people, and the campaign itself waits until one of them has won.
/// </summary>
public sealed class AbTestRun : ITenantOwned
{
    /// <summary>Longest reason, in characters.</summary>
    public const int WhyLength = 300;

    private AbTestRun()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>The campaign that tests, and that goes to the rest.</summary>
    public CampaignId CampaignId { get; private set; }

    /// <summary>The campaign that sends the first version.</summary>
    public CampaignId AId { get; private set; }

    /// <summary>The campaign that sends the second version.</summary>
    public CampaignId BId { get; private set; }

    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>When the rule came to no winner and asked; null where it did not. From then on only a person chooses.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Who chose; null for the rule.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>Why this one, in words for people.</summary>
    public string? Why { get; private set; }

    /// <summary>The campaigns of both versions.</summary>
    public IReadOnlyList<CampaignId> Versions => [AId, BId];

    internal static AbTestRun Begin(Campaign campaign, Campaign a, Campaign b, DateTimeOffset now) => new()
    {
        TenantId = campaign.TenantId,
        CampaignId = campaign.Id,
        AId = a.Id,
        BId = b.Id,
        BegunAt = now,
    };

    /// <summary>The campaign that sends a version.</summary>
    public CampaignId Of(AbVariant variant) => variant == AbVariant.A ? AId : BId;

    internal void Ask(DateTimeOffset now) => AskedAt ??= now;

    internal void Decide(string? by, string why, DateTimeOffset now) => (DecidedAt, DecidedBy, Why) = (now, by, why.Length > WhyLength ? why[..WhyLength] : why);
}

internal sealed class AbTestRunConfiguration : IEntityTypeConfiguration<AbTestRun>
{
    public void Configure(EntityTypeBuilder<AbTestRun> builder)
    {
        builder.ToTable("ab_test_runs");
        builder.HasKey(r => new { r.TenantId, r.CampaignId });
        builder.HasIndex(r => new { r.TenantId, r.AId }).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.BId }).IsUnique();
        builder.HasOne<Campaign>().WithMany().HasForeignKey(r => new { r.TenantId, r.CampaignId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.DecidedBy).HasMaxLength(100);
        builder.Property(r => r.Why).HasMaxLength(AbTestRun.WhyLength);
        builder.Ignore(r => r.Versions);
    }
}
