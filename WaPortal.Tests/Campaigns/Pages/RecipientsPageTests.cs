using System.Text;
using Bunit;
using WaPortal.Campaigns;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class RecipientsPageTests
{
    [Fact]
    public async Task Each_person_has_a_masked_number_a_state_and_a_reason()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = Recipients(stage, id, "?state=skipped").Showing("Dina").Showing("Emil");
        Assert.Equal(
            ["+44 •••• ••0004Dina Skipped Opted out", "+44 •••• ••0005Emil Skipped A value is missing"],
            page.FindAll("tbody tr").Select(r => r.Words()[..r.Words().IndexOf("entry", StringComparison.Ordinal)].Trim()).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("7700900", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_narrows_the_list()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = Recipients(stage, await stage.RunningAsync(), "?state=skipped&reason=OptedOut").Showing("Dina");
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task A_campaign_that_has_not_started_has_no_recipients_yet()
    {
        await using var stage = await CampaignStage.StartAsync();
        Recipients(stage, await stage.ReadyAsync(), "").Showing("No recipients yet");
    }

    [Fact]
    public async Task The_file_holds_the_same_people_and_no_number_in_clear()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var lines = await ExportAsync(stage, id, PeopleFilter.All);
        Assert.Equal(6, lines.Length);
        Assert.Equal(2, lines.Count(line => line.Contains(",Skipped,", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.DoesNotContain("7700900", line, StringComparison.Ordinal));
        Assert.Equal(4, (await ExportAsync(stage, id, PeopleFilter.Of(MessageState.Queued))).Length);
    }

    [Fact]
    public async Task Contacts_of_another_enterprise_are_not_found()
    {
        await using var stage = await CampaignStage.StartAsync();
        var rows = await stage.Portal.Get<CampaignQueries>().RecipientsAsync(stage.Marketer, await stage.RunningAsync(), [], null, null, false, null, 10, CancellationToken.None);
        var contacts = rows.Select(r => r.ContactId).OfType<Guid>().ToList();
        var other = await stage.Portal.AddTenantAsync("mare-nord", "Mare Nord");
        Assert.Equal(5, (await stage.Portal.Get<RecipientContacts>().FindAsync(stage.Marketer, contacts, CancellationToken.None)).Count);
        Assert.Empty(await stage.Portal.Get<RecipientContacts>().FindAsync(stage.Portal.As(PortalRole.Marketer, other.Id), contacts, CancellationToken.None));
    }

    [Fact]
    public async Task Who_may_not_see_campaigns_gets_no_contacts()
    {
        await using var stage = await CampaignStage.StartAsync();
        await Assert.ThrowsAsync<AccessDeniedException>(
            () => stage.Portal.Get<RecipientContacts>().FindAsync(stage.Portal.As(PortalRole.PlatformAdmin), [Guid.NewGuid()], CancellationToken.None));
    }

    private static IRenderedComponent<RecipientsPage> Recipients(CampaignStage stage, CampaignId id, string query) =>
        stage.Open<RecipientsPage>($"/campaigns/{id.Value}/people{query}", p => p.Add(x => x.Id, id.Value));

    private static async Task<string[]> ExportAsync(CampaignStage stage, CampaignId id, PeopleFilter filter)
    {
        using var file = new MemoryStream();
        await PeopleExport.WriteAsync(
            file, stage.Marketer, id, filter, stage.Portal.Get<CampaignQueries>(), stage.Portal.Get<RecipientContacts>(), CancellationToken.None);
        return Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
