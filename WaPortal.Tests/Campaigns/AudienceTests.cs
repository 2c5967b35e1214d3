using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>Campaigns that take their people from lists and segments and leave some out.</summary>
public sealed class AudienceTests
{
    private const string List =
        "phone,name,language,opt_in,opt_in_at,source,tags\n"
        + "+447400123401,Ann One,en_GB,yes,2026-11-01T10:00:00Z,form,vip\n"
        + "+447400123402,Ben Two,en_GB,yes,2026-05-01T10:00:00Z,form,vip|staff\n"
        + "+447400123403,Cat Three,en_GB,yes,2026-05-01T10:00:00Z,form,\n"
        + "+447400123404,Dan Four,en_GB,no,2026-05-01T10:00:00Z,form,vip\n";

    private const string Second =
        "phone,name,language,opt_in,opt_in_at,source,tags\n"
        + "+447400123401,Ann One,en_GB,yes,2026-11-01T10:00:00Z,form,\n"
        + "+447400123405,Eve Five,en_GB,yes,2026-11-01T10:00:00Z,form,\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Everybody_gets_it_once_however_many_ways_they_were_chosen_and_who_is_left_out_does_not(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        await scene.Portal.ImportAsync(Second, "Second");
        var second = (await scene.Portal.Get<OptInListsQuery>().ListAsync(scene.Marketer, None)).Single(l => l.Name == "Second").Id.Value;
        var (vips, staff) = (await SegmentAsync(scene, "vip"), await SegmentAsync(scene, "staff"));
        var id = await DraftAsync(scene, new AudienceChoice([second], [vips.Value], [], [staff.Value]));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        // Ann by both ways, Eve by the list; Dan has opted out, Ben is left out, Cat was never meant.
        Assert.Equal(["Ann One:True", "Dan Four:False", "Eve Five:True"], await OutcomesAsync(scene, id));
    }

    [Theory, Engines]
    public async Task A_segment_is_written_out_at_the_start_and_what_becomes_of_it_changes_nothing(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var vips = await SegmentAsync(scene, "vip");
        var id = await DraftAsync(scene, new AudienceChoice([], [vips.Value], [], []));
        Assert.Contains("the campaign Autumn", await scene.Portal.Get<ManageSegments>().UsesAsync(scene.Marketer, vips, None));
        Assert.Contains("Autumn", Assert.IsType<SegmentResult.Refused>(await scene.Portal.Get<ManageSegments>().DeleteAsync(scene.Marketer, vips, None)).Problems[0], StringComparison.Ordinal);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Empty(await scene.Portal.Get<ManageSegments>().UsesAsync(scene.Marketer, vips, None));
        Assert.IsType<SegmentResult.Done>(await scene.Portal.Get<ManageSegments>().DeleteAsync(scene.Marketer, vips, None));
        Assert.Equal(["Ann One:True", "Ben Two:True", "Dan Four:False"], await OutcomesAsync(scene, id));
        Assert.NotNull((await scene.RowAsync(id)).FrozenAudience);
    }

    [Theory, Engines]
    public async Task Without_its_segment_a_campaign_does_not_start(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var vips = await SegmentAsync(scene, "vip");
        var id = await DraftAsync(scene, new AudienceChoice([scene.List], [], [], [vips.Value]));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => db.Set<Segment>().ExecuteDeleteAsync(t), None);
        await scene.RunAsync();
        Assert.Equal(CampaignState.Cancelled, (await scene.RowAsync(id)).State);
        Assert.Empty(await scene.MessagesAsync(id));
        Assert.Empty(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task Nobody_chosen_and_only_people_left_out_is_nobody(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var vips = await SegmentAsync(scene, "vip");
        var id = await DraftAsync(scene, new AudienceChoice([], [], [], [vips.Value]));
        Assert.Contains("Choose an opt-in list or a segment.", Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id)).Problems.Select(p => p.Message));
    }

    [Theory, Engines]
    public async Task What_an_earlier_campaign_did_can_be_asked(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var first = await DraftAsync(scene, new AudienceChoice([], [(await SegmentAsync(scene, "vip")).Value], [], []));
        await scene.ScheduleAsync(first);
        await scene.RunAsync();
        Assert.Equal(2, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, first.Value)));
        Assert.Equal(2, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, Days: 1)));
        Assert.Equal(0, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Read, first.Value)));
        Assert.Equal(0, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, Guid.NewGuid())));
        Assert.Equal(2, await CountAsync(scene, new SegmentGroup(GroupKind.None, [new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, Days: 1)])));
        Assert.Equal(0, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Answered, first.Value)));
        await AnswerAsync(scene, (await scene.MessagesAsync(first)).First(m => m.State == MessageState.Accepted));
        Assert.Equal(1, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Answered, first.Value)));
        Assert.Equal(0, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Answered, Guid.NewGuid())));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await CountAsync(scene, new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, Days: 1)));
    }

    private static Task AnswerAsync(CampaignScene scene, Message message) => scene.Portal.Database.WriteAsync(scene.Portal.TenantId, async (db, t) =>
    {
        var reply = new InboundMessageEvent("1001", "2001", scene.Portal.Clock.GetUtcNow())
        {
            MessageId = "wamid.in",
            Type = "text",
            Text = "Yes",
            ContextMessageId = message.Wamid,
            Raw = default,
        };
        foreach (var handler in scene.Portal.Services.GetServices<IWebhookHandler>().Where(h => h.Handles(reply)))
            await handler.HandleAsync(new WebhookBatch(db, [reply], new HashSet<string>(StringComparer.Ordinal)), t);
    }, None);

    private static async Task<int?> CountAsync(CampaignScene scene, SegmentNode part) =>
        (await scene.Portal.Get<ManageSegments>().CountAsync(scene.Marketer, new SegmentGroup(GroupKind.All, [part]), None)).People;

    private static async Task<SegmentId> SegmentAsync(CampaignScene scene, string tag)
    {
        var id = (await scene.Portal.Get<ManageTags>().ListAsync(scene.Marketer, None)).Single(t => t.Name == tag).Id.Value.ToString();
        var match = new SegmentGroup(GroupKind.All, [new SegmentCondition(ConditionSubject.Tag, ConditionOperator.Is, Values: [id])]);
        return Assert.IsType<SegmentResult.Done>(await scene.Portal.Get<ManageSegments>().SaveAsync(scene.Marketer, null, "Segment " + tag, match, 0, None)).Id;
    }

    private static async Task<CampaignId> DraftAsync(CampaignScene scene, AudienceChoice audience)
    {
        var id = await scene.DraftAsync();
        var campaign = await scene.RowAsync(id);
        var draft = new CampaignDraft("Autumn", campaign.TemplateId, null, campaign.SenderNumberId, campaign.Mapping, true, null, null, campaign.Version, audience);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, None));
        Assert.Equal(audience.AllSegments, (await scene.RowAsync(id)).Audience.AllSegments);
        return id;
    }

    // Who has a row of the campaign, and whether they may get it.
    private static async Task<IReadOnlyList<string>> OutcomesAsync(CampaignScene scene, CampaignId id)
    {
        var messages = await scene.MessagesAsync(id);
        var names = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Contact>().ToDictionaryAsync(c => c.Id.Value, c => c.Name!, t), None);
        return [.. messages.Select(m => $"{names[m.ContactId!.Value]}:{m.State != MessageState.Skipped}").Order(StringComparer.Ordinal)];
    }
}
