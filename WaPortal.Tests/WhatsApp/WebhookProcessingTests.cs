using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;
using static WaPortal.Tests.WhatsApp.WebhookInboxTests;

namespace WaPortal.Tests.WhatsApp;

public sealed class WebhookProcessingTests
{
    private readonly RecordingHandler _feature = new();

    [Theory, Engines]
    public async Task Waiting_webhooks_are_handled_as_one_batch_and_told_about_after_the_commit(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        var told = new List<string>();
        using var subscription = connected.Portal.Get<IPortalSignals>().Subscribe(connected.Portal.TenantId, told.Add);
        for (var i = 0; i < 5; i++)
            Assert.True(await connected.StoreAsync(Status($"wamid.{i}")));

        Assert.Equal(5, await connected.ProcessAsync());
        Assert.Equal(0, await connected.ProcessAsync());

        Assert.Equal(["wamid.0", "wamid.1", "wamid.2", "wamid.3", "wamid.4"], Assert.Single(_feature.Batches).Cast<MessageStatusEvent>().Select(e => e.MessageId));
        Assert.All(await connected.RowsAsync(), row => Assert.Equal((WebhookState.Processed, null), (row.State, row.Reason)));
        Assert.Equal(5, await HandledAsync(connected));
        Assert.Equal(["test"], told);
    }

