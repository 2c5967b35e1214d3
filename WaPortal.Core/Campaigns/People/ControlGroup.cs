using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Responses;

namespace WaPortal.Core.Campaigns;

/// <summary>What people did in the same days, whether they were written to or not.</summary>
/// <param name="People">How many.</param>
/// <param name="Answered">Who wrote or tapped a button, to any message of the enterprise.</param>
/// <param name="OptedOut">Who opted out of what the campaign is.</param>
public sealed record GroupActs(int People, int Answered, int OptedOut);

/// <summary>A campaign's people beside its control group.</summary>
/// <param name="Written">Those whom WhatsApp took the message over for.</param>
/// <param name="Control">Those who were left out on purpose.</param>
/// <param name="Until">What came until then is counted; later than now while the days are not over.</param>
public sealed record ControlComparison(GroupActs Written, GroupActs Control, DateTimeOffset Until);

/// <summary>Compares those who were written to with those who were left out to compare. Tables: messages, message_responses, consent_states, send_orders.</summary>
public sealed class ControlGroup(PortalDatabase database)
{
    /// <summary>How long after the start acts are counted, for both groups alike.</summary>
    public static readonly TimeSpan Within = OrderResponses.OptOutWithin;

    private const string WrittenTo = "m.accepted_at IS NOT NULL";
    private const string LeftOut = "m.state = 'Skipped' AND m.reason = 'ControlGroup'";

    /// <summary>Null for a campaign without a control group, or that has not started.</summary>
    public Task<ControlComparison?> CompareAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var opened = await db.QuerySqlAsync(
                "SELECT created_at FROM send_orders WHERE tenant_id = @tenant AND id = @order", r => DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)), t, ("@tenant", db.TenantId), ("@order", id.Order));
            if (opened is not [var from])
                return null;
            var control = await ActsAsync(db, id, LeftOut, from, t);
            return control.People == 0 ? null : new ControlComparison(await ActsAsync(db, id, WrittenTo, from, t), control, from + Within);
        }, token);
    }

    // Three counts, each from the few who did something to their one message; the condition is one of the two constants above.
    private static async Task<GroupActs> ActsAsync(PortalDbContext db, CampaignId id, string who, DateTimeOffset from, CancellationToken token)
    {
        (string Name, object? Value)[] args = [("@tenant", db.TenantId), ("@order", id.Order), ("@from", from), ("@until", from + Within)];
        var people = await db.QuerySqlAsync($"SELECT count(*) FROM messages m WHERE m.tenant_id = @tenant AND m.order_id = @order AND {who}", r => (int)r.GetInt64(0), token, args[..2]);
        var answered = await db.QuerySqlAsync(
            $"""
            SELECT count(DISTINCT m.phone_id) FROM message_responses r
            JOIN messages x ON x.tenant_id = r.tenant_id AND x.id = r.message_id
            JOIN messages m ON m.tenant_id = x.tenant_id AND m.order_id = @order AND m.phone_id = x.phone_id AND {who}
            WHERE r.tenant_id = @tenant AND r.at >= @from AND r.at < @until
            """, r => (int)r.GetInt64(0), token, args);
        var optedOut = await db.QuerySqlAsync(
            $"""
            SELECT count(*) FROM send_orders o
            JOIN consent_states s ON s.tenant_id = o.tenant_id AND s.purpose = o.purpose AND s.state = 'OptedOut' AND s.changed_at >= @from AND s.changed_at < @until
            JOIN messages m ON m.tenant_id = o.tenant_id AND m.order_id = o.id AND m.phone_id = s.phone_id AND {who}
            WHERE o.tenant_id = @tenant AND o.id = @order
            """, r => (int)r.GetInt64(0), token, args);
        return new GroupActs(people[0], answered[0], optedOut[0]);
    }
}
