using Microsoft.Extensions.Options;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
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

    private static OwnLinks LinksAt(string address)
    {
        var options = Options.Create(new UnsubscribeOptions { Address = new Uri(address) });
        return new OwnLinks(new UnsubscribeLinks(options), new TrackedLinks(options));
    }

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
        var links = LinksAt("https://m.example");
        var message = new MessageComposer(template, mapping, null, links).ToMessage(Ana, keys, new SendOrderId(Guid.CreateVersion7()), id);

        var sent = MessagePayload.Decrypt(keys, new MessageId(id), message.Payload!).Components;
        var (body, button) = ((string)sent[0]["parameters"]![0]!["text"]!, (string)sent[1]["parameters"]![0]!["text"]!);
        Assert.StartsWith(Prefix, body, StringComparison.Ordinal);
        foreach (var token in new[] { body[Prefix.Length..], button })
        {
            var target = UnsubscribeLinks.Read(keys, token);
            Assert.Equal((id, Convert.ToHexString(Ana.PhoneId)), (target!.Message, Convert.ToHexString(target.PhoneId)));
            Assert.Equal(portal.TenantId, UnsubscribeLinks.TenantOf(token));
        }

        Assert.True(links.Of(ValueSource.UnsubscribeLink)!.Fits(content, "button0.1"));
        Assert.False(links.Of(ValueSource.UnsubscribeLink)!.Fits(content, "button1.1"));
        Assert.Equal(SkipReason.MissingValue, new MessageComposer(template, mapping).Compose(Ana).Skip);
    }

    [Fact]
    public async Task A_link_that_counts_is_one_of_its_own_for_each_message_and_place()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, CancellationToken.None);
        var content = new TemplateContent { Body = "New lamps: {{1}}", Buttons = [new TemplateButton(ButtonKind.Url, "Shop", "https://m.example/r/{{1}}"), new TemplateButton(ButtonKind.Url, "Stop", "https://m.example/u/{{1}}")] };
        var template = new SendableTemplate(
            TemplateId.New(), default, "lamps", TemplateCategory.Marketing, ParameterFormat.Positional, [new SendableTranslation(TranslationId.New(), "en_US", content, null)]);
        VariableMapping[] sources = [new("body.1", ValueSource.TrackedLink, "https://Lampen.example/Übersicht?a=1", null), new("button0.1", ValueSource.TrackedLink, "https://lampen.example/", null), new("button1.1", ValueSource.UnsubscribeLink, "", null)];
        var (links, order, id) = (LinksAt("https://m.example"), new SendOrderId(Guid.CreateVersion7()), Guid.CreateVersion7());

        var sent = MessagePayload.Decrypt(keys, new MessageId(id), new MessageComposer(template, new CampaignMapping(sources, "en_US"), null, links).ToMessage(Ana, keys, order, id).Payload!).Components;
        var (body, button) = ((string)sent[0]["parameters"]![0]!["text"]!, (string)sent[1]["parameters"]![0]!["text"]!);
        Assert.Equal((new MessageId(id), TrackedLink.IdOf(order, "body.1", "https://lampen.example/%C3%9Cbersicht?a=1")), TrackedLinks.Read(keys, body["https://m.example/r/".Length..]));
        Assert.Equal((new MessageId(id), TrackedLink.IdOf(order, "button0.1", "https://lampen.example/")), TrackedLinks.Read(keys, button));
        Assert.Equal(TrackedLinks.TokenLength, button.Length);
        // What the preview reckons with is as long as what is sent.
        Assert.Equal(body.Length, new MessageComposer(template, new CampaignMapping(sources, "en_US"), null, links).Compose(Ana).Values["body.1"].Length);
        Assert.False(links.Tracked!.Fits(content, "button1.1"));
        sources[0] = sources[0] with { Value = "http://lampen.example" };
        Assert.Equal(SkipReason.MissingValue, new MessageComposer(template, new CampaignMapping(sources, "en_US"), null, links).Compose(Ana).Skip);
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
