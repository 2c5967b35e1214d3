using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Frequency;

/// <summary>What the settings page shows.</summary>
/// <param name="Messages">Most offers; null for no limit.</param>
/// <param name="Days">Within so many days; null for no limit.</param>
/// <param name="ChangedBy">Null: never set, or taken away.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record FrequencyView(int? Messages, int? Days, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>Reads and changes how often campaigns may write to one person. The claim asks for it at every message.</summary>
public sealed class ManageFrequency(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>What holds now.</summary>
    public Task<FrequencyView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) => await db.Set<FrequencyRule>().FirstOrDefaultAsync(t) is { } rule
            ? new FrequencyView(rule.Messages, rule.Days, rule.ChangedBy, rule.ChangedAt)
            : new FrequencyView(null, null, null, null), token);
    }

    /// <summary>Sets the limit, or takes it away (null); gives what is wrong with it, in sentences.</summary>
    public async Task<IReadOnlyList<string>> SaveAsync(Actor actor, int? messages, int days, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var problems = new List<string>();
        if (messages is < 1 or > FrequencyRule.MostMessages)
            problems.Add(FormattableString.Invariant($"The number of messages goes from 1 to {FrequencyRule.MostMessages}."));
        if (messages is not null && days is < 1 or > FrequencyRule.MostDays)
            problems.Add(FormattableString.Invariant($"The number of days goes from 1 to {FrequencyRule.MostDays}."));
        if (problems.Count > 0)
            return problems;
        return await database.WriteAsync<IReadOnlyList<string>>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (messages is not null && await RetentionBook.DaysAsync(db, DataClass.Messages, DateTimeOffset.MaxValue, t) is var kept && kept < days)
                return [FormattableString.Invariant($"Messages are kept for {kept} days (Settings, Retention), so that no more can be counted over.")];
            var rule = await db.Set<FrequencyRule>().AsTracking().FirstOrDefaultAsync(t);
            if (messages is not { } most)
            {
                if (rule is not null)
                    db.Remove(rule);
            }
            else
            {
                if (rule is null)
                    db.Add(rule = FrequencyRule.Create(actor.Tenant));
                rule.Choose(most, days, actor.Name, clock.GetUtcNow());
            }

            audit.Record(db, actor, "frequency.changed", actor.Tenant.Value.ToString(), reason: messages is null ? "no limit" : FormattableString.Invariant($"{messages} in {days} days"));
            return [];
        }, token);
    }
}
