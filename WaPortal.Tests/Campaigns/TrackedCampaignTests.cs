using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Campaigns;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>A campaign whose links count clicks, from its draft to what follows from them.</summary>
public sealed class TrackedCampaignTests
{
    private const string List =
        "phone,name,opt_in,opt_in_at,source\n+447700900001,Ada,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,yes,2026-05-01T10:00:00Z,form\n+447700900003,Cleo,yes,2026-05-01T10:00:00Z,form\n";

    private const string Target = "https://shop.example/lamps?utm_source=whatsapp";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Each_message_carries_a_link_of_its_own_and_clicks_stand_wherever_people_are_counted(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List, Address);
        var id = await DraftAsync(scene, Target);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        var messages = await scene.MessagesAsync(id);
        Assert.Equal(3, messages.Count(m => m.State == MessageState.Accepted));
        await DeliverAsync(scene, messages);
        var keys = await scene.Portal.Get<TenantKeys>().GetAsync(scene.Portal.TenantId, None);
        var links = messages.Select(m => (string)MessagePayload.Decrypt(keys, m.Id, m.Payload!).Components[0]["parameters"]![0]!["text"]!).ToList();
        Assert.Equal(3, links.Distinct(StringComparer.Ordinal).Count());

        await OpenAsync(scene, links[0], 2);
        await OpenAsync(scene, links[1], 1);

        var queries = scene.Portal.Get<CampaignQueries>();
        var detail = (await queries.DetailAsync(scene.Marketer, id, None))!;
        Assert.Equal([new CampaignLink("body.name", Target, 2, 3)], detail.Links);
        Assert.Equal(2, detail.Clicked);
        var clicked = await queries.RecipientsAsync(scene.Marketer, id, [], null, null, true, null, 10, None);
        Assert.Equal(messages.Take(2).Select(m => m.Id.Value).Order(), clicked.Select(r => r.Id.Value).Order());
        Assert.Equal(2, Assert.Single(await scene.Portal.Get<CompareCampaigns>().RunAsync(scene.Marketer, [id], None)).Clicked);

        Assert.Equal(2, await PeopleAsync(scene, id, FollowUpGroup.Clicked));
        Assert.Equal(1, await PeopleAsync(scene, id, FollowUpGroup.NotClicked));

