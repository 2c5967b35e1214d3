using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

/// <summary>The platform promises neither order nor "once". Whatever way the same webhooks come, and come again, the end is the same.</summary>
public sealed class DeliveryOfWebhooksTests
{
    private const int People = 24;

    [Theory, Engines]
    public async Task In_order_once_and_shuffled_twice_and_processed_again_end_alike(Engine engine)
    {
        await using var ordered = await DeliveryScene.StartAsync(engine);
        await using var shuffled = await DeliveryScene.StartAsync(engine);
        var (order, bodies) = await SentAsync(ordered);
        foreach (var body in bodies)
            await TakeAsync(ordered, [body]);

        var (other, same) = await SentAsync(shuffled);
        byte[][] twice = [.. same, .. same];
        new Random(5).Shuffle(twice);
        foreach (var part in twice.Chunk(7))
            await TakeAsync(shuffled, part);
        var expected = await EndAsync(ordered, order);
        Assert.Equal(expected, await EndAsync(shuffled, other));

        // All of it once more, as a person would have the quarantine processed again.
        var portal = shuffled.Portal;
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => (Task)db.ExecuteSqlAsync(
            "UPDATE webhook_inbox SET state = 'Quarantined', reason = 'test' WHERE tenant_id = @tenant", t, ("@tenant", db.TenantId)), CancellationToken.None);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await portal.Get<ReplayWebhooks>().AllAsync(portal.As(PortalRole.TenantAdmin), new WebhookFilter(WebhookStanding.Quarantine), CancellationToken.None);
        await portal.RunJobsAsync();
        await ProcessAsync(portal);
        Assert.Equal(expected, await EndAsync(shuffled, other));
        Assert.All(await RowsAsync(portal), row => Assert.Equal(WebhookState.Processed, row.State));
    }

    private static async Task<(SendOrderId Order, List<byte[]> Bodies)> SentAsync(DeliveryScene scene)
    {
        await scene.OptInAsync(People);
        var order = await scene.OrderAsync(People);
        await scene.DispatchAsync(3);
        var at = scene.Portal.Clock.GetUtcNow().AddMinutes(-30).ToUnixTimeSeconds();
        var bodies = new List<byte[]>();
        var messages = await ByPersonAsync(scene, order);
        for (var i = 0; i < messages.Count; i++)
        {
            var phone = DeliveryScene.Phone(i)[1..];
            string[] chain = (i % 4) switch { 0 => ["sent", "delivered", "read"], 1 => ["sent", "delivered"], 2 => ["sent", "failed"], _ => ["sent"] };
            foreach (var status in chain)
                bodies.Add(Status(messages[i], status, phone, at++));
            if (i % 6 == 0)
                bodies.Add(Inbound(i, phone, "STOP", messages[i].Wamid!, at++));
            if (i % 6 == 1)
                bodies.Add(Inbound(i, phone, "Thank you", messages[i].Wamid!, at++));
            if (i % 6 == 2)
                bodies.Add(Preference(phone, at++));
        }

        return (order, bodies);
    }

    private static async Task TakeAsync(DeliveryScene scene, IReadOnlyList<byte[]> bodies)
    {
        var portal = scene.Portal;
        var ring = scene.Keys;
        await portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
        {
            var account = await db.Set<WhatsAppAccount>().Select(a => a.Id).SingleAsync(t);
            db.AddRange(bodies.Select(body => WebhookDelivery.Receive(ring, account, body, WebhookGist.Of(body), portal.Clock.GetUtcNow())));
        }, CancellationToken.None);
        await ProcessAsync(portal);
    }

    private static async Task ProcessAsync(TestPortal portal)
    {
        while (await portal.Get<WebhookProcessor>().RunAsync(portal.TenantId, CancellationToken.None) > 0)
        {
        }
    }

    private static Task<List<WebhookDelivery>> RowsAsync(TestPortal portal) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<WebhookDelivery>().ToListAsync(t), CancellationToken.None);

    // Ids of one millisecond have no order.
    private static async Task<List<Message>> ByPersonAsync(DeliveryScene scene, SendOrderId order)
    {
        var messages = await scene.MessagesAsync(order);
        return [.. Enumerable.Range(0, People).Select(i => messages.Single(m => m.PhoneId.AsSpan().SequenceEqual(scene.Keys.PhoneId(DeliveryScene.Phone(i)))))];
    }

    /// <summary>Where every message and every person stands, without ids and without what tells the order of arrival.</summary>
    private static async Task<string> EndAsync(DeliveryScene scene, SendOrderId order)
    {
        await scene.AssertCountsAsync(order);
        var portal = scene.Portal;
        var end = new StringBuilder();
        foreach (var (message, i) in (await ByPersonAsync(scene, order)).Select((m, i) => (m, i)))
        {
            var id = scene.Keys.PhoneId(DeliveryScene.Phone(i));
            var consent = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.QuerySqlAsync(
                "SELECT purpose, state FROM consent_states WHERE tenant_id = @tenant AND phone_id = @id ORDER BY purpose", r => $"{r.GetValue(0)} {r.GetValue(1)}", t, ("@tenant", db.TenantId), ("@id", id)), CancellationToken.None);
            end.AppendLine(CultureInfo.InvariantCulture, $"{i} {message.State} {message.ErrorCode} {message.DeliveredAt is not null} {message.ReadAt} {string.Join(", ", consent)}");
        }

        var responses = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.QuerySqlAsync("SELECT count(*) FROM message_responses WHERE tenant_id = @tenant", r => r.GetInt64(0), t, ("@tenant", db.TenantId)), CancellationToken.None);
        return end.AppendLine(CultureInfo.InvariantCulture, $"{responses[0]} responses").ToString();
    }

    private static byte[] Status(Message message, string status, string phone, long at) => Body(
        "messages",
        $$"""
        "statuses":[{"id":"{{message.Wamid}}","status":"{{status}}","timestamp":"{{at}}","recipient_id":"{{phone}}","biz_opaque_callback_data":"{{message.Id.ToOpaque()}}"{{(status == "failed" ? ",\"errors\":[{\"code\":131026,\"title\":\"Message undeliverable\"}]" : "")}}}]
        """);

    private static byte[] Inbound(int i, string phone, string text, string quoted, long at) => Body(
        "messages", $$"""
        "contacts":[{"profile":{"name":"Ada"},"wa_id":"{{phone}}"}],"messages":[{"from":"{{phone}}","id":"wamid.in{{i}}","timestamp":"{{at}}","type":"text","text":{"body":"{{text}}" },"context":{"id":"{{quoted}}" } }]
        """);

    private static byte[] Preference(string phone, long at) => Body(
        "user_preferences", $$"""
        "user_preferences":[{"wa_id":"{{phone}}","category":"marketing_messages","value":"stop","timestamp":{{at}}}]
        """);

    private static byte[] Body(string field, string rest) => Encoding.UTF8.GetBytes(
        """{"object":"whatsapp_business_account","entry":[{"id":"1001","changes":[{"field":"FIELD","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"442079460100","phone_number_id":"2001"},REST}}]}]}"""
            .Replace("FIELD", field, StringComparison.Ordinal).Replace("REST", rest, StringComparison.Ordinal));
}
