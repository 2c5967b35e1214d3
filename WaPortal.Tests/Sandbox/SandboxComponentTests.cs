using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Templates;
using Xunit;

namespace WaPortal.Tests.Sandbox;

/// <summary>Every kind of component over real HTTP: the portal's client on one side, the sandbox on the other.</summary>
public sealed class SandboxComponentTests
{
    private static readonly WhatsAppConnection Connection = new(SandboxBox.Waba, "any", WaPortal.Sandbox.SandboxAccount.AppId);

    public static TheoryData<string> Names => KindOfTemplate.Names;

    private static WhatsAppClient Client(SandboxBox box) => new(
        new HttpClient(), Options.Create(new WhatsAppOptions { BaseAddress = box.Http.BaseAddress!, AllowLoopback = true }), TimeProvider.System);

    [Theory, MemberData(nameof(Names))]
    public async Task What_is_created_reads_back_as_it_was_written(string name)
    {
        await using var box = await SandboxBox.StartAsync();
        var kind = KindOfTemplate.Of(name);
        var client = Client(box);

        var created = await CreateAsync(client, kind);
        var read = Assert.IsType<ApiResult<TemplateInfo?>.Ok>(await client.GetTemplateAsync(Connection, created.Id, CancellationToken.None)).Value!;
        var import = TemplateImport.FromPlatform(read);

        Assert.Empty(import.NotSupported);
        Assert.Equal(kind.Category.ToString().ToUpperInvariant(), read.Category);
        Assert.Equal(
            (kind.Content with { HeaderMedia = null, Cards = [.. kind.Content.Cards.Select(c => c with { Media = null })] }).ToJson(),
            import.Content.ToJson());
        Assert.All(import.Samples, sample => Assert.StartsWith(box.Http.BaseAddress!.ToString(), sample.Address, StringComparison.Ordinal));
        Assert.Equal(kind.Content.Media.Count > 0, import.Samples.Count > 0);
        await SandboxBox.UntilAsync(async () => (string?)(await box.GetAsync($"/v25.0/{created.Id}"))["status"] == "APPROVED");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_message_with_all_values_is_taken_and_one_without_is_not(string name)
    {
        await using var box = await SandboxBox.StartAsync();
        var kind = KindOfTemplate.Of(name);
        var client = Client(box);
        var created = await CreateAsync(client, kind);
        await SandboxBox.UntilAsync(async () => (string?)(await box.GetAsync($"/v25.0/{created.Id}"))["status"] == "APPROVED");
        var media = kind.Content.Media.Count == 0 ? null : await UploadAsync(client, kind.Content);
        var cards = kind.Content.Cards.Select((card, i) => (i, media)).Where(c => c.media is not null).ToDictionary(c => c.i, c => c.media!);
        var values = kind.Content.Variables().ToDictionary(v => v.Key, Value);

        var built = Assert.IsType<MessageComponents.Built>(TemplateMessageComponents.Build(kind.Content, kind.Format, new TemplateValues(values, media, cards)));
        var whole = await client.SendAsync(Connection, SandboxBox.Number, new TemplateMessage("+447700900123", name, "en_US", built.Components, "t"), CancellationToken.None);
        var bare = await client.SendAsync(Connection, SandboxBox.Number, new TemplateMessage("+447700900124", name, "en_US", [], "t"), CancellationToken.None);

        Assert.IsType<SendOutcome.Accepted>(whole);
        var isComplete = kind.Content.Variables().All(v => v.IsOptional) && kind.Content.Buttons.All(b => b.Kind != ButtonKind.Flow) && kind.Content.Media.Count == 0 && kind.Content.Cards.Count == 0;
        if (isComplete) Assert.IsType<SendOutcome.Accepted>(bare);
        else Assert.Contains(Assert.IsType<SendOutcome.Refused>(bare).Error.Code, new[] { 131008, 132000, 132012 });
    }

    /// <summary>Template, what is done to its message, the platform's code.</summary>
    public static TheoryData<string, string, string, int> Mistakes => new()
    {
        { "image_header", "[0].parameters[0]", """{"type":"video","video":{"id":"1"}}""", 132012 },
        { "image_header", "[0].parameters[0]", """{"type":"image","image":{}}""", 131008 },
        { "location_header", "[0].parameters[0]", """{"type":"location","location":{"latitude":"north","longitude":"1"}}""", 131009 },
        { "single_product", "[0].parameters[0]", """{"type":"product","product":{"product_retailer_id":"A"}}""", 131008 },
        { "text_header", "[1].parameters[0].text", "\"a\\nb\"", 132018 },
        { "named", "[1].parameters[0].parameter_name", "\"other\"", 132000 },
        { "link_and_call", "[1].index", "\"2\"", 132000 },
        { "link_and_call", "[1].sub_type", "\"copy_code\"", 132012 },
        { "coupon", "[1].parameters[0].coupon_code", "\"123456789012345678901\"", 132005 },
        { "flow", "[1].parameters[0]", """{"type":"text","text":"x"}""", 132012 },
        { "multi_product", "[1].parameters[0].action.sections", "[]", 131009 },
        { "multi_product", "[1].parameters[0].action", """{"sections":[{"title":"A","product_items":[{"product_retailer_id":"1"}]}]}""", 131008 },
        { "limited_time_offer", "[1].parameters[0].limited_time_offer.expiration_time_ms", "1796083200", 132012 },
        { "media_carousel", "[1].cards[1].card_index", "7", 132012 },
        { "media_carousel", "[1].cards[0].components[1].parameters", "[]", 132000 },
        { "copy_code", "[0].parameters[0].text", "\"1234567890123456\"", 132012 },
        { "copy_code", "[1].sub_type", "\"quick_reply\"", 132012 },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_wrong_parameter_is_refused_with_the_platforms_code(string name, string path, string value, int code)
    {
        await using var box = await SandboxBox.StartAsync();
        var kind = KindOfTemplate.Of(name);
        var client = Client(box);
        var created = await CreateAsync(client, kind);
        await SandboxBox.UntilAsync(async () => (string?)(await box.GetAsync($"/v25.0/{created.Id}"))["status"] == "APPROVED");
        var file = new HeaderMedia("1");
        var built = (MessageComponents.Built)TemplateMessageComponents.Build(kind.Content, kind.Format, new TemplateValues(
            kind.Content.Variables().ToDictionary(v => v.Key, Value), file, new Dictionary<int, HeaderMedia> { [0] = file, [1] = file }));
        var components = new JsonObject { ["all"] = new JsonArray([.. built.Components]) };

        WaPortal.Core.Templates.Linting.Fixing.PayloadPath.Set(components, "all" + path, JsonNode.Parse(value));
        var outcome = await client.SendAsync(
            Connection, SandboxBox.Number, new TemplateMessage("+447700900123", name, "en_US", [.. components["all"]!.AsArray().Select(c => (JsonObject)c!.DeepClone())], "t"), CancellationToken.None);

        Assert.Equal(code, Assert.IsType<SendOutcome.Refused>(outcome).Error.Code);
    }

    [Theory]
    [InlineData("AUTHENTICATION", """[{"type":"BODY","text":"Your code is {{1}}"},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]""")]
    [InlineData("AUTHENTICATION", """[{"type":"BODY"}]""")]
    [InlineData("AUTHENTICATION", """[{"type":"BODY"},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"ONE_TAP"}]}]""")]
    [InlineData("UTILITY", """[{"type":"BODY","text":"Hello there"},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]""")]
    [InlineData("UTILITY", """[{"type":"BODY","text":"Hello there"},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Now"}}]""")]
    [InlineData("MARKETING", """[{"type":"BODY","text":"Hello there"},{"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"PRODUCT"}]}]}]""")]
    public async Task A_wrong_part_is_refused_at_creation(string category, string components)
    {
        await using var box = await SandboxBox.StartAsync();
        var payload = new JsonObject { ["name"] = "a", ["language"] = "en", ["category"] = category, ["components"] = JsonNode.Parse(components) };

        Assert.Equal(400, (await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", payload)).Status);
    }

    [Fact]
    public async Task The_texts_of_codes_can_be_seen_before_a_template_is_made()
    {
        await using var box = await SandboxBox.StartAsync();

        var answer = await Client(box).PreviewAuthenticationAsync(Connection, ["en_US", "ar"], true, 5, CancellationToken.None);

        var previews = Assert.IsType<ApiResult<IReadOnlyList<AuthenticationPreview>>.Ok>(answer).Value;
        Assert.Equal(["en_US", "ar"], previews.Select(p => p.Language));
        Assert.Equal(new AuthenticationPreview("en_US", "*{{1}}* is your verification code. For your security, do not share this code.", "This code expires in 5 minutes.", "Copy code", "Autofill"), previews[0]);
        Assert.Contains("{{1}}", previews[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", true)]
    [InlineData("ar", false)]
    [InlineData("hi", true)]
    public async Task Codes_read_back_the_same_in_every_language(string language, bool advised)
    {
        await using var box = await SandboxBox.StartAsync();
        var client = Client(box);
        var content = KindOfTemplate.Of("one_tap").Content with { Authentication = new AuthenticationTexts(advised, 7) };
        var created = await client.CreateTemplateAsync(Connection, content.ToCreatePayload("code", language, TemplateCategory.Authentication, ParameterFormat.Positional), CancellationToken.None);

        var read = await client.GetTemplateAsync(Connection, ((ApiResult<TemplateCreated>.Ok)created).Value.Id, CancellationToken.None);

        var info = ((ApiResult<TemplateInfo?>.Ok)read).Value!;
        Assert.Equal(content.ToJson(), TemplateImport.FromPlatform(info).Content.ToJson());
        foreach (var component in info.Components.OfType<JsonObject>())
        {
            component.Remove("add_security_recommendation");
            component.Remove("code_expiration_minutes");
        }

        Assert.Equal(content.ToJson(), TemplateImport.FromPlatform(info).Content.ToJson());
    }

    private static async Task<TemplateCreated> CreateAsync(WhatsAppClient client, KindOfTemplate kind)
    {
        var handles = new Dictionary<Guid, string>();
        foreach (var media in kind.Content.Media)
        {
            using var bytes = new MemoryStream([1, 2, 3]);
            var handle = await client.UploadTemplateSampleAsync(Connection, new MediaFile("sample", MimeType(media), bytes, 3), CancellationToken.None);
            handles[media] = Assert.IsType<ApiResult<string>.Ok>(handle).Value;
        }

        var created = await client.CreateTemplateAsync(Connection, kind.Content.ToCreatePayload(kind.Name, "en_US", kind.Category, kind.Format, handles), CancellationToken.None);
        return Assert.IsType<ApiResult<TemplateCreated>.Ok>(created).Value;
    }

    private static async Task<HeaderMedia> UploadAsync(WhatsAppClient client, TemplateContent content)
    {
        var type = MimeType(content.Media[0]);
        using var bytes = new MemoryStream([1, 2, 3]);
        var media = await client.UploadMediaAsync(Connection, SandboxBox.Number, new MediaFile("file", type, bytes, 3), CancellationToken.None);
        return new HeaderMedia(Assert.IsType<ApiResult<string>.Ok>(media).Value, FileName: "file");
    }

    private static string MimeType(Guid media) => media == KindOfTemplate.Film ? "video/mp4" : media == KindOfTemplate.Paper ? "application/pdf" : "image/png";

    private static string Value(TemplateVariable variable) => variable.Place switch
    {
        VariablePlace.OfferEnd => "2026-12-24T18:00+01:00",
        VariablePlace.HeaderLocation when variable.Name is "latitude" or "longitude" => "51.5",
        VariablePlace.ButtonProducts => "New: SKU-1, SKU-2 | Sale: SKU-3",
        VariablePlace.ButtonCode => "482913",
        _ => "value",
    };
}
