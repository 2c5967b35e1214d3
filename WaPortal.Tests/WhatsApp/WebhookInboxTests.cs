using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class WebhookInboxTests
{
    [Theory, Engines]
    public async Task A_signed_webhook_is_stored_encrypted_before_it_is_answered(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);
        var body = Samples.Bytes("messages/status_sent_marketing");

        using var answer = await door.PostAsync(connected.Account.Value, body, Samples.Signatures()["messages/status_sent_marketing"]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = Assert.Single(await connected.RowsAsync());
        Assert.Equal(WebhookState.Waiting, row.State);
        Assert.Equal(-1, row.Body.AsSpan().IndexOf("whatsapp"u8));
        Assert.Equal(body, row.Open(await connected.Portal.Get<TenantKeys>().GetAsync(connected.Portal.TenantId, default)));
    }

    [Theory, Engines]
    public async Task Without_the_right_signature_nothing_is_kept_but_a_count(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);
        var refused = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "webhooks.refused" && instrument.Meter.Scope == connected.Portal.Get<IMeterFactory>())
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref refused, value));
        listener.Start();
        var body = Samples.Bytes("messages/in_text");

        foreach (var signature in new[] { null, "", "sha256=" + new string('0', 64), WebhookSignature.Sign(body, "another"), Samples.Signatures()["messages/in_text_stop"] })
        {
            using var answer = await door.PostAsync(connected.Account.Value, body, signature);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Empty(await connected.RowsAsync());
        Assert.Equal(5, refused);
    }

    [Theory, Engines]
    public async Task The_door_of_an_unknown_account_answers_not_found_to_everything(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);
        using var posted = await door.PostAsync(Guid.NewGuid(), "{}"u8.ToArray(), "sha256=00");
        using var asked = await door.GetAsync(Guid.NewGuid(), "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (posted.StatusCode, asked.StatusCode));
    }

    [Fact]
    public async Task The_handshake_echoes_the_challenge_as_plain_text_for_the_right_token()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await using var door = await Door.OpenAsync(connected);

        using var right = await door.GetAsync(connected.Account.Value, "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444");
        Assert.Equal("1158201444", await right.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", right.Content.Headers.ContentType?.MediaType);
        using var wrong = await door.GetAsync(connected.Account.Value, "hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1158201444");
        Assert.Equal((HttpStatusCode.Forbidden, ""), (wrong.StatusCode, await wrong.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_body_over_three_mebibytes_is_refused_and_one_just_under_is_not()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);
        var long1 = new byte[(3 * 1024 * 1024) + 1];
        var just = new byte[3 * 1024 * 1024];

        using var refused = await door.PostAsync(connected.Account.Value, long1, WebhookSignature.Sign(long1, Samples.AppSecret));
        using var taken = await door.PostAsync(connected.Account.Value, just, WebhookSignature.Sign(just, Samples.AppSecret));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Single(await connected.RowsAsync());
    }

    [Theory, Engines]
    public async Task Many_webhooks_at_once_share_few_commits_and_every_one_is_there(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            var body = Status($"wamid.{i}");
            using var answer = await door.PostAsync(connected.Account.Value, body, WebhookSignature.Sign(body, Samples.AppSecret));
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        var ring = await connected.Portal.Get<TenantKeys>().GetAsync(connected.Portal.TenantId, default);
        var stored = (await connected.RowsAsync()).Select(row => Encoding.UTF8.GetString(row.Open(ring))).ToHashSet();
        Assert.Equal(300, stored.Count);
    }

    [Theory, Engines]
    public async Task What_waits_when_the_writer_starts_is_committed_together(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        var waiting = Enumerable.Range(0, 100).Select(i => connected.StoreAsync(Status($"wamid.{i}"))).ToList();
        await Connected.UntilAsync(() => Task.FromResult(waiting.TrueForAll(one => !one.IsCompleted)));
        Assert.Empty(await connected.RowsAsync());

        await connected.RunAsync();

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal(100, (await connected.RowsAsync()).Count);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_answered_with_try_again_and_the_next_is_stored()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await connected.RunAsync();
        await using var door = await Door.OpenAsync(connected);
        var body = Status("wamid.1");
        await RenameAsync(connected, "webhook_inbox", "webhook_inbox_gone");

        using var refused = await door.PostAsync(connected.Account.Value, body, WebhookSignature.Sign(body, Samples.AppSecret));
        await RenameAsync(connected, "webhook_inbox_gone", "webhook_inbox");
        using var taken = await door.PostAsync(connected.Account.Value, body, WebhookSignature.Sign(body, Samples.AppSecret));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Single(await connected.RowsAsync());
    }

    [Fact]
    public async Task Once_the_portal_stops_webhooks_are_asked_to_come_again()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await connected.RunAsync();
        await connected.Portal.Get<WebhookInbox>().StopAsync(default);
        Assert.False(await connected.StoreAsync(Status("wamid.1")));
    }

    [Fact]
    public async Task The_door_stands_outside_the_allowed_addresses_by_its_mark_and_its_path()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        await using var door = await Door.OpenAsync(connected);
        Assert.All(door.Endpoints, endpoint =>
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<WebhookEndpointMetadata>());
            Assert.StartsWith(WebhookEndpointMetadata.Prefix, endpoint.RoutePattern.RawText, StringComparison.Ordinal);
        });
        Assert.Equal(2, door.Endpoints.Count);
    }

    internal static byte[] Status(string wamid, string status = "sent", string waba = Connected.Waba, string number = Connected.Number, long at = 1794800000) => Encoding.UTF8.GetBytes(
        $$$"""
        {"object":"whatsapp_business_account","entry":[{"id":"{{{waba}}}","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
          "metadata":{"display_phone_number":"15550142233","phone_number_id":"{{{number}}}"},
          "statuses":[{"id":"{{{wamid}}}","status":"{{{status}}}","timestamp":"{{{at}}}","recipient_id":"447700900123"}]}}]}]}
        """);

    private static Task RenameAsync(Connected connected, string from, string to) => connected.Portal.Database.WriteAsync(
        TenantId.None,
        (db, token) => (Task)db.ExecuteSqlAsync($"ALTER TABLE {from} RENAME TO {to}", token),
        default);
}
