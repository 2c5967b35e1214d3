using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Alerts;

/// <summary>The alerts of an enterprise, for those who look after consent, and what they want to be warned of.</summary>
public sealed class ComplianceAlerts(PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    private const int MostDone = 20;

    /// <summary>What is so now and not done with, the most pressing first.</summary>
    public async Task<IReadOnlyList<ComplianceAlert>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var all = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<ComplianceAlert>().Where(a => a.ClearedAt == null && a.State != AlertState.Done).ToListAsync(t), token);
        return [.. all.OrderBy(a => a.State).ThenBy(a => a.Kind).ThenByDescending(a => a.RaisedAt)];
    }

    /// <summary>What somebody was done with, or what went by itself, newest first.</summary>
    public Task<List<ComplianceAlert>> DoneAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, (db, t) => db.Set<ComplianceAlert>()
            .Where(a => a.ClearedAt != null || a.State == AlertState.Done).OrderByDescending(a => a.ChangedAt ?? a.ClearedAt).Take(MostDone).ToListAsync(t), token);
    }

    /// <summary>Says that somebody has seen it, is done with it (with a note), or opens it again. False when it does not exist, or a note is missing or too long.</summary>
    public async Task<bool> MoveAsync(Actor actor, Guid id, AlertState to, string? note, CancellationToken token)
    {
        actor.Demand(Right.HandleAlerts);
        var words = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (words?.Length > ComplianceAlert.NoteLength || (to == AlertState.Done && words is null))
            return false;
        var moved = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<ComplianceAlert>().FirstOrDefaultAsync(a => a.Id == id, t) is not { } alert)
                return false;
            alert.Move(to, words, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "alert.moved", id.ToString(), reason: $"{alert.Kind}: {to}");
            return true;
        }, token);
        signals.Publish(actor.Tenant, WatchCompliance.Topic);
        return moved;
    }

    /// <summary>What the enterprise wants to be warned of.</summary>
    public Task<ComplianceChoices> ChoicesAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, (db, t) => ComplianceSettings.ReadAsync(db, t), token);
    }

    /// <summary>Changes it; what is wrong, by property, or nothing.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ChooseAsync(Actor actor, ComplianceChoices choices, CancellationToken token)
    {
        actor.Demand(Right.HandleAlerts);
        var errors = choices.Problems();
        if (errors.Count > 0)
            return errors;
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            var row = await db.Set<ComplianceSettings>().FirstOrDefaultAsync(t);
            if (row is null)
                db.Add(row = ComplianceSettings.Create(actor.Tenant));
            row.Change(choices, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "alert.settings-changed", actor.Tenant.ToString(), reason: FormattableString.Invariant(
                $"request {choices.RequestMonths} months, warn {choices.WarnDays} days, burst {choices.BurstPerMille} in 1000 from {choices.BurstLeast}, old {choices.OldMonths} months"));
        }, token);
        return errors;
    }
}
