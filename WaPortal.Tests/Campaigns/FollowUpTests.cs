using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>Another campaign for part of the people of an earlier one.</summary>
public sealed class FollowUpTests
{
    private const string List =
        "phone,name,opt_in,opt_in_at,source\n"
        + "+447700900001,Ada,yes,2026-05-01T10:00:00Z,form\n"
        + "+447700900002,Ben,yes,2026-05-01T10:00:00Z,form\n"
        + "+447700900003,Cleo,yes,2026-05-01T10:00:00Z,form\n"
        + "+447700900004,Dan,yes,2026-05-01T10:00:00Z,form\n"
        + "+447700900005,Eve,yes,2026-05-01T10:00:00Z,form\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Each_group_is_whom_its_name_says_and_only_they_get_the_second_message(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var first = await SentAsync(scene);
        Assert.Equal(["Ben"], await PeopleAsync(scene, first, FollowUpGroup.NotRead));
        Assert.Equal(["Cleo"], await PeopleAsync(scene, first, FollowUpGroup.ReadOnly));
        Assert.Equal(["Ada"], await PeopleAsync(scene, first, FollowUpGroup.Answered));
        // WhatsApp wants a day before Eve is written to again; Dan has no WhatsApp.
        Assert.Empty(await PeopleAsync(scene, first, FollowUpGroup.FailedForNow));
        scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(["Eve"], await PeopleAsync(scene, first, FollowUpGroup.FailedForNow));

        var second = await FollowAsync(scene, first, FollowUpGroup.NotRead, "Once more");
        var draft = await scene.RowAsync(second);
        Assert.Equal(("Once more", CampaignState.Draft, scene.Template.Value), (draft.Name, draft.State, draft.TemplateId!.Value));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(second));
        // Ben reads the first one before the second starts.
        await StatusAsync(scene, await MessageAsync(scene, first, "Ben"), MessageStatus.Read);
        await scene.RunAsync();
        Assert.Empty(await scene.MessagesAsync(second));
    }

    [Theory, Engines]
    public async Task The_segment_is_made_once_and_a_name_that_is_taken_gets_a_number(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var (first, other) = (await SentAsync(scene), await scene.DraftAsync());
        await FollowAsync(scene, first, FollowUpGroup.Answered, "A");
        await FollowAsync(scene, first, FollowUpGroup.Answered, "B");
        await FollowAsync(scene, other, FollowUpGroup.Answered, "C");
        Assert.Equal(
            ["Autumn: answered", "Autumn: answered (2)"],
            (await scene.Portal.Get<ManageSegments>().ListAsync(scene.Marketer, None)).Select(s => s.Name));
    }

    [Theory, Engines]
    public async Task Who_may_not_edit_campaigns_and_an_unknown_campaign_are_refused(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var first = await scene.DraftAsync();
        var follow = scene.Portal.Get<FollowUpCampaign>();
        await Assert.ThrowsAsync<AccessDeniedException>(() => follow.RunAsync(scene.Portal.As(PortalRole.ComplianceOfficer), first, FollowUpGroup.NotRead, "X", None));
        Assert.IsType<CampaignResult.NotFound>(await follow.RunAsync(scene.Marketer, CampaignId.New(), FollowUpGroup.NotRead, "X", None));
        Assert.IsType<CampaignResult.Refused>(await follow.RunAsync(scene.Marketer, first, FollowUpGroup.NotRead, " ", None));
        Assert.Empty(await scene.Portal.Get<ManageSegments>().ListAsync(scene.Marketer, None));
    }

    // Ada answered, Ben did not read, Cleo read, Dan and Eve were not reached.
    private static async Task<CampaignId> SentAsync(CampaignScene scene)
    {
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        await StatusAsync(scene, await MessageAsync(scene, id, "Ada"), MessageStatus.Delivered);
        await StatusAsync(scene, await MessageAsync(scene, id, "Ben"), MessageStatus.Delivered);
        await StatusAsync(scene, await MessageAsync(scene, id, "Cleo"), MessageStatus.Read);
        await StatusAsync(scene, await MessageAsync(scene, id, "Dan"), MessageStatus.Failed, 131026);
        await StatusAsync(scene, await MessageAsync(scene, id, "Eve"), MessageStatus.Failed, 131049);
        await scene.TellAsync(new InboundMessageEvent("1001", "2001", scene.Portal.Clock.GetUtcNow())
        {
            MessageId = "wamid.in",
            Type = "text",
            Text = "Yes",
            ContextMessageId = (await MessageAsync(scene, id, "Ada")).Wamid,
            Raw = default,
        });
        return id;
    }

    private static async Task<CampaignId> FollowAsync(CampaignScene scene, CampaignId of, FollowUpGroup group, string name) =>
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<FollowUpCampaign>().RunAsync(scene.Marketer, of, group, name, None)).Id;

    private static async Task<IEnumerable<string>> PeopleAsync(CampaignScene scene, CampaignId of, FollowUpGroup group) =>
        (await scene.Portal.Get<ManageSegments>().CountAsync(scene.Marketer, FollowUpCampaign.Match(of, group), None)).Sample.Select(p => p.Name!);

    private static async Task<Message> MessageAsync(CampaignScene scene, CampaignId id, string name)
    {
        var contact = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Core.OptIns.Lists.Contact>().SingleAsync(c => c.Name == name, t), None);
        return (await scene.MessagesAsync(id)).Single(m => m.ContactId == contact.Id.Value);
    }

    private static Task StatusAsync(CampaignScene scene, Message message, MessageStatus status, int? code = null) =>
        scene.TellAsync(new MessageStatusEvent("1001", "2001", scene.Portal.Clock.GetUtcNow())
        {
            MessageId = message.Wamid!,
            Status = status,
            Errors = code is { } c ? [new WhatsAppError(c, null, 0, "failed", null, null, null, null)] : [],
        });
}
