using System.Reflection;
using System.Text.RegularExpressions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using WaPortal.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Campaigns.Pages;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Tenancy;

/// <summary>Opens every page that takes an id, with the ids of another tenant's things: it shows what it shows for an id that nobody knows.</summary>
public sealed partial class PageIsolationTests
{
    // Its ids are enterprises, which only a platform admin reads.
    private static readonly Type[] Elsewhere = [typeof(WaPortal.Tenancy.TenantPage)];

    [Fact]
    public async Task Another_tenants_id_shows_exactly_what_an_unknown_one_shows_on_every_page()
    {
        await using var stage = await CampaignStage.StartAsync();
        var portal = stage.Portal;
        var theirs = AllRights(portal.TenantId);
        var mine = AllRights((await portal.AddTenantAsync("harbour", "Harbour Clinic")).Id);
        Guid[] ids =
        [
            stage.Scene.Template.Value, stage.List.Value, (await stage.RunningAsync()).Value, (await stage.DraftAsync()).Value,
            (await portal.SignedInAsync(PortalRole.Marketer)).UserId!.Value.Value,
            .. await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<ListImport>().Select(i => i.Id.Value).ToListAsync(t), CancellationToken.None),
            .. await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Contact>().Select(c => c.Id.Value).Take(1).ToListAsync(t), CancellationToken.None),
            .. await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<ConsentSubject>().Select(s => s.Id).Take(1).ToListAsync(t), CancellationToken.None),
        ];
        ids = [.. ids, await WordingAsync(portal, theirs), (await ErasureTests.ReadyRequestAsync(portal, theirs, RequestKind.Access)).Value, await SegmentAsync(portal, theirs), await WebhookAsync(portal)];
        var pages = typeof(PortalPage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PortalPage)) && Parameters(t).Any()).Except(Elsewhere).ToList();
        Assert.True(pages.Count >= 6);
        foreach (var page in pages)
        {
            var opened = false;
            foreach (var id in ids)
            {
                var unknown = Guid.NewGuid();
                Assert.Equal(await ShowAsync(portal, mine, page, unknown), await ShowAsync(portal, mine, page, id));
                opened |= await ShowAsync(portal, theirs, page, id) != await ShowAsync(portal, theirs, page, unknown);
            }

            Assert.True(opened, $"{page.Name} showed none of the things to their owner either; make one for it above");
        }

        var recorded = await portal.Database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformEvent>().CountAsync(e => e.Event == "tenant.cross-attempt", t), CancellationToken.None);
        Assert.True(recorded >= pages.Count, $"only {recorded} attempts are on record");
    }

    private static async Task<Guid> WordingAsync(TestPortal portal, Actor actor) => Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().CreateAsync(
        actor, new WordingDraft("Form", "WEB-1", [ConsentPurpose.Marketing], "en_GB", "Casa Alba may write.", ""), CancellationToken.None)).Id.Value;

    private static async Task<Guid> SegmentAsync(TestPortal portal, Actor actor)
    {
        var match = new SegmentGroup(GroupKind.All, [new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["en_GB"])]);
        return Assert.IsType<SegmentResult.Done>(await portal.Get<ManageSegments>().SaveAsync(actor, null, "English speakers", match, 0, CancellationToken.None)).Id.Value;
    }

    private static Task<Guid> WebhookAsync(TestPortal portal) => portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
    {
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, t);
        var account = await db.Set<WhatsAppAccount>().Select(a => a.Id).FirstAsync(t);
        var row = WebhookDelivery.Receive(keys, account, "{}"u8, new WebhookGist(WebhookKind.Unknown, null), portal.Clock.GetUtcNow());
        db.Add(row);
        return row.Id.Value;
    }, CancellationToken.None);

    private static IEnumerable<PropertyInfo> Parameters(Type page) => page.GetProperties().Where(p =>
        p.PropertyType == typeof(Guid) && p.GetCustomAttribute<ParameterAttribute>() is not null && p.DeclaringType == page);

    private static async Task<string> ShowAsync(TestPortal portal, Actor actor, Type page, Guid id)
    {
        await using var context = portal.Renderer(actor, "/");
        var shown = context.Render(builder =>
        {
            builder.OpenComponent(0, page);
            foreach (var parameter in Parameters(page))
                builder.AddComponentParameter(1, parameter.Name, id);
            builder.CloseComponent();
        });
        await shown.WaitForStateAsync(() => !shown.Markup.Contains("Loading…", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("could not be read", shown.Markup, StringComparison.Ordinal);
        return AnyId().Replace(shown.Markup, "id");
    }

    private static Actor AllRights(TenantId tenant) =>
        new(tenant, UserId.New(), "Somebody", new HashSet<Right>(Enum.GetValues<Right>().Except([Right.ManageTenants])), "session1", "127.0.0.1");

    // Ids, and the random names that our dialogs and the renderer give to elements.
    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|blazor:[a-z]+=\"[^\"]*\"", RegexOptions.IgnoreCase)]
    private static partial Regex AnyId();
}
