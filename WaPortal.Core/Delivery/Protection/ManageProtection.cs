using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>What the settings page shows.</summary>
/// <param name="Choices">What holds now.</param>
/// <param name="ChangedBy">Null: the defaults, never changed.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record ProtectionView(ProtectionChoices Choices, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>Reads and changes when campaigns pause by themselves.</summary>
public sealed class ManageProtection(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>What holds now.</summary>
    public Task<ProtectionView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) => await db.Set<ProtectionRule>().FirstOrDefaultAsync(t) is { } rule
            ? new ProtectionView(rule.Choices, rule.ChangedBy, rule.ChangedAt)
            : new ProtectionView(ProtectionChoices.Default, null, null), token);
    }

    /// <summary>Changes it; gives what is wrong with it, in sentences.</summary>
    public async Task<IReadOnlyList<string>> SaveAsync(Actor actor, ProtectionChoices choices, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var problems = choices.Problems();
        if (problems.Count > 0)
            return problems;
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var rule = await db.Set<ProtectionRule>().AsTracking().FirstOrDefaultAsync(t);
            if (rule is null)
                db.Add(rule = ProtectionRule.Create(actor.Tenant));
            rule.Choose(choices, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "protection.changed", actor.Tenant.Value.ToString(), reason: FormattableString.Invariant(
                $"failures {choices.FaultPercent} %, unreachable {choices.UnreachablePercent} %, held back {choices.WithheldPercent} %, leaving {choices.LeaversPerMille} in 1000, kept {choices.KeptPercent} %"));
        }, token);
        return [];
    }
}