        var officer = scene.Portal.As(PortalRole.ComplianceOfficer);
        var person = await scene.Portal.Database.ReadAsync(
            scene.Portal.TenantId, (db, t) => db.Set<ConsentSubject>().Where(s => s.PhoneId == messages[0].PhoneId).Select(s => s.Id).FirstAsync(t), None);
        var sent = Assert.Single(await scene.Portal.Get<MessagesOfPersonQuery>().RunAsync(officer, person, 10, None));
        Assert.Equal((Target, 2), (Assert.Single(sent.Opened).Target, sent.Opened[0].Times));
    }

    [Theory, Engines]
    public async Task A_test_leads_on_as_it_was_sent_and_counts_for_no_campaign(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List, Address);
        var id = await DraftAsync(scene, "https://shop.example/first");
        Assert.Null(await scene.Portal.Get<ManageTestPeople>().AddAsync(scene.Portal.As(PortalRole.TenantAdmin), "+447700900001", None));
        var to = (await scene.Portal.Get<ManageTestPeople>().ListAsync(scene.Marketer, None))[0].Id;
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<SendTest>().RunAsync(scene.Marketer, id, to, "en_GB", new Dictionary<string, string>(), None));
        await scene.RunAsync(2);
        var keys = await scene.Portal.Get<TenantKeys>().GetAsync(scene.Portal.TenantId, None);
        var test = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Message>().SingleAsync(t), None);
        var link = (string)MessagePayload.Decrypt(keys, test.Id, test.Payload!).Components[0]["parameters"]![0]!["text"]!;

        var draft = CampaignForm.From(await scene.RowAsync(id), "Europe/London").ToDraft();
        draft = draft with { Mapping = new CampaignMapping([new VariableMapping("body.name", ValueSource.TrackedLink, Target, null)], "en_GB") };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, None));
        Assert.Equal("https://shop.example/first", (await scene.Portal.Get<FollowLink>().FindAsync(link[Prefix.Length..], None))!.Target);
        await OpenAsync(scene, link, 1);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Equal([new CampaignLink("body.name", Target, 0, 0)], (await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, id, None))!.Links);
    }

    [Theory, Engines]
    public async Task Whoever_is_erased_keeps_no_link_that_leads_on_and_no_click_that_is_theirs(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List, Address);
        var id = await DraftAsync(scene, Target);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        var ada = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Contact>().OrderBy(c => c.Name).FirstAsync(t), None);
        var message = (await scene.MessagesAsync(id)).Single(m => m.ContactId == ada.Id.Value);
        var keys = await scene.Portal.Get<TenantKeys>().GetAsync(scene.Portal.TenantId, None);
        var link = (string)MessagePayload.Decrypt(keys, message.Id, message.Payload!).Components[0]["parameters"]![0]!["text"]!;
        await OpenAsync(scene, link, 1);

        await EraseAsync(scene, "+447700900001");
        Assert.Null(await scene.Portal.Get<FollowLink>().FindAsync(link[Prefix.Length..], None));
        var left = (await scene.MessagesAsync(id)).Single(m => m.Id == message.Id);
        Assert.NotEqual(Convert.ToHexString(message.PhoneId), Convert.ToHexString(left.PhoneId));
        // The count stays what it was, as nobody's.
        Assert.Equal(1, (await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, id, None))!.Clicked);
    }

    [Theory, Engines]
    public async Task A_target_that_is_none_and_a_button_that_leads_elsewhere_stop_the_start(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List, Address);
        async Task<string> ProblemAsync(string target) =>
            Assert.Single((await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, await DraftAsync(scene, target), None))!.Problems, p => p.Field == "Mapping").Message;
        Assert.StartsWith("body.name: Write a whole address", await ProblemAsync("http://shop.example"), StringComparison.Ordinal);
        Assert.StartsWith("body.name: This is an address of the portal itself", await ProblemAsync("https://m.example/u/x"), StringComparison.Ordinal);
        var content = new TemplateContent { Body = "Hello", Buttons = [new TemplateButton(ButtonKind.Url, "Shop", "https://shop.example/{{1}}")] };
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET approved_json = @json", t, ("@json", content.ToJson())), None);
        var id = await DraftAsync(scene, Target, "button0.1");
        var problems = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, None))!.Problems;
        Assert.Contains(problems, p => p.Field == "Mapping" && p.Message.EndsWith("the button's address has to be https://m.example/r/{{1}}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_portal_has_no_public_address_any_more_the_review_says_so()
    {
        await using var scene = await CampaignScene.StartAsync(Engine.Sqlite, List);
        var problems = (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, await DraftAsync(scene, Target), None))!.Problems;
        Assert.Contains(problems, p => p.Message.Contains("no public address", StringComparison.Ordinal));
    }

    private const string Prefix = "https://m.example/r/";

    private static readonly (string Key, string? Value) Address = ("Unsubscribe:Address", "https://m.example");

    private static async Task<CampaignId> DraftAsync(CampaignScene scene, string target, string place = "body.name")
    {
        var id = await scene.DraftAsync();
        var draft = CampaignForm.From(await scene.RowAsync(id), "Europe/London").ToDraft() with { Mapping = new CampaignMapping([new VariableMapping(place, ValueSource.TrackedLink, target, null)], "en_GB") };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, None));
        return id;
    }

    private static async Task<int> PeopleAsync(CampaignScene scene, CampaignId of, FollowUpGroup group) =>
        (await scene.Portal.Get<ManageSegments>().CountAsync(scene.Marketer, FollowUpCampaign.Match(of, group), None)).Sample.Count;

    private static Task DeliverAsync(CampaignScene scene, IEnumerable<Message> messages) => scene.Portal.Database.WriteAsync(scene.Portal.TenantId, async (db, t) =>
    {
        var told = messages.Select(m => (WebhookEvent)new MessageStatusEvent("1001", "2001", scene.Portal.Clock.GetUtcNow()) { MessageId = m.Wamid!, Status = MessageStatus.Delivered, Errors = [] }).ToList();
        foreach (var handler in scene.Portal.Services.GetServices<IWebhookHandler>().Where(h => h.Handles(told[0])))
            await handler.HandleAsync(new WebhookBatch(db, told, new HashSet<string>(StringComparer.Ordinal)), t);
    }, None);

    private static async Task EraseAsync(CampaignScene scene, string number)
    {
        var officer = await scene.Portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var request = await ErasureTests.ReadyRequestAsync(scene.Portal, officer, RequestKind.Erasure, number);
        Assert.IsType<RequestResult.Done>(await scene.Portal.Get<HandleRequests>().EraseAsync(officer, request, false, "Asked to", None));
        for (var i = 0; i < 10; i++)
        {
            await scene.Portal.RunJobsAsync();
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private static async Task OpenAsync(CampaignScene scene, string link, int times)
    {
        Assert.StartsWith(Prefix, link, StringComparison.Ordinal);
        for (var i = 0; i < times; i++)
            scene.Portal.Get<ClickCounter>().Note((await scene.Portal.Get<FollowLink>().FindAsync(link[Prefix.Length..], None))!);
        Assert.True(await scene.Portal.Get<ClickCounter>().FlushAsync(None));
    }
}
