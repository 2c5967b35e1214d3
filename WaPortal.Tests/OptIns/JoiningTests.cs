using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>Opt-ins by a message of the person.</summary>
public sealed class JoiningTests
{
    private static readonly JsonElement Raw = JsonDocument.Parse("{}").RootElement;
    private static readonly JoiningChoices Chosen = new(["JOIN", "Únete ya"], [ConsentPurpose.Marketing], [ConsentPurpose.Utility], "Joined");

    [Theory, Engines]
    public async Task A_word_opts_in_also_after_an_opt_out_and_a_first_message_only_where_nothing_is_known(Engine engine)
    {
        await using var portal = await StartAsync(engine, Chosen);
        await HandleAsync(portal, Message("447700900001", "¡unete YA!", 1), Message("447700900002", "When do you open?", 1), Message("447700900002", "Hello?", 2));
        Assert.Equal([(ConsentPurpose.Marketing, ConsentChoice.OptedIn)], await StatesAsync(portal, "+447700900001"));
        Assert.Equal([(ConsentPurpose.Utility, ConsentChoice.OptedIn)], await StatesAsync(portal, "+447700900002"));

        await HandleAsync(portal, Message("447700900001", "STOP", 3));
        await HandleAsync(portal, Message("447700900001", "Sorry, wrong button", 4));
        Assert.All(await StatesAsync(portal, "+447700900001"), s => Assert.Equal(ConsentChoice.OptedOut, s.Choice));
        await HandleAsync(portal, Message("447700900001", "join", 5));
        Assert.Contains((ConsentPurpose.Marketing, ConsentChoice.OptedIn), await StatesAsync(portal, "+447700900001"));
        Assert.Contains((ConsentPurpose.Utility, ConsentChoice.OptedOut), await StatesAsync(portal, "+447700900001"));

        var members = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<OptInListMember>().CountAsync(t), CancellationToken.None);
        Assert.Equal(2, members);
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), "+447700900002", CancellationToken.None);
        Assert.Equal(("first-message", "When do you open?", "w447700900002-1"), (history!.Entries[0].Evidence!.How, history.Entries[0].Evidence!.Wording, history.Entries[0].Evidence!.Proof));
    }

    [Theory, Engines]
    public async Task The_same_message_told_twice_or_an_older_one_after_a_stop_opens_nothing(Engine engine)
    {
        await using var portal = await StartAsync(engine, Chosen);
        await HandleAsync(portal, Message("447700900001", "JOIN", 1));
        await HandleAsync(portal, Message("447700900001", "STOP", 5));
        await HandleAsync(portal, Message("447700900001", "JOIN", 1));
        await HandleAsync(portal, Message("447700900001", "JOIN", 4, "other"));
        Assert.All(await StatesAsync(portal, "+447700900001"), s => Assert.Equal(ConsentChoice.OptedOut, s.Choice));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task Nothing_is_an_opt_in_unless_it_was_chosen(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await HandleAsync(portal, Message("447700900001", "JOIN", 1));
        Assert.Equal(0, (await portal.VerifyAsync()).Entries);
        Assert.Equal(0, await portal.CountAsync<OptInList>());
    }

    [Theory, Engines]
    public async Task First_messages_at_once_make_one_opt_in(Engine engine)
    {
        await using var portal = await StartAsync(engine, Chosen with { Words = [], WordPurposes = [] });
        await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Task.Run(() => HandleAsync(portal, Message("447700900001", "hi", i)))));
        Assert.Equal(1, (await portal.VerifyAsync()).Entries);
        Assert.Equal((1, 1), (await portal.CountAsync<OptInList>(), await portal.CountAsync<OptInListMember>()));
    }

    [Theory, Engines]
    public async Task A_name_of_a_list_is_kept_and_the_number_of_the_list_is_found_under_whatsapps_spelling(Engine engine)
    {
        await using var portal = await StartAsync(engine, Chosen);
        await portal.ImportAsync(ImportFlow.Header + "+5511987654321,Ana Lima,no,2026-05-01T10:00:00Z,form\n");
        await HandleAsync(portal, Message("551187654321", "join", 1) with { ProfileName = "xX_ana_Xx" });
        Assert.Contains((ConsentPurpose.Marketing, ConsentChoice.OptedIn), await StatesAsync(portal, "+5511987654321"));
        var contact = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Contact>().SingleAsync(t), CancellationToken.None);
        Assert.Equal("Ana Lima", contact.Name);
    }

    [Theory]
    [InlineData("STOP", "stop messages")]
    [InlineData("!!!", "no letter")]
    [InlineData("this is far too long a word for people to type it without a mistake", "longer than")]
    public async Task Words_that_cannot_work_are_refused(string word, string expected)
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var admin = portal.As(PortalRole.TenantAdmin);
        var problems = await portal.Get<ManageJoining>().SaveAsync(admin, Chosen with { Words = [word] }, CancellationToken.None);
        Assert.Contains(problems, p => p.Contains(expected, StringComparison.Ordinal));
        Assert.Single(await portal.Get<ManageJoining>().SaveAsync(admin, Chosen with { WordPurposes = [] }, CancellationToken.None));
        Assert.Single(await portal.Get<ManageJoining>().SaveAsync(admin, Chosen with { ListName = " " }, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ManageJoining>().SaveAsync(portal.Marketer, Chosen, CancellationToken.None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => portal.Get<ManageJoining>().SaveAsync(admin, Chosen, CancellationToken.None));
    }

    private static InboundMessageEvent Message(string from, string text, int minute, string? id = null) => new("1", "2", DateTimeOffset.UnixEpoch.AddYears(56).AddMonths(9).AddMinutes(minute))
    {
        MessageId = id ?? FormattableString.Invariant($"w{from}-{minute}"),
        Type = "text",
        From = from,
        Text = text,
        Raw = Raw,
    };

    private static async Task<TestPortal> StartAsync(Engine engine, JoiningChoices choices)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.Database.WriteAsync(portal.TenantId, (db, _) =>
        {
            var rules = JoiningRules.Create(portal.TenantId);
            rules.Choose(choices, "test", portal.Clock.GetUtcNow());
            db.Add(rules);
            return Task.CompletedTask;
        }, CancellationToken.None);
        return portal;
    }

    private static Task HandleAsync(TestPortal portal, params InboundMessageEvent[] messages) => portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
    {
        foreach (var handler in portal.Services.GetServices<IWebhookHandler>())
        {
            if (messages.Where(m => handler.Handles(m)).ToList() is { Count: > 0 } mine)
                await handler.HandleAsync(new WebhookBatch(db, mine, new HashSet<string>(StringComparer.Ordinal)), t);
        }
    }, CancellationToken.None);

    private static async Task<List<(ConsentPurpose Purpose, ConsentChoice Choice)>> StatesAsync(TestPortal portal, string number)
    {
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), number, CancellationToken.None);
        return [.. (history?.States ?? []).Select(s => (s.Purpose, s.Choice)).Order()];
    }
}
