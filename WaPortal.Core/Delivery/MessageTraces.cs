using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// Messages to the person. The rows stay, so that the counts of a campaign stay what they were: without number and values, under a random id in place of the person's.
/// </summary>
internal sealed class MessageTraces(TenantKeys tenantKeys, TimeProvider clock) : IPersonTraces
{
    /// <summary>What stands in place of the platform's id, in which the number is written.</summary>
    public const string Erased = "erased:";

    private const int AtOnce = 500;

    /// <summary>The condition for a message whose person was not erased; of what may have left, so that it had an id of the platform's.</summary>
    internal static string IsSomebodys(string message) => $"({message}.wamid IS NULL OR {message}.wamid NOT LIKE '{Erased}%')";

    public string Name => "messages";

    public async Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        // A claim that has not started loses its lease: its holder cannot start it any more.
        var stopped = await db.QuerySqlAsync(
            $"""
            SELECT id, order_id, state FROM messages
            WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")} AND (state = 'Queued' OR (state = 'Claimed' AND started_at IS NULL)) ORDER BY id {(db.IsPostgres ? "FOR UPDATE" : "")}
            """,
            r => (Id: new MessageId(r.GetGuid(0)), Order: new SendOrderId(r.GetGuid(1)), State: Enum.Parse<MessageState>(r.GetString(2))), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. person.Ids])));
        var counts = new OrderCounts();
        foreach (var (id, order, state) in stopped)
        {
            await db.ExecuteSqlAsync(
                "UPDATE messages SET state = 'Skipped', reason = 'Erased', lease_token = NULL, ended_at = @now WHERE tenant_id = @tenant AND id = @id", token,
                ("@tenant", db.TenantId), ("@id", id), ("@now", clock.GetUtcNow()));
            counts.Move(order, state, MessageState.Skipped);
        }

        await counts.SaveAsync(db, token);
        return 0;
    }

    public async Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token)
    {
        var page = await db.QuerySqlAsync(
            $"SELECT id, state FROM messages WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")} ORDER BY state <> 'Claimed' DESC, id LIMIT @most {(db.IsPostgres ? "FOR UPDATE" : "")}",
            r => (Id: new MessageId(r.GetGuid(0)), State: Enum.Parse<MessageState>(r.GetString(1))), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. person.Ids])), ("@most", AtOnce));
        var settled = page.Where(m => m.State != MessageState.Claimed).ToList();
        foreach (var (id, _) in settled)
        {
            await db.ExecuteSqlAsync(
                "UPDATE messages SET phone_id = @nobody, caller_key = '', contact_id = NULL, payload = NULL, wamid = CASE WHEN wamid IS NULL THEN NULL ELSE @gone END WHERE tenant_id = @tenant AND id = @id",
                token, ("@tenant", db.TenantId), ("@id", id), ("@nobody", RandomNumberGenerator.GetBytes(32)), ("@gone", Erased + id.ToOpaque()));
            await db.ExecuteSqlAsync("UPDATE message_tries SET wamid = NULL WHERE tenant_id = @tenant AND message_id = @id", token, ("@tenant", db.TenantId), ("@id", id));
        }

        // One whose request is on the wire is let through to its answer.
        if (settled.Count == 0 && page.Count > 0)
            return new TraceStep(0, position, ErasePersonJob.Pause);
        if (page.Count == AtOnce || page.Count > settled.Count)
            return new TraceStep(settled.Count, "more");
        return new TraceStep(settled.Count + await EraseQuotaAsync(db, person, token), null);
    }

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var rows = await (
            from message in db.Set<Message>()
            join order in db.Set<SendOrder>() on message.OrderId equals order.Id
            where ids.Contains(message.PhoneId)
            orderby message.Id
            select new { message, order.TemplateName, order.Name }).ToListAsync(token);
        var clicks = (await (
            from click in db.Set<MessageClick>()
            join message in db.Set<Message>() on click.MessageId equals message.Id
            join link in db.Set<TrackedLink>() on click.LinkId equals link.Id
            where ids.Contains(message.PhoneId)
            orderby click.FirstAt
            select new { click, link.Target }).ToListAsync(token)).ToLookup(c => c.click.MessageId);
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
        {
            ["template"] = r.TemplateName,
            ["from"] = r.Name,
            ["language"] = r.message.Language,
            ["state"] = r.message.State.ToString(),
            ["handed_over"] = r.message.AcceptedAt,
            ["delivered"] = r.message.DeliveredAt,
            ["read"] = r.message.ReadAt,
            ["links_opened"] = new JsonArray([.. clicks[r.message.Id].Select(c => (JsonNode)new JsonObject
            {
                ["link"] = c.Target,
                ["first"] = c.click.FirstAt,
                ["last"] = c.click.LastAt,
                ["times"] = c.click.Clicks,
            })]),
            ["values"] = r.message.Payload is { } payload ? new JsonArray([.. MessagePayload.Decrypt(keys, r.message.Id, payload).Components.Select(c => c.DeepClone())]) : null,
        })]);
    }

    // The messaging limit counts the person for another day, as nobody.
    private static async Task<int> EraseQuotaAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var uses = await db.QuerySqlAsync(
            $"SELECT portfolio_id, phone_id FROM quota_uses WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}", r => (Portfolio: r.GetString(0), Phone: r.GetFieldValue<byte[]>(1)), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. person.Ids])));
        foreach (var (portfolio, phone) in uses)
        {
            await db.ExecuteSqlAsync(
                "UPDATE quota_uses SET phone_id = @nobody WHERE tenant_id = @tenant AND portfolio_id = @portfolio AND phone_id = @phone", token,
                ("@tenant", db.TenantId), ("@portfolio", portfolio), ("@phone", phone), ("@nobody", RandomNumberGenerator.GetBytes(32)));
        }

        return uses.Count;
    }
}
