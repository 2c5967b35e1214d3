using System.Text;
using Bunit;
using WaPortal.Campaigns;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Tests.Campaigns.Pages;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class CompareTests
{
    private const string List = "phone,name,language,opt_in,opt_in_at,source\n+447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,en,no,2026-05-01T10:00:00Z,form\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Campaigns_stand_side_by_side_in_the_order_that_was_asked_for(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var (first, second, draft) = (await scene.DraftAsync(), await scene.DraftAsync(), await scene.DraftAsync());
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(first));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(second));
        await scene.RunAsync(15); // the second one waits until the pair may have another

        var compare = scene.Portal.Get<CompareCampaigns>();
        var figures = await compare.RunAsync(scene.Marketer, [second, draft, first, second], None);
        Assert.Equal([second, first], figures.Select(f => f.Id));
        Assert.All(figures, f => Assert.Equal((2, 1, 0, "autumn_market"), (f.People, f.Sent, f.Failed, f.TemplateName)));
        var other = await scene.Portal.AddTenantAsync("harbour", "Harbour");
        Assert.Empty(await compare.RunAsync(scene.Portal.As(PortalRole.Marketer, other.Id), [first, second], None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => compare.RunAsync(scene.Portal.As(PortalRole.PlatformAdmin), [first], None));
    }

    [Fact]
    public async Task The_file_has_a_line_for_each_campaign_and_no_formula()
    {
        CampaignFigures One(string name, params (string, long)[] costs) => new(CampaignId.New(), name, CampaignState.Completed, "autumn_market", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), 10, 8, 7, 6, 2, 3, 1, 1, costs);
        using var file = new MemoryStream();
        await ReportExport.WriteAsync(file, [One("=1+1", ("USD", 1_234_500)), One("Plain")], None);
        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal("campaign,state,template,start_at,people,sent,delivered,read,answered,clicked,opted_out,failed,cost,currency", lines[0]);
        Assert.Equal("'=1+1,Completed,autumn_market,2026-11-20T09:00:00Z,10,8,7,6,2,3,1,1,1.2345,USD", lines[1]);
        Assert.Equal("Plain,Completed,autumn_market,2026-11-20T09:00:00Z,10,8,7,6,2,3,1,1,,", lines[2]);
    }

    [Fact]
    public async Task The_page_shows_what_each_share_is_of()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        await stage.Scene.DispatchAsync(3);
        var page = stage.Open<ComparePage>($"/campaigns/compare?ids={id.Value},nonsense");
        page.Showing("Winter lamps").Showing("share of delivered").Showing("Cost so far");
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == $"/campaigns/report.csv?ids={id.Value}");
    }
}
