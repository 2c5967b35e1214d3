using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>When a campaign needs the approval of a second person. Without a row: above <see cref="StandardAbove"/> people.</summary>
public sealed class CampaignSettings : ITenantOwned
{
    /// <summary>Above so many people a second person approves, where nobody has chosen otherwise.</summary>
    public const int StandardAbove = 1_000;

    /// <summary>The highest number that can be chosen: larger campaigns always need a second person.</summary>
    public const int MostAbove = 100_000;

    private CampaignSettings()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Every campaign needs it, however small.</summary>
    public bool ApproveAlways { get; private set; }

    /// <summary>Campaigns to more people than this need it.</summary>
    public int ApproveAbove { get; private set; } = StandardAbove;

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    internal static CampaignSettings Create(TenantId tenant) => new() { TenantId = tenant };

    internal void Choose(bool always, int above, string by, DateTimeOffset now) =>
        (ApproveAlways, ApproveAbove, ChangedBy, ChangedAt) = (always, above, by.Length > 100 ? by[..100] : by, now);

    internal static async Task<ApprovalRule> RuleAsync(PortalDbContext db, CancellationToken token) =>
        await db.Set<CampaignSettings>().AsNoTracking().FirstOrDefaultAsync(token) is { } row ? new ApprovalRule(row.ApproveAlways, row.ApproveAbove) : new ApprovalRule(false, StandardAbove);
}

/// <summary>When a second person has to approve.</summary>
/// <param name="Always">For every campaign.</param>
/// <param name="Above">Else for campaigns to more people than this.</param>
public sealed record ApprovalRule(bool Always, int Above)
{
    /// <summary>Whether so many people need it.</summary>
    public bool Asks(int people) => Always || people > Above;

    /// <summary>The most people that an approval for so many covers: a tenth more, since lists grow between the look and the start.</summary>
    public static int Covers(int approved) => (int)Math.Min(int.MaxValue, approved + ((long)approved / 10));
}

internal sealed class CampaignSettingsConfiguration : IEntityTypeConfiguration<CampaignSettings>
{
    public void Configure(EntityTypeBuilder<CampaignSettings> builder)
    {
        builder.ToTable("campaign_settings");
        builder.HasKey(s => s.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.ChangedBy).HasMaxLength(100);
    }
}

/// <summary>What the settings page shows.</summary>
/// <param name="Rule">What holds.</param>
/// <param name="ChangedBy">Null: never changed.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="Approvers">Active users who may approve campaigns.</param>
public sealed record CampaignSettingsView(ApprovalRule Rule, string? ChangedBy, DateTimeOffset? ChangedAt, int Approvers);

/// <summary>Reads and changes when a second person approves campaigns.</summary>
public sealed class ManageCampaignSettings(PortalDatabase database, FreshCode fresh, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>What holds now.</summary>
    public Task<CampaignSettingsView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var row = await db.Set<CampaignSettings>().FirstOrDefaultAsync(t);
            return new CampaignSettingsView(await CampaignSettings.RuleAsync(db, t), row?.ChangedBy, row?.ChangedAt, (await Approvals.ApproversAsync(db, t)).Count);
        }, token);
    }

    /// <summary>Sets when a second person has to approve; gives what is wrong with it. Asking for less than before takes a fresh code.</summary>
    /// <exception cref="FreshCodeRequiredException">It would ask for less, and there is no fresh code.</exception>
    public async Task<IReadOnlyList<string>> SaveAsync(Actor actor, bool always, int above, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        if (above is < 1 or > CampaignSettings.MostAbove)
            return [FormattableString.Invariant($"The number of people goes from 1 to {CampaignSettings.MostAbove:N0}.")];
        var before = await database.ReadAsync(actor.Tenant, CampaignSettings.RuleAsync, token);
        if (IsLess(before, always, above))
            await fresh.DemandAsync(actor, token);
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var row = await db.Set<CampaignSettings>().AsTracking().FirstOrDefaultAsync(t);
            if (row is null)
                db.Add(row = CampaignSettings.Create(actor.Tenant));
            row.Choose(always, above, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "campaign.approval-rule", actor.Tenant.Value.ToString(), reason: always ? "always" : FormattableString.Invariant($"above {above} people"));
        }, token);
        signals.Publish(actor.Tenant, "campaigns");
        return [];
    }

    /// <summary>Whether a choice asks a second person less often than what holds.</summary>
    public static bool IsLess(ApprovalRule before, bool always, int above) => !always && (before.Always || above > before.Above);
}
