using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;

namespace WaPortal.Demo;

/// <summary>Plans and sends campaigns: three to their end, one paused half-way, one scheduled, one draft.</summary>
internal sealed class DemoCampaigns(
    EditCampaign edit, ScheduleCampaign schedule, ControlCampaign control, CampaignQueries campaigns, TimeProvider clock)
{
    private const string Zone = "Europe/London";

    private static readonly CampaignMapping Collection = new(
        [
            new("body.first_name", ValueSource.Attribute, "first_name", null),
            new("body.shop", ValueSource.Attribute, "shop", "Camden"),
            new("button0.1", ValueSource.Constant, "spring", null),
        ],
        "en_GB");

    private static readonly CampaignMapping Order = new(
        [new("body.1", ValueSource.Attribute, "first_name", "there"), new("body.2", ValueSource.Attribute, "proof_ref", "at the till")], "en_GB");

    private static readonly CampaignMapping Thanks = new([new("body.1", ValueSource.Attribute, "first_name", "there")], null);

    public async Task BuildAsync(
        Actor actor, IReadOnlyDictionary<string, TemplateId> templates, IReadOnlyDictionary<string, OptInListId> lists, CancellationToken token)
    {
        var finished = new[]
        {
            await StartAsync(actor, "Shop pick-ups, first week", templates[DemoTexts.OrderReady], lists[DemoLists.Shop], Order, token),
            await StartAsync(actor, "Gracias, club", templates[DemoTexts.ThankYou], lists[DemoLists.Club], Thanks, token),
            await StartAsync(actor, "Spring collection", templates[DemoTexts.Collection], lists[DemoLists.Newsletter], Collection, token),
        };
        foreach (var campaign in finished)
            await SettledAsync(actor, campaign, token);
        await PauseHalfWayAsync(actor, await StartAsync(actor, "Spring collection, reminder", templates[DemoTexts.Collection], lists[DemoLists.Newsletter], Collection, token), token);
        var draft = await DraftAsync(actor, "Thank you, newsletter", templates[DemoTexts.ThankYou], lists[DemoLists.Newsletter], Thanks with { FallbackLanguage = "en_GB" }, Morning(days: 5), token);
        Check("scheduled", await schedule.RunAsync(actor, draft, await VersionAsync(actor, draft, token), token));
        Check("created", await edit.CreateAsync(actor, "Summer evenings", token));
    }

    private async Task<CampaignId> StartAsync(Actor actor, string name, TemplateId template, OptInListId list, CampaignMapping mapping, CancellationToken token)
    {
        var id = await DraftAsync(actor, name, template, list, mapping, null, token);
        Check(name, await schedule.RunAsync(actor, id, await VersionAsync(actor, id, token), token));
        return id;
    }

    private async Task<CampaignId> DraftAsync(
        Actor actor, string name, TemplateId template, OptInListId list, CampaignMapping mapping, DateTime? start, CancellationToken token)
    {
        var id = Check(name, await edit.CreateAsync(actor, name, token));
        var sender = (await campaigns.SendersAsync(actor, token))[0].Id;
        var draft = new CampaignDraft(
            name, template.Value, list.Value, sender, mapping, start is null, start, Zone, await VersionAsync(actor, id, token));
        Check(name, await edit.SaveAsync(actor, id, draft, token));
        return id;
    }

    private async Task<int> VersionAsync(Actor actor, CampaignId id, CancellationToken token) => (await DetailAsync(actor, id, token)).Campaign.Version;

    private async Task<CampaignDetail> DetailAsync(Actor actor, CampaignId id, CancellationToken token) =>
        await campaigns.DetailAsync(actor, id, token) ?? throw new DemoFault("A campaign is gone", id);

    // A campaign is complete when nothing is left to send; its statuses come in later.
    private async Task SettledAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var detail = await DetailAsync(actor, id, token);
            var onTheWay = detail.Progress?.Of(MessageState.Claimed, MessageState.InDoubt, MessageState.Accepted, MessageState.Sent);
            if (detail.Campaign.State == CampaignState.Completed && onTheWay == 0)
                return;
            if (clock.GetElapsedTime(began) > DemoWaiting.Patience)
            {
                if (detail.Campaign.State == CampaignState.Completed)
                    return; // some statuses are still to come, as in life
                throw new DemoFault($"\"{detail.Campaign.Name}\" was not sent in time", detail.Campaign.State);
            }

            await Task.Delay(DemoWaiting.Interval, clock, token);
        }
    }

    private async Task PauseHalfWayAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        while (true)
        {
            var detail = await DetailAsync(actor, id, token);
            if (detail.Campaign.State == CampaignState.Completed)
                throw new DemoFault("A campaign was too fast to be paused", detail.Campaign.Name);
            if (detail.Progress is { State: SendOrderState.Running } progress && progress.Sent * 4 > progress.Total)
            {
                Check("paused", await control.PauseAsync(actor, id, "Waiting for the shop's new opening hours", token));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, token);
        }
    }

    private DateTime Morning(int days) =>
        TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Zone)).DateTime.Date.AddDays(days).AddHours(10);

    private static CampaignId Check(string what, CampaignResult result) => result switch
    {
        CampaignResult.Done done => done.Id,
        CampaignResult.Refused refused => throw new DemoFault($"A campaign was refused ({what})", refused.Problems.Select(p => p.Message)),
        _ => throw new DemoFault($"A campaign was refused ({what})", result),
    };
}
