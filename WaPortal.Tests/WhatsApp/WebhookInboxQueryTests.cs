using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;
using static WaPortal.Tests.WhatsApp.WebhookInboxTests;

namespace WaPortal.Tests.WhatsApp;

public sealed partial class WebhookInboxQueryTests
{
    [Theory, Engines]
    public async Task Pages_and_filters_give_every_webhook_once_newest_first(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        for (var i = 0; i < 25; i++)
        {
            await connected.StoreAsync(i % 5 == 0 ? Samples.Bytes("messages/in_text") : i % 5 == 1 ? "no json"u8.ToArray() : Status($"wamid.{i}"));
            if (i % 3 == 0)
                connected.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await connected.ProcessAsync();
        await connected.StoreAsync(Status("wamid.late", number: "999"));

        Assert.Equal(26, (await AllAsync(connected, new WebhookFilter())).Count);
        Assert.Equal(5, (await AllAsync(connected, new WebhookFilter(WebhookStanding.Quarantine))).Count);
        Assert.Equal(5, (await AllAsync(connected, new WebhookFilter(Kind: WebhookKind.Messages))).Count);
        Assert.Equal(20, (await AllAsync(connected, new WebhookFilter(WebhookStanding.Done))).Count);
        Assert.Equal(15, (await AllAsync(connected, new WebhookFilter(WebhookStanding.Done, WebhookKind.Statuses, connected.Account, Connected.Number))).Count);
        Assert.Empty(await AllAsync(connected, new WebhookFilter(WebhookStanding.Retried)));
        Assert.Equal("999", Assert.Single(await AllAsync(connected, new WebhookFilter(PhoneNumberId: "999"))).PhoneNumberId);
        Assert.Equal(WebhookState.Waiting, Assert.Single(await AllAsync(connected, new WebhookFilter(WebhookStanding.Waiting))).State);
        var early = (await connected.RowsAsync())[0].ReceivedAt;
        Assert.Single(await AllAsync(connected, new WebhookFilter(Until: early.AddSeconds(1))));
        Assert.Equal(25, (await AllAsync(connected, new WebhookFilter(From: early.AddSeconds(1)))).Count);
    }

    [Theory, Engines]
    public async Task A_row_tells_what_it_is_about_without_numbers_or_texts(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        foreach (var sample in new[] { "messages/in_text", "messages/status_failed_131026", "messages/multi_status_batch", "templates/status_approved", "messages/account_update_restriction", "messages/user_preferences_stop" })
        {
            await connected.StoreAsync(Samples.Bytes(sample));
            connected.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var lines = await AllAsync(connected, new WebhookFilter());

        Assert.Equal(
            [WebhookKind.Preferences, WebhookKind.Account, WebhookKind.Templates, WebhookKind.Statuses, WebhookKind.Statuses, WebhookKind.Messages],
            lines.Select(line => line.Kind));
        Assert.StartsWith("Failed for …", lines[4].About, StringComparison.Ordinal);
        Assert.EndsWith("(131026)", lines[4].About, StringComparison.Ordinal);
        Assert.StartsWith("Message from …", lines[5].About, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain("447700", line.About, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, "ix_webhook_inbox_received"), InlineData(WebhookStanding.Done, null, "ix_webhook_inbox_received"), InlineData(WebhookStanding.Quarantine, WebhookKind.Statuses, "ix_webhook_inbox_quarantine")]
    [InlineData(WebhookStanding.Retried, null, "ix_webhook_inbox_retried"), InlineData(WebhookStanding.Waiting, null, "ix_webhook_inbox_due"), InlineData(null, WebhookKind.Templates, "ix_webhook_inbox_kind")]
    public void Each_filter_walks_an_index(WebhookStanding? standing, WebhookKind? kind, string index) =>
        Assert.Equal(index, WebhookWalk.For(new WebhookFilter(standing, kind)).Index);

    [Theory, Engines]
    public async Task A_rare_thing_is_looked_for_in_bounded_steps_until_it_is_found(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await connected.StoreAsync(Status("wamid.rare", number: "999"));
        connected.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await connected.StoreAsync(Status("wamid.many"));
        await MultiplyAsync(connected, WebhookInboxQuery.Window + 10);

        var query = connected.Portal.Get<WebhookInboxQuery>();
        var first = await query.ListAsync(Admin(connected), new WebhookFilter(PhoneNumberId: "999"), null, 50, CancellationToken.None);
        Assert.Empty(first.Lines);
        Assert.NotNull(first.LookedBackTo);
        var second = await query.ListAsync(Admin(connected), new WebhookFilter(PhoneNumberId: "999"), WebhookPosition.Parse(first.Next!.ToString()), 50, CancellationToken.None);
        Assert.Single(second.Lines);
        Assert.Equal((null, null), (second.Next, second.LookedBackTo));
        Assert.Equal(1_000, (await query.StateAsync(Admin(connected), CancellationToken.None)).Waiting);
    }

    [Fact]
    public void A_masked_body_keeps_shape_kinds_and_times_and_nothing_of_people()
    {
        foreach (var name in Samples.Names("messages").Concat(Samples.Names("templates")))
        {
            var masked = WebhookMask.Apply(Samples.Bytes(name))!;
            foreach (Match told in Personal().Matches(Encoding.UTF8.GetString(Samples.Bytes(name))))
                Assert.DoesNotContain(told.Groups[2].Value, masked, StringComparison.Ordinal);
        }

        var text = WebhookMask.Apply(Samples.Bytes("messages/in_text"))!;
        Assert.Contains("\"field\": \"messages\"", text, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"text\"", text, StringComparison.Ordinal);
        Assert.Matches("\"from\": \"••••[0-9]{4} \\(12 digits\\)\"", text);
        Assert.Matches("\"body\": \"•••• \\([0-9]+ characters\\)\"", text);
        Assert.Contains("•••• (a name of 12 characters)", WebhookMask.Apply("""{"447700900123":{"note":447700900123,"type":"call 447700900123"}}"""u8.ToArray())!, StringComparison.Ordinal);
        Assert.DoesNotContain("900123", WebhookMask.Apply("""{"447700900123":{"note":447700900123,"type":"call 447700900123","value":"Hello Ada"}}"""u8.ToArray())!, StringComparison.Ordinal);
        Assert.Null(WebhookMask.Apply("Call me on 447700900123"u8.ToArray()));
    }

    [Theory, Engines]
    public async Task As_it_came_is_for_those_who_may_see_numbers_and_each_look_is_on_record(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await connected.StoreAsync(Samples.Bytes("messages/in_text"));
        var id = (await connected.RowsAsync())[0].Id;
        var show = connected.Portal.Get<ShowWebhook>();
        await Assert.ThrowsAsync<AccessDeniedException>(() => show.RunAsync(Admin(connected), id, CancellationToken.None));
        var both = Admin(connected) with { Rights = Rights.Of([PortalRole.TenantAdmin, PortalRole.ComplianceOfficer]) };

        Assert.Equal(Encoding.UTF8.GetString(Samples.Bytes("messages/in_text")), (await show.RunAsync(both, id, CancellationToken.None)).Text);
        Assert.Null((await show.RunAsync(both, WebhookDeliveryId.New(), CancellationToken.None)).Text);
        for (var i = 1; i < ShowWebhook.MostInAnHour; i++)
            Assert.NotNull((await show.RunAsync(both, id, CancellationToken.None)).Text);
        Assert.True((await show.RunAsync(both, id, CancellationToken.None)).IsTooOften);
        connected.Portal.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.NotNull((await show.RunAsync(both, id, CancellationToken.None)).Text);

        var looks = await connected.Portal.Database.ReadAsync(
            connected.Portal.TenantId, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "webhook.shown").Select(e => new { e.Target, e.UserId }).ToListAsync(t), CancellationToken.None);
        Assert.Equal(ShowWebhook.MostInAnHour + 1, looks.Count);
        Assert.All(looks, look => Assert.Equal((id.Value.ToString(), both.UserId), (look.Target, look.UserId)));
    }

    // What the samples hold of people, by the names of the members.
    [GeneratedRegex("\"(from|to|wa_id|recipient_id|user_id|from_user_id|recipient_user_id|body|name|formatted_name|username|phone|email|caption|payload|filename|sha256|url|response_json|display_phone_number)\": ?\"([^\"]{5,})\"")]
    private static partial Regex Personal();

    private static Actor Admin(Connected connected) => connected.Portal.As(PortalRole.TenantAdmin);

    private static async Task<List<WebhookLine>> AllAsync(Connected connected, WebhookFilter filter)
    {
        var (query, lines, before) = (connected.Portal.Get<WebhookInboxQuery>(), new List<WebhookLine>(), (WebhookPosition?)null);
        do
        {
            var page = await query.ListAsync(Admin(connected), filter, before, 4, CancellationToken.None);
            Assert.True(page.Lines.Count <= 4);
            lines.AddRange(page.Lines);
            before = page.Next is null ? null : WebhookPosition.Parse(page.Next.ToString());
        }
        while (before is not null);
        Assert.Equal(lines.OrderByDescending(l => l.ReceivedAt).ThenByDescending(l => l.Id.Value).Select(l => l.Id), lines.Select(l => l.Id));
        Assert.Equal(lines.Count, lines.Select(l => l.Id).Distinct().Count());
        return lines;
    }

    // Copies of the newest row, each a millisecond later.
    private static Task MultiplyAsync(Connected connected, int count) => connected.Portal.Database.WriteAsync(connected.Portal.TenantId, (db, t) => (Task)db.ExecuteSqlAsync(
        $"""
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
        INSERT INTO webhook_inbox (tenant_id, id, account_id, received_at, body, kind, phone_number_id, state, attempts, next_attempt_at)
        SELECT tenant_id, {(db.IsPostgres ? "gen_random_uuid()" : "upper(substr(hex(randomblob(16)), 1, 8) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))")},
               account_id, received_at + n, body, kind, phone_number_id, state, attempts, next_attempt_at
        FROM webhook_inbox, numbers WHERE tenant_id = @tenant AND phone_number_id = @number
        """, t, ("@tenant", db.TenantId), ("@number", Connected.Number)), CancellationToken.None);
}
