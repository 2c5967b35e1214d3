using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;
using static WaPortal.Tests.WhatsApp.WebhookInboxTests;

namespace WaPortal.Tests.WhatsApp;

public sealed class ReplayWebhooksTests
{
    private readonly RecordingHandler _feature = new();

    [Theory, Engines]
    public async Task One_of_the_quarantine_is_processed_again_and_on_record(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        _feature.Spoils = _ => true;
        await connected.StoreAsync(Status("wamid.1"));
        await SpoilAsync(connected);
        var row = Assert.Single(await connected.RowsAsync());
        _feature.Spoils = _ => false;

        Assert.True(await connected.Portal.Get<ReplayWebhooks>().OneAsync(Admin(connected), row.Id, CancellationToken.None));
        Assert.False(await connected.Portal.Get<ReplayWebhooks>().OneAsync(Admin(connected), row.Id, CancellationToken.None));
        Assert.Equal(1, await connected.ProcessAsync());

        var after = Assert.Single(await connected.RowsAsync());
        Assert.Equal((WebhookState.Processed, null, 0, row.ReceivedAt), (after.State, after.Reason, after.Attempts, after.ReceivedAt));
        Assert.False(await connected.Portal.Get<ReplayWebhooks>().OneAsync(Admin(connected), row.Id, CancellationToken.None));
        Assert.Equal(1, await EventsAsync(connected, "webhook.replayed"));
        Assert.Equal(1, await EventsAsync(connected, "test.handled"));
    }

    [Theory, Engines]
    public async Task All_that_a_filter_finds_go_back_once_across_a_crash_and_what_cannot_be_handled_returns_to_quarantine(Engine engine)
    {
        await using var connected = await StartAsync(engine);
        for (var i = 0; i < 1_205; i++)
            await connected.StoreAsync(Status($"wamid.{i}", status: "unheard"));
        await connected.StoreAsync("no json"u8.ToArray());
        await RunOutAsync(connected);
        var replay = connected.Portal.Get<ReplayWebhooks>();
        var filter = new WebhookFilter(WebhookStanding.Quarantine, WebhookKind.Statuses, connected.Account, Connected.Number);
        connected.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var asked = connected.Portal.Clock.GetUtcNow();

        // Asked twice it stays one.
        Assert.Equal(await replay.AllAsync(Admin(connected), filter, CancellationToken.None), await replay.AllAsync(Admin(connected), filter, CancellationToken.None));
        Assert.Equal(1, await EventsAsync(connected, "webhook.replay-started"));

        // It ends after its first page, as if killed; meanwhile what it put back is tried and comes back.
        connected.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        using (var killed = new CancellationTokenSource())
        {
            using var watch = connected.Portal.Get<IPortalSignals>().Subscribe(connected.Portal.TenantId, topic =>
            {
                if (topic == ReplayWebhooks.Topic)
                    killed.Cancel();
            });
            var job = connected.Portal.Services.GetRequiredService<ReplayWebhooksJob>();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await job.RunAsync(connected.Portal.TenantId, (await replay.NewestAsync(Admin(connected), default))!.Id.Value, killed.Token));
        }

        Assert.Equal(1_000, (await connected.RowsAsync()).Count(row => row.State == WebhookState.Waiting));
        await RunOutAsync(connected);
        foreach (var unfinished in connected.Portal.Services.GetServices<Core.Jobs.IUnfinishedWork>().OfType<UnfinishedReplays>())
            await unfinished.ResumeAsync(CancellationToken.None);
        await connected.Portal.RunJobsAsync();
        Assert.Equal(205, (await connected.RowsAsync()).Count(row => row.State == WebhookState.Waiting));
        await RunOutAsync(connected);

        var line = (await replay.NewestAsync(Admin(connected), CancellationToken.None))!;
        Assert.Equal((1_205, true), (line.Done, line.EndedAt is not null));
        Assert.Equal(1, await EventsAsync(connected, "webhook.replay-finished"));
        var rows = await connected.RowsAsync();
        Assert.All(rows, row => Assert.Equal(WebhookState.Quarantined, row.State));
        Assert.Equal(1_205, rows.Count(row => row.SettledAt > asked));
        Assert.True(Assert.Single(rows, row => row.Kind == WebhookKind.Unknown).SettledAt < asked);
    }

    [Fact]
    public async Task Another_enterprise_can_put_nothing_back()
    {
        await using var connected = await StartAsync(Engine.Sqlite);
        await connected.StoreAsync("no json"u8.ToArray());
        await RunOutAsync(connected);
        var other = await connected.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        var stranger = connected.Portal.As(PortalRole.TenantAdmin, other.Id);
        Assert.False(await connected.Portal.Get<ReplayWebhooks>().OneAsync(stranger, (await connected.RowsAsync())[0].Id, CancellationToken.None));
        await connected.Portal.Get<ReplayWebhooks>().AllAsync(stranger, new WebhookFilter(WebhookStanding.Quarantine), CancellationToken.None);
        await connected.Portal.RunJobsAsync();
        Assert.Equal(WebhookState.Quarantined, (await connected.RowsAsync())[0].State);
    }

    private static Actor Admin(Connected connected) => connected.Portal.As(PortalRole.TenantAdmin);

    private async Task<Connected> StartAsync(Engine engine)
    {
        var connected = await Connected.StartAsync(engine, services => services.AddSingleton<IWebhookHandler>(_feature));
        await connected.RunAsync();
        return connected;
    }

    private static async Task RunOutAsync(Connected connected)
    {
        while (await connected.ProcessAsync() > 0)
        {
        }
    }

    private static async Task SpoilAsync(Connected connected)
    {
        for (var i = 0; i < WebhookProcessor.MostAttempts; i++)
        {
            await connected.ProcessAsync();
            connected.Portal.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    private static Task<int> EventsAsync(Connected connected, string name) => connected.Portal.Database.ReadAsync(
        connected.Portal.TenantId, (db, token) => db.Set<AuditEvent>().CountAsync(row => row.Event == name, token), default);
}
