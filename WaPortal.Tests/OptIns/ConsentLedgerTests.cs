using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ConsentLedgerTests
{
    [Theory, Engines]
    public async Task The_database_refuses_to_change_or_delete_an_entry(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        foreach (var sql in new[] { "UPDATE consent_ledger SET kind = 'opt-out' WHERE seq = 1", "DELETE FROM consent_ledger WHERE seq = 1" })
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => RawAsync(portal, sql));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task Every_way_of_tampering_is_found(Engine engine)
    {
        (string Sql, string Break)[] ways =
        [
            ("UPDATE consent_ledger SET kind = 'opt-out' WHERE seq = 3", "3 changed"),
            ("UPDATE consent_ledger SET recorded_at = recorded_at + 1 WHERE seq = 3", "3 changed"),
            ("UPDATE consent_ledger SET actor = 'nobody' WHERE seq = 1", "1 changed"),
            ("UPDATE consent_ledger SET evidence = (SELECT evidence FROM consent_ledger WHERE seq = 4) WHERE seq = 3", "3 evidence changed"),
            ("DELETE FROM consent_ledger WHERE seq = 3", "3 missing"),
            ("DELETE FROM consent_ledger WHERE seq >= 4", "4 cut off"),
            ("UPDATE consent_chain_heads SET chain_hash = (SELECT chain_hash FROM consent_ledger WHERE seq = 2)", "5 head changed"),
            ("UPDATE consent_ledger SET chain_hash = (SELECT chain_hash FROM consent_ledger WHERE seq = 2) WHERE seq = 3", "3 changed, 4 forked"),
        ];
        foreach (var (sql, expected) in ways)
        {
            await using var portal = await FilledAsync(engine);
            await RawAsync(portal, engine == Engine.Postgres
                ? "DROP TRIGGER consent_ledger_no_change ON consent_ledger"
                : "DROP TRIGGER consent_ledger_no_update; DROP TRIGGER consent_ledger_no_delete");
            await RawAsync(portal, sql);
            Assert.Equal(expected, string.Join(", ", (await portal.VerifyAsync()).Breaks.Select(b => $"{b.Seq} {b.Kind}")));
        }
    }

    [Theory, Engines]
    public async Task Sixteen_writers_at_once_make_one_chain_without_gaps(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => ImportJobTests.OptOutAsync(portal, FormattableString.Invariant($"+4477000000{i:00}"), portal.Clock.GetUtcNow()))));
        var verification = await portal.VerifyAsync();
        Assert.Equal((16, 0), (verification.Entries, verification.Breaks.Count));
    }

    [Theory, Engines]
    public async Task The_same_stop_is_recorded_once_and_closes_everything(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        Assert.True(await ImportJobTests.OptOutAsync(portal, "+447700000001", portal.Clock.GetUtcNow(), "wamid:1"));
        Assert.False(await ImportJobTests.OptOutAsync(portal, "+447700000001", portal.Clock.GetUtcNow(), "wamid:1"));
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), "07700 000001", CancellationToken.None);
        Assert.Equal(["opt-out", "opt-in:marketing"], history!.Entries.Select(e => e.Kind));
        Assert.Equal(3, history.States.Count);
        Assert.All(history.States, s => Assert.Equal(ConsentChoice.OptedOut, s.Choice));
        Assert.Equal("STOP", history.Entries[0].Evidence!.Wording);
        Assert.Equal("form", history.Entries[1].Evidence!.Source);
        Assert.Equal("+44 •••• ••0001", history.Phone);
        Assert.Null(history.Entries[0].Evidence!.Phone);
    }

    [Theory, Engines]
    public async Task An_append_that_is_undone_leaves_no_trace(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
        {
            await portal.Get<OptOuts>().RecordAsync(db, "+447700000001", "inbound", "STOP", portal.Clock.GetUtcNow(), "wamid:9", null, t);
            throw new InvalidOperationException();
        }, CancellationToken.None));
        Assert.Equal(5, (await portal.VerifyAsync()).Entries);
        Assert.True(await ImportJobTests.OptOutAsync(portal, "+447700000001", portal.Clock.GetUtcNow(), "wamid:9"));
    }

    [Theory]
    [InlineData("STOP", true)]
    [InlineData(" Stop! ", true)]
    [InlineData("No más ofertas", true)]
    [InlineData("Arrêt", true)]
    [InlineData("إيقاف", true)]
    [InlineData("please don't stop", false)]
    [InlineData("", false)]
    public void Only_a_whole_message_is_a_stop_word(string text, bool isStop) => Assert.Equal(isStop, StopWords.IsStop(text));

    [Fact]
    public void Stops_are_found_in_messages_preferences_and_errors_and_a_resume_is_none()
    {
        var at = DateTimeOffset.UnixEpoch;
        var raw = System.Text.Json.JsonDocument.Parse("{}").RootElement;
        Assert.Equal("+447700900201", InboundStops.Find(new InboundMessageEvent("1", "2", at) { MessageId = "w", Type = "button", From = "447700900201", Text = "Stop promotions", Raw = raw })!.E164);
        Assert.Null(InboundStops.Find(new InboundMessageEvent("1", "2", at) { MessageId = "w", Type = "text", From = "447700900201", Text = "hello", Raw = raw }));
        Assert.Null(InboundStops.Find(new InboundMessageEvent("1", "2", at) { MessageId = "w", Type = "button", From = "447700900201", Text = "Yes", Payload = "waportal", Raw = raw }));
        Assert.NotNull(InboundStops.Find(new UserPreferenceEvent("1", "2", at) { WaId = "447700900201", Category = "marketing_messages", Value = "stop" }));
        Assert.Null(InboundStops.Find(new UserPreferenceEvent("1", "2", at) { WaId = "447700900201", Category = "marketing_messages", Value = "resume" }));
        Assert.NotNull(InboundStops.Find(new MessageStatusEvent("1", "2", at) { MessageId = "w", Status = MessageStatus.Failed, RecipientId = "447700900201", Errors = [new WhatsAppError(131050, null, 400, "", null, null, null, null)] }));
    }

    [Theory, Engines]
    public async Task A_stop_that_comes_twice_by_webhook_closes_once(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var handler = portal.Services.GetServices<IWebhookHandler>().OfType<InboundStopHandler>().Single();
        var raw = System.Text.Json.JsonDocument.Parse("{}").RootElement;
        var stop = new InboundMessageEvent("1", "2", portal.Clock.GetUtcNow()) { MessageId = "w1", Type = "text", From = "447700000002", Text = "Stop", Raw = raw };
        for (var time = 0; time < 2; time++)
        {
            await portal.Database.WriteAsync(
                portal.TenantId, (db, t) => handler.HandleAsync(new WebhookBatch(db, [stop, stop], new HashSet<string>()), t), CancellationToken.None);
        }

        Assert.Equal(6, (await portal.VerifyAsync()).Entries);
        Assert.Equal(1, (await portal.StatesAsync())[ConsentChoice.OptedOut]);
    }

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        return portal;
    }

    private static Task<int> RawAsync(TestPortal portal, string sql) =>
        portal.Database.WriteAsync(portal.TenantId, (db, t) => db.ExecuteSqlAsync(sql, t), CancellationToken.None);
}