    [Theory, Engines]
    public async Task The_worker_handles_what_comes_in_by_itself(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine, services => services.AddSingleton<IWebhookHandler>(_feature));
        await connected.RunAsync(worker: true);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => connected.StoreAsync(Status($"wamid.{i}"))));

        await Connected.UntilAsync(async () => (await connected.RowsAsync()).TrueForAll(row => row.State == WebhookState.Processed));
        Assert.Equal(50, await HandledAsync(connected));
    }

    [Theory, Engines]
    public async Task What_a_dead_process_stored_is_handled_once_by_the_next(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        await connected.StoreAsync(Status("wamid.1"));

        // It dies within the transaction, after the feature has written and before the commit.
        _feature.Spoils = _ => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(() => connected.ProcessAsync());
        Assert.Equal(0, await HandledAsync(connected));
        _feature.Spoils = _ => false;

        await connected.RunAsync(worker: true);
        await Connected.UntilAsync(async () => (await connected.RowsAsync()).TrueForAll(row => row.State == WebhookState.Processed));
        Assert.Equal(1, await HandledAsync(connected));
    }

    [Theory, Engines]
    public async Task Two_workers_at_once_handle_each_webhook_once(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => connected.StoreAsync(Status($"wamid.{i}"))));

        var settled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => connected.ProcessAsync()));

        Assert.Equal(40, settled.Sum());
        Assert.Equal(40, await HandledAsync(connected));
    }

    [Theory, Engines]
    public async Task One_webhook_that_cannot_be_handled_does_not_hold_up_the_others(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        _feature.Spoils = e => e is MessageStatusEvent { MessageId: "wamid.bad" };
        await connected.StoreAsync(Status("wamid.1"));
        await connected.StoreAsync(Status("wamid.bad"));
        await connected.StoreAsync(Status("wamid.2"));

        await connected.ProcessAsync();

        var rows = await connected.RowsAsync();
        Assert.Equal([WebhookState.Processed, WebhookState.Waiting, WebhookState.Processed], rows.Select(row => row.State));
        Assert.Equal(1, rows[1].Attempts);
        Assert.Equal(2, await HandledAsync(connected));

        // Its pauses grow; what heals meanwhile is handled after all.
        Assert.Equal(0, await connected.ProcessAsync());
        _feature.Spoils = _ => false;
        connected.Portal.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await connected.ProcessAsync());
        Assert.Equal(3, await HandledAsync(connected));
    }

    [Theory, Engines]
    public async Task A_webhook_that_keeps_failing_ends_in_quarantine_without_the_words_of_the_fault(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        _feature.Spoils = _ => true;
        await connected.StoreAsync(Status("wamid.bad"));

        var rounds = 0;
        while ((await connected.RowsAsync())[0].State == WebhookState.Waiting)
        {
            Assert.True(++rounds <= WebhookProcessor.MostAttempts);
            await connected.ProcessAsync();
            connected.Portal.Clock.Advance(TimeSpan.FromHours(1));
        }

        var row = Assert.Single(await connected.RowsAsync());
        Assert.Equal((WebhookState.Quarantined, 5, 5), (row.State, row.Attempts, rounds));
        Assert.Equal("handling it failed 5 times (InvalidDataException)", row.Reason);
        Assert.Equal(0, await HandledAsync(connected));
    }

    [Theory, Engines]
    public async Task Events_of_others_old_statuses_and_unknown_kinds_go_to_quarantine(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        var other = await connected.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        await Connected.ConnectAsync(connected.Portal, other.Id, "104775518822330", "999");
        var now = connected.Portal.Clock.GetUtcNow();
        await connected.StoreAsync(Status("wamid.1", waba: "104775518822330"));
        await connected.StoreAsync(Status("wamid.2", number: "999"));
        await connected.StoreAsync(Status("wamid.3", at: now.AddDays(-8).AddMinutes(-1).ToUnixTimeSeconds()));
        await connected.StoreAsync(Status("wamid.4", at: now.AddDays(-8).AddMinutes(1).ToUnixTimeSeconds()));
        await connected.StoreAsync(Status("wamid.5", status: "warning"));
        await connected.StoreAsync("not json"u8.ToArray());

        await connected.ProcessAsync();

        Assert.Equal(
            [
                "it is about a business account that is not connected here",
                "it is about a phone number that is not registered here",
                "a status is older than 8 days",
                null,
                "\"warning\" is not a status that this version knows",
                "the body is not JSON, too deep, or names something twice",
            ],
            (await connected.RowsAsync()).Select(row => row.Reason));
        Assert.Equal("wamid.4", Assert.IsType<MessageStatusEvent>(Assert.Single(Assert.Single(_feature.Batches))).MessageId);
        Assert.Empty(await connected.RowsAsync(other.Id));
    }

    [Theory, Engines]
    public async Task What_can_be_handled_of_a_body_is_handled_though_the_rest_is_in_quarantine(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        await connected.StoreAsync("""
            {"object":"whatsapp_business_account","entry":[
             {"id":"318820045567001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"220914455300871"},"messages":[{"id":"wamid.in","from":"447700900123","timestamp":"1794800000","type":"text","text":{"body":"STOP"}}]}}]},
             {"id":"318820045567001","changes":[{"field":"brand_new","value":{}}]}]}
            """u8.ToArray());

        await connected.ProcessAsync();

        Assert.Equal("STOP", Assert.IsType<InboundMessageEvent>(Assert.Single(Assert.Single(_feature.Batches))).Text);
        var row = Assert.Single(await connected.RowsAsync());
        Assert.Equal((WebhookState.Quarantined, "\"brand_new\" is not a field that this version knows"), (row.State, row.Reason));
    }

    [Theory, Engines]
    public async Task The_same_webhook_twice_reaches_the_features_twice_and_each_is_settled(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        var body = Status("wamid.1");
        await Task.WhenAll(connected.StoreAsync(body), connected.StoreAsync(body));

        Assert.Equal(2, await connected.ProcessAsync());

        Assert.Equal(2, Assert.Single(_feature.Batches).Count);
        Assert.All(await connected.RowsAsync(), row => Assert.Equal(WebhookState.Processed, row.State));
    }

    [Theory, Engines]
    public async Task Every_sample_of_the_account_passes_through(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        _feature.Wants = _ => true;
        var names = Samples.Names("messages").Where(name => !name.EndsWith("in_text_legacy_no_bsuid", StringComparison.Ordinal)).ToList();
        await Task.WhenAll(names.Select(name => connected.StoreAsync(Samples.Bytes(name))));

        Assert.Equal(names.Count, await connected.ProcessAsync());

        // One of the samples is from before October 2026.
        Assert.Equal(["a status is older than 8 days"], (await connected.RowsAsync()).Where(row => row.State != WebhookState.Processed).Select(row => row.Reason));
    }

    [Theory, Engines]
    public async Task Limits_speed_and_name_of_a_number_follow_the_platform(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        await connected.StoreAsync(Samples.Bytes("messages/business_capability_update_v24"));
        await connected.ProcessAsync();
        Assert.Equal(("TIER_2K", 80), await NumberAsync());

        await connected.StoreAsync(Samples.Bytes("messages/phone_number_quality_update_throughput"));
        await connected.ProcessAsync();
        Assert.Equal(("TIER_UNLIMITED", 1000), await NumberAsync());

        async Task<(string?, int)> NumberAsync()
        {
            var number = await connected.Portal.Database.ReadAsync(connected.Portal.TenantId, (db, token) => db.Set<SenderNumber>().SingleAsync(token), default);
            return (number.Tier, number.ThroughputPerSecond);
        }
    }

    private async Task<Connected> StartAsync(Engine engine)
    {
        var connected = await Connected.StartAsync(engine, services => services.AddSingleton<IWebhookHandler>(_feature));
        await connected.RunAsync();
        return connected;
    }

    private static Task<int> HandledAsync(Connected connected) => connected.Portal.Database.ReadAsync(
        connected.Portal.TenantId, (db, token) => db.Set<AuditEvent>().CountAsync(row => row.Event == "test.handled", token), default);
}
