using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench.Chaos;

/// <summary>Reads the platform's log and the portal's tables after a run.</summary>
internal static class EvidenceReader
{
    public static async Task<Evidence> ReadAsync(
        ChaosEnterprise enterprise, string logFile, IEnumerable<int> stops, IReadOnlyList<(DateTimeOffset From, int? People)> limits, long refusedOverLimit)
    {
        var none = CancellationToken.None;
        var keys = await enterprise.Get<TenantKeys>().GetAsync(enterprise.Tenant, none);
        var names = enterprise.Campaigns.ToDictionary(c => c.Id.Order, c => c.Name);
        var lists = enterprise.Campaigns.ToDictionary(c => c.Id, c => c.List);
        return await enterprise.Database.ReadAsync(enterprise.Tenant, async (db, t) =>
        {
            var campaigns = new List<BookedCampaign>();
            foreach (var (name, id, list) in enterprise.Campaigns)
                campaigns.Add(await CampaignAsync(db, name, id, list, t));
            var messages = await db.Set<Message>().AsNoTracking().ToListAsync(t);
            return new Evidence(
                [.. File.ReadLines(logFile).Select(line => Taken(JsonNode.Parse(line)!.AsObject(), keys))],
                campaigns,
                messages.ConvertAll(m => new BookedMessage(
                    names[m.OrderId], Convert.ToHexString(m.PhoneId), m.Id.ToOpaque(m.Resends), m.State, m.Reason, m.ErrorCode, m.Wamid, m.Resends, m.StartedAt)),
                await OptOutsAsync(db, t),
                [.. stops.Select(p => Convert.ToHexString(keys.PhoneId(ChaosEnterprise.Phone(p))))],
                limits,
                refusedOverLimit,
                (await enterprise.Get<VerifyLedger>().RunAsync(enterprise.Tenant, t)).Breaks.Count,
                (await enterprise.Get<VerifyActivity>().RunAsync(enterprise.Actor, null, t)).Breaks.Count);
        }, none);
    }

    private static TakenMessage Taken(JsonObject line, TenantKeyRing keys) => new(
        Time(line["arrived_at"]), Time(line["at"]), (string)line["message_id"]!, Convert.ToHexString(keys.PhoneId((string)line["to"]!)), (string?)line["biz_opaque_callback_data"], (string?)line["template"]);

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    private static async Task<BookedCampaign> CampaignAsync(PortalDbContext db, string name, CampaignId id, OptInListId list, CancellationToken token)
    {
        var order = await db.Set<SendOrder>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id.Order, token);
        var audience = await db.Set<OptInListMember>().Where(m => m.ListId == list)
            .Join(db.Set<Contact>(), m => m.ContactId, c => c.Id, (_, c) => c.PhoneId).ToListAsync(token);
        var counters = await db.Set<OrderCount>().Where(c => c.OrderId == id.Order && c.Count != 0).ToDictionaryAsync(c => c.State, c => c.Count, token);
        var pauses = await db.Set<CampaignEvent>().Where(e => e.CampaignId == id && e.State == CampaignState.Paused).Select(e => e.Why).ToListAsync(token);
        var target = id.Value.ToString();
        var explained = await db.Set<AuditEvent>()
            .Where(e => e.Target == target && (e.Event == "campaign.stopped" || e.Event == "campaign.paused" || e.Event == "campaign.approval-missing")).Select(e => e.Reason).ToListAsync(token);
        return new BookedCampaign(name, order?.State ?? SendOrderState.Filling, audience.ConvertAll(Convert.ToHexString), counters, pauses, explained);
    }

    private static async Task<IReadOnlyList<BookedOptOut>> OptOutsAsync(PortalDbContext db, CancellationToken token) => await db.QuerySqlAsync(
        """
        SELECT s.phone_id, l.recorded_at FROM consent_states s JOIN consent_ledger l ON l.tenant_id = s.tenant_id AND l.seq = s.entry_seq
        WHERE s.tenant_id = @tenant AND s.purpose = 'Marketing' AND s.state = 'OptedOut'
        """,
        row => new BookedOptOut(Convert.ToHexString(row.GetFieldValue<byte[]>(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))), token, ("@tenant", db.TenantId));
}
