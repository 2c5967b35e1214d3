using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using WaPortal.Tests.Templates;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class ComposeEveryKindTests
{
    private static readonly Recipient Ana = new(
        Guid.NewGuid(), new byte[32], "+447700900123", "Ana", "en", new Dictionary<string, string> { ["sku"] = "SKU-7", ["place"] = "51.5" }, true, 1);

    private static SendableTemplate Of(KindOfTemplate kind) => new(
        TemplateId.New(), default, kind.Name, kind.Category, kind.Format, [new SendableTranslation(TranslationId.New(), "en_US", kind.Content, null)]);

    [Fact]
    public void A_carousel_gets_its_values_and_the_file_of_each_card()
    {
        var kind = KindOfTemplate.Of("media_carousel");
        var mapping = new CampaignMapping([.. kind.Content.Variables().Select(v => new VariableMapping(v.Key, ValueSource.Attribute, "sku", null))], "en_US");
        var files = new Dictionary<string, MessageFiles> { ["en_US"] = MessageFiles.For(kind.Content, _ => new HeaderMedia("77"))! };

        var message = new MessageComposer(Of(kind), mapping, files).Compose(Ana);

        Assert.Null(message.Skip);
        var card = message.Components[1]["cards"]![1]!;
        Assert.Equal("77", (string?)card["components"]![0]!["parameters"]![0]!["image"]!["id"]);
        Assert.Equal("SKU-7", (string?)card["components"]![1]!["parameters"]![0]!["text"]);
        Assert.Equal("url", (string?)card["components"]![2]!["sub_type"]);
    }

    [Fact]
    public void Optional_values_may_be_left_out_and_wrong_ones_take_the_fallback()
    {
        var flow = KindOfTemplate.Of("flow");
        var body = new VariableMapping("body.1", ValueSource.Name, "", null);
        Assert.Null(new MessageComposer(Of(flow), new CampaignMapping([body], "en_US")).Compose(Ana).Skip);

        var offer = KindOfTemplate.Of("limited_time_offer");
        VariableMapping[] rest = [body, new("button0.code", ValueSource.Constant, "LAMP10", null), new("button1.1", ValueSource.Constant, "x", null)];
        var files = new Dictionary<string, MessageFiles> { ["en_US"] = MessageFiles.For(offer.Content, _ => new HeaderMedia("77"))! };
        ComposedMessage With(string end, string? fallback) =>
            new MessageComposer(Of(offer), new CampaignMapping([.. rest, new VariableMapping("offer.ends", ValueSource.Constant, end, fallback)], "en_US"), files).Compose(Ana);

        Assert.Null(With("2026-12-24T18:00+01:00", null).Skip);
        Assert.NotNull(With("2026-12-24 18:00", null).Skip);
        Assert.Null(With("tomorrow", "2026-12-24T18:00Z").Skip);
    }

    [Fact]
    public async Task Each_person_gets_a_link_of_their_own_whole_in_the_body_and_its_end_in_a_button()
    {
        const string Prefix = "https://m.example/u/";
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, CancellationToken.None);
        var content = new TemplateContent
        {
            Body = "Our market opens on Saturday. To stop: {{1}} or below.",
            Buttons = [new TemplateButton(ButtonKind.Url, "Stop", Prefix + "{{1}}"), new TemplateButton(ButtonKind.Url, "Shop", "https://shop.example/{{1}}")],
        };
        var template = new SendableTemplate(
            TemplateId.New(), default, "market", TemplateCategory.Marketing, ParameterFormat.Positional, [new SendableTranslation(TranslationId.New(), "en_US", content, null)]);
        var mapping = new CampaignMapping(
            [new("body.1", ValueSource.UnsubscribeLink, "", null), new("button0.1", ValueSource.UnsubscribeLink, "", null), new("button1.1", ValueSource.Attribute, "sku", null)], "en_US");

        var id = Guid.CreateVersion7();
        var message = new MessageComposer(template, mapping, null, Prefix).ToMessage(Ana, keys, id);

        var sent = MessagePayload.Decrypt(keys, new MessageId(id), message.Payload!).Components;
        var (body, button) = ((string)sent[0]["parameters"]![0]!["text"]!, (string)sent[1]["parameters"]![0]!["text"]!);
        Assert.StartsWith(Prefix, body, StringComparison.Ordinal);
        foreach (var token in new[] { body[Prefix.Length..], button })
        {
            var target = UnsubscribeLinks.Read(keys, token);
            Assert.Equal((id, Convert.ToHexString(Ana.PhoneId)), (target!.Message, Convert.ToHexString(target.PhoneId)));
            Assert.Equal(portal.TenantId, UnsubscribeLinks.TenantOf(token));
        }

        Assert.True(CampaignReview.TakesLink(content, "button0.1", Prefix));
        Assert.False(CampaignReview.TakesLink(content, "button1.1", Prefix));
        Assert.Equal(SkipReason.MissingValue, new MessageComposer(template, mapping).Compose(Ana).Skip);
    }

    [Theory, Engines]
    public async Task Authentication_templates_stay_out_of_campaigns(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,language,opt_in,opt_in_at,source\n+447700900101,Ana,en,yes,2026-05-01T10:00:00Z,form\n");
        var id = await scene.DraftAsync();
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE templates SET category = 'Authentication'", t), CancellationToken.None);

        Assert.Empty(await scene.Portal.Get<SendableTemplates>().ListAsync(scene.Marketer, CancellationToken.None));
        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Contains(refused.Problems, p => p.Field == "Template" && p.Message.StartsWith("Codes are sent one at a time", StringComparison.Ordinal));
    }
}
