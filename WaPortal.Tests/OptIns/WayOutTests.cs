using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>However the platform calls the person who wants no more: the number of the list is closed.</summary>
public sealed class WayOutTests
{
    private static readonly JsonElement Raw = JsonDocument.Parse("{}").RootElement;

    [Theory, Engines]
    public async Task A_marked_button_closes_what_it_says_whatever_its_label(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Tap("447700000001", "Nein danke", StopPayload.Of(ConsentPurpose.Marketing)));
        Assert.Equal([ConsentPurpose.Marketing], await ClosedAsync(portal, "+447700000001"));
        await HandleAsync(portal, Tap("447700000002", "Genug", StopPayload.Of(null)));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000002")).Count);
    }

    [Theory, Engines]
    public async Task A_person_who_hides_the_number_is_closed_by_the_user_id(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text("447700000001", "GB.1", "hello"));
        await HandleAsync(portal, Text(null, "GB.1", "STOP"));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
        Assert.Empty(await ClosedAsync(portal, "+447700000002"));
    }

    [Theory, Engines]
    public async Task A_stop_by_user_id_holds_for_the_number_that_becomes_known_later(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text(null, "GB.1", "STOP"));
        Assert.Empty(await ClosedAsync(portal, "+447700000001"));
        await HandleAsync(portal, Text("447700000001", "GB.1", "hello"));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
        await HandleAsync(portal, Text("447700000001", "GB.1", "hello again"));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
        Assert.Equal(2 + 1 + 3, (await portal.VerifyAsync()).Entries);
    }

    [Theory, Engines]
    public async Task A_new_user_id_is_the_same_person(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text("447700000001", "GB.1", "hello"));
        await HandleAsync(portal, new UserIdEvent("1", "2", portal.Clock.GetUtcNow()) { PreviousUserId = "GB.1", CurrentUserId = "GB.2" });
        await HandleAsync(portal, Text(null, "GB.2", "STOP"));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
    }

    [Theory, Engines]
    public async Task What_was_declined_under_the_old_user_id_alone_is_declined_under_the_new_one(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text(null, "GB.1", "STOP"));
        await HandleAsync(portal, new UserIdEvent("1", "2", portal.Clock.GetUtcNow()) { PreviousUserId = "GB.1", CurrentUserId = "GB.2" });
        await HandleAsync(portal, Text("447700000001", "GB.2", "hello"));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
    }

    [Theory, Engines]
    public async Task Who_moves_to_another_number_takes_the_opt_out_along_and_leaves_a_closed_one(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Tap("447700000001", "No offers", StopPayload.Of(ConsentPurpose.Marketing)));
        var moved = new InboundMessageEvent("1", "2", portal.Clock.GetUtcNow())
        {
            MessageId = "m",
            Type = "system",
            From = "447700000001",
            SystemType = "user_changed_number",
            NewWaId = "447700000009",
            NewUserId = "GB.9",
            Raw = Raw,
        };
        await HandleAsync(portal, moved);
        await HandleAsync(portal, moved);
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
        Assert.Equal([ConsentPurpose.Marketing], await ClosedAsync(portal, "+447700000009"));
        await HandleAsync(portal, Text(null, "GB.9", "STOP"));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000009")).Count);
    }

    [Theory, Engines]
    public async Task A_preference_of_a_person_without_a_number_closes_marketing(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text("447700000001", "GB.1", "hello"));
        await HandleAsync(portal, new UserPreferenceEvent("1", "2", portal.Clock.GetUtcNow()) { UserId = "GB.1", Category = "marketing_messages", Value = "stop" });
        Assert.Equal([ConsentPurpose.Marketing], await ClosedAsync(portal, "+447700000001"));
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+551187654321", "+5511987654321")]
    [InlineData("+525512345678", "+5215512345678")]
    [InlineData("+5215512345678", "+525512345678")]
    [InlineData("+541123456789", "+5491123456789")]
    [InlineData("+5491123456789", "+541123456789")]
    [InlineData("+551133334444", null)]
    [InlineData("+447700900123", null)]
    [InlineData("+52", null)]
    public void The_older_form_of_a_number_is_the_same_line(string number, string? other) =>
        Assert.Equal(other is null ? [number] : [number, other], NumberSpelling.Of(number));

    [Theory, Engines]
    public async Task A_stop_in_the_older_form_holds_for_a_list_that_comes_later(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await HandleAsync(portal, Text("551187654321", null, "SAIR"));
        await portal.ImportAsync(ImportFlow.Header + "+5511987654321,Ana,yes,2026-05-01T10:00:00Z,form\n");
        Assert.Equal(3, (await ClosedAsync(portal, "+5511987654321")).Count);
    }

    [Theory, Engines]
    public async Task Two_who_learn_the_same_alias_at_once_keep_it_once(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await HandleAsync(portal, Text(null, "GB.1", "STOP"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => HandleAsync(portal, Text("447700000001", "GB.1", $"hello {i}", $"w{i}")))));
        Assert.Equal(1, await portal.CountAsync<PersonAlias>());
        Assert.Equal(3, (await ClosedAsync(portal, "+447700000001")).Count);
        Assert.Equal(2 + 1 + 3, (await portal.VerifyAsync()).Entries);
    }

    private static InboundMessageEvent Tap(string from, string label, string payload) =>
        new("1", "2", DateTimeOffset.UnixEpoch.AddYears(57)) { MessageId = "tap" + from, Type = "button", From = from, Text = label, Payload = payload, Raw = Raw };

    private static InboundMessageEvent Text(string? from, string? user, string words, string? id = null) =>
        new("1", "2", DateTimeOffset.UnixEpoch.AddYears(57)) { MessageId = id ?? $"w{from}{user}{words}", Type = "text", From = from, FromUserId = user, Text = words, Raw = Raw };

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + "+447700000001,Ana,yes,2026-05-01T10:00:00Z,form\n+447700000002,Ben,yes,2026-05-01T10:00:00Z,form\n");
        return portal;
    }

    private static async Task HandleAsync(TestPortal portal, WebhookEvent webhookEvent)
    {
        await portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
        {
            foreach (var handler in portal.Services.GetServices<IWebhookHandler>().Where(h => h.Handles(webhookEvent)))
                await handler.HandleAsync(new WebhookBatch(db, [webhookEvent], new HashSet<string>(StringComparer.Ordinal)), t);
        }, CancellationToken.None);
    }

    private static async Task<List<ConsentPurpose>> ClosedAsync(TestPortal portal, string number)
    {
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), number, CancellationToken.None);
        return [.. (history?.States ?? []).Where(s => s.Choice == ConsentChoice.OptedOut).Select(s => s.Purpose).Order()];
    }
}
