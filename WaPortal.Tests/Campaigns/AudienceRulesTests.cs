using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class AudienceRulesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Who_waits_in_another_campaign_or_got_one_lately_is_left_out_where_that_is_chosen(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(3));
        var first = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(first));
        await scene.RunAsync();
        Assert.Equal(3, scene.Platform.Sent.Count);

        var without = await DraftAsync(scene, AudienceRules.Standard with { WithoutOthers = true });
        Assert.Equal(3, (await ForecastAsync(scene, without)).Skipped[SkipReason.OtherCampaign]);
        Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(without)); // nobody is left

        // After the days that were chosen they count as free, and without the choice they always do.
        scene.Portal.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(3, (await ForecastAsync(scene, without)).Eligible);
        Assert.Equal(3, (await ForecastAsync(scene, await DraftAsync(scene, AudienceRules.Standard))).Eligible);
    }

    [Theory, Engines]
    public async Task The_start_asks_again_who_is_in_another_campaign(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(2));
        var first = await DraftAsync(scene, AudienceRules.Standard with { WithoutOthers = true });
        var second = await DraftAsync(scene, AudienceRules.Standard with { WithoutOthers = true });
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(first));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(second));
        await scene.RunAsync();

        Assert.Equal(2, scene.Platform.Sent.Count);
        var skipped = (await scene.MessagesAsync(first)).Concat(await scene.MessagesAsync(second)).Where(m => m.State == MessageState.Skipped).ToList();
        Assert.Equal(2, skipped.Count);
        Assert.All(skipped, m => Assert.Equal((nameof(SkipReason.OtherCampaign), null), (m.Reason, m.Payload)));
    }

    [Theory, Engines]
    public async Task Two_campaigns_that_choose_their_people_at_the_same_moment_share_them(Engine engine)
    {
        // Each waits before its commit until the other has had time to look: without turns both would find nobody taken.
        var slow = new SlowCommits();
        await using var scene = await CampaignScene.StartAsync(engine, List(40), services => services.AddSingleton<IInterceptor>(slow));
        CampaignId[] ids = [await DraftAsync(scene, AudienceRules.Standard with { WithoutOthers = true }), await DraftAsync(scene, AudienceRules.Standard with { WithoutOthers = true })];
        foreach (var id in ids)
            Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        slow.By = TimeSpan.FromMilliseconds(300);
        await Task.WhenAll(ids.Select(id => Task.Run(() => scene.Portal.RunJobAsync<StartCampaignJob>(id.Value))));
        slow.By = TimeSpan.Zero;

        var rows = (await scene.MessagesAsync(ids[0])).Concat(await scene.MessagesAsync(ids[1])).ToList();
        Assert.Equal(80, rows.Count);
        Assert.Equal(40, rows.Count(m => m.State == MessageState.Queued));
        Assert.Equal(40, rows.Where(m => m.State == MessageState.Queued).Select(m => Convert.ToHexString(m.PhoneId)).Distinct().Count());
    }

    private sealed class SlowCommits : DbTransactionInterceptor
    {
        public TimeSpan By { get; set; }

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await Task.Delay(By, TimeProvider.System, cancellationToken);
            return result;
        }
    }

    [Theory, Engines]
    public async Task The_control_group_is_the_same_in_the_review_and_in_every_run_of_the_start(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(60));
        var id = await DraftAsync(scene, AudienceRules.Standard with { ControlPercent = 30 });
        var forecast = await ForecastAsync(scene, id);
        var control = forecast.Skipped[SkipReason.ControlGroup];
        Assert.InRange(control, 5, 35);
        Assert.Equal(60, forecast.Eligible + control);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();

        Assert.Equal(60 - control, scene.Platform.Sent.Count);
        Assert.Equal(control, (await scene.MessagesAsync(id)).Count(m => m.Reason == nameof(SkipReason.ControlGroup)));
        var compared = await scene.Portal.Get<ControlGroup>().CompareAsync(scene.Marketer, id, None);
        Assert.Equal((60 - control, control), (compared!.Written.People, compared.Control.People));
        // Another campaign draws another lot.
        var other = await DraftAsync(scene, AudienceRules.Standard with { ControlPercent = 30 });
        var people = (await scene.MessagesAsync(id)).ConvertAll(m => m.PhoneId);
        Assert.NotEqual(people.Select(p => AudienceScreen.IsControl(id, 30, p)), people.Select(p => AudienceScreen.IsControl(other, 30, p)));
    }

    [Theory, Engines]
    public async Task Offers_to_the_United_States_are_left_out_and_those_to_Canada_are_not(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, """
            phone,name,language,opt_in,opt_in_at,source
            +12125550123,Ann,en,yes,2026-05-01T10:00:00Z,form
            +14165550123,Bea,en,yes,2026-05-01T10:00:00Z,form
            +447700900001,Cay,en,yes,2026-05-01T10:00:00Z,form
            """);
        var id = await DraftAsync(scene, AudienceRules.Standard);
        var forecast = await ForecastAsync(scene, id);
        Assert.Equal((2, 1), (forecast.Eligible, forecast.Skipped[SkipReason.BlockedMarket]));
        Assert.Equal(3, (await ForecastAsync(scene, await DraftAsync(scene, AudienceRules.Standard with { WithoutBlockedMarkets = false }))).Eligible);
        Assert.False(BlockedMarkets.Blocks(TemplateCategory.Utility, "US", "+12125550123"));
    }

    [Theory, Engines]
    public async Task Somebody_who_is_there_under_two_numbers_gets_it_once(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(3));
        var keys = await scene.Portal.Get<TenantKeys>().GetAsync(scene.Portal.TenantId, None);
        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, (db, t) => scene.Portal.Get<PersonAliases>().LinkAsync(db, [new SeenAlias(keys.PhoneId("+447700900001"), keys.PhoneId("+447700900002"))], t), None);
        var id = await DraftAsync(scene, AudienceRules.Standard);
        var forecast = await ForecastAsync(scene, id);
        Assert.Equal((2, 1), (forecast.Eligible, forecast.Skipped[SkipReason.Duplicate]));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task The_breakdown_of_the_people_step_is_the_reviews(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(20));
        var id = await DraftAsync(scene, AudienceRules.Standard with { ControlPercent = 50 });
        var (forecast, now) = (await ForecastAsync(scene, id), await scene.Portal.Get<CampaignReview>().BreakdownAsync(scene.Marketer, id, None));
        Assert.Equal((forecast.People, forecast.Eligible, forecast.Skipped[SkipReason.ControlGroup]), (now!.People, now.Eligible, now.Skipped[SkipReason.ControlGroup]));
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Portal.Get<CampaignReview>().BreakdownAsync(scene.Marketer, id, given.Token));
    }

    [Theory, Engines]
    public async Task Rules_out_of_range_stop_the_start(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(1));
        var id = await DraftAsync(scene, AudienceRules.Standard with { ControlPercent = AudienceRules.MostControl + 1 });
        Assert.Contains((await ForecastAsync(scene, id)).Problems, p => p.Field == "List");
    }

    [Theory]
    [InlineData("pt-BR", true, "pt_PT")] // another region's form, before the chain
    [InlineData("pt-BR", false, "es")] // not wished: the chain
    [InlineData("pt_PT", false, "pt_PT")]
    [InlineData("fr", true, "es")]
    [InlineData(null, true, "es")]
    public void The_language_is_the_own_then_the_same_elsewhere_then_the_chain(string? wanted, bool kin, string expected) =>
        Assert.Equal(expected, LanguageChoice.Choose(wanted, ["en_GB", "es", "pt_PT"], ["de", "es", "en_GB"], kin));

    [Fact]
    public void A_mapping_of_an_older_program_is_read_as_it_was_meant()
    {
        var old = JsonSerializer.Deserialize<CampaignMapping>("""{"Variables":[],"FallbackLanguage":"es"}""")!;
        Assert.Equal(["es"], old.LanguageChain);
        Assert.True(old.SameLanguageElsewhere);
        var again = JsonSerializer.Deserialize<CampaignMapping>(JsonSerializer.Serialize(old with { FurtherLanguages = ["de"], SameLanguageElsewhere = false }))!;
        Assert.Equal(["es", "de"], again.LanguageChain);
        Assert.False(again.SameLanguageElsewhere);
    }

    [Theory]
    [InlineData("Dear {name|friend}, table {table_no}", "Ana", "7", "Dear Ana, table 7")]
    [InlineData("Dear {name|friend}, table {table_no}", null, "7", "Dear friend, table 7")]
    [InlineData("Dear {name|friend}, table {table_no}", "Ana", null, null)]
    [InlineData("{ name }", " Ana ", null, "Ana")]
    [InlineData("{{name}} is {name|}", null, null, "{name} is ")]
    public void A_text_with_fields_is_filled_from_the_person(string text, string? name, string? table, string? expected)
    {
        var attributes = table is null ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { ["table_no"] = table };
        Assert.Equal(expected, FieldText.Read(text).Text!.For(new Recipient(Guid.Empty, [], "+447700900001", name, null, attributes, true, 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dear {name")]
    [InlineData("Dear name}")]
    [InlineData("Dear {}")]
    [InlineData("Dear {|friend}")]
    [InlineData("Dear {a{b}")]
    public void A_text_with_fields_that_is_wrong_says_so(string text) => Assert.NotNull(FieldText.Read(text).Problem);

    [Theory, Engines]
    public async Task A_text_with_fields_reaches_the_message_and_one_that_the_platform_would_refuse_is_skipped(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,language,opt_in,opt_in_at,source,shop\n+447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form,Camden\n+447700900002,Ben,en,yes,2026-05-01T10:00:00Z,form,\n");
        var id = await DraftAsync(scene, AudienceRules.Standard, new CampaignMapping([new("body.name", ValueSource.Expression, "{name} of {shop}", null)], null));
        var forecast = await ForecastAsync(scene, id);
        Assert.Equal((1, 1), (forecast.Eligible, forecast.Skipped[SkipReason.MissingValue]));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Contains("Ana of Camden", Assert.Single(scene.Platform.Sent).Components[0].ToJsonString(), StringComparison.Ordinal);
        var wide = await DraftAsync(scene, AudienceRules.Standard, new CampaignMapping([new("body.name", ValueSource.Expression, "{name}      !", null)], null));
        Assert.Equal(2, (await ForecastAsync(scene, wide)).Skipped[SkipReason.MissingValue]);
        var wrong = await DraftAsync(scene, AudienceRules.Standard, new CampaignMapping([new("body.name", ValueSource.Expression, "{name", null)], null));
        Assert.Contains((await ForecastAsync(scene, wrong)).Problems, p => p.Field == "Mapping");
    }

    private static string List(int people) => "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(
        Enumerable.Range(1, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"+4477009000{i:00},P{i},en,yes,2026-05-01T10:00:00Z,form\n")));

    private static async Task<CampaignId> DraftAsync(CampaignScene scene, AudienceRules rules, CampaignMapping? mapping = null)
    {
        var id = await scene.DraftAsync();
        var row = await scene.RowAsync(id);
        var draft = new CampaignDraft("Autumn", row.TemplateId, scene.List, scene.Sender, mapping ?? row.Mapping, true, null, null, row.Version) { Rules = rules };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, None));
        return id;
    }

    private static async Task<CampaignForecast> ForecastAsync(CampaignScene scene, CampaignId id) => (await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, None))!;
}
