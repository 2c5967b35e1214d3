using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>How an enterprise works with templates. No row: nothing is asked for.</summary>
public sealed class TemplateSettings : ITenantOwned
{
    private TemplateSettings()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Whether a second person approves a text before it is submitted.</summary>
    public bool ReviewRequired { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    internal static TemplateSettings Create(TenantId tenant) => new() { TenantId = tenant };

    internal void RequireReview(bool required, string by, DateTimeOffset now) =>
        (ReviewRequired, ChangedBy, ChangedAt) = (required, by.Length > 100 ? by[..100] : by, now);

    internal static Task<bool> IsReviewRequiredAsync(PortalDbContext db, CancellationToken token) =>
        db.Set<TemplateSettings>().AnyAsync(s => s.ReviewRequired, token);
}

internal sealed class TemplateSettingsConfiguration : IEntityTypeConfiguration<TemplateSettings>
{
    public void Configure(EntityTypeBuilder<TemplateSettings> builder)
    {
        builder.ToTable("template_settings");
        builder.HasKey(s => s.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.ChangedBy).HasMaxLength(100);
    }
}

/// <summary>What the settings page shows.</summary>
/// <param name="ReviewRequired">Whether a second person approves a text before it is submitted.</param>
/// <param name="ChangedBy">Null: never changed.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="Approvers">Active users who may approve.</param>
public sealed record TemplateSettingsView(bool ReviewRequired, string? ChangedBy, DateTimeOffset? ChangedAt, int Approvers);

/// <summary>Reads and changes how an enterprise works with templates.</summary>
public sealed class ManageTemplateSettings(PortalDatabase database, FreshCode fresh, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    public Task<TemplateSettingsView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var settings = await db.Set<TemplateSettings>().FirstOrDefaultAsync(t);
            var people = await db.Set<PortalUser>().Where(u => u.Status == UserStatus.Active).ToListAsync(t);
            return new TemplateSettingsView(settings?.ReviewRequired ?? false, settings?.ChangedBy, settings?.ChangedAt, people.Count(u => Rights.Of(u.Roles).Contains(Right.ApproveTemplates)));
        }, token);
    }

    /// <summary>Asks for the review of a second person from now on, or no longer. Giving a safeguard up asks for a fresh code.</summary>
    /// <exception cref="FreshCodeRequiredException">It is to be given up without a fresh code.</exception>
    public async Task RequireReviewAsync(Actor actor, bool required, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        if (!required) await fresh.DemandAsync(actor, token);
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var settings = await db.Set<TemplateSettings>().FirstOrDefaultAsync(t);
            if ((settings?.ReviewRequired ?? false) == required) return;
            if (settings is null) db.Add(settings = TemplateSettings.Create(actor.Tenant));
            settings.RequireReview(required, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, required ? "template.review-required" : "template.review-not-required", actor.Tenant.Value.ToString());
        }, token);
        signals.Publish(actor.Tenant, TemplateTopics.All);
    }
}
