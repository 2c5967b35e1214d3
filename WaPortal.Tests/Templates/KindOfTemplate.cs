using WaPortal.Core.Templates;
using Xunit;

namespace WaPortal.Tests.Templates;

/// <summary>One content for each kind of component and button that the portal writes, all of them within the rules.</summary>
internal sealed record KindOfTemplate(string Name, TemplateCategory Category, ParameterFormat Format, TemplateContent Content)
{
    public static readonly Guid Picture = new("0198a000-0000-7000-8000-000000000001");
    public static readonly Guid Film = new("0198a000-0000-7000-8000-000000000002");
    public static readonly Guid Paper = new("0198a000-0000-7000-8000-000000000003");

    private const string Text = "Hello {{1}}, the order that you placed in our shop is on its way to you now.";

    public static IReadOnlyList<KindOfTemplate> All { get; } =
    [
        Utility("text_header", new() { Header = HeaderKind.Text, HeaderText = "Order {{1}} sent", Body = Text, Footer = "Harbour Lamps", Texts = Samples(("header.1", "A-17"), ("body.1", "Ivo")) }),
        Utility("image_header", new() { Header = HeaderKind.Image, HeaderMedia = Picture, Body = Text, Texts = Samples(("body.1", "Ivo")) }),
        Utility("video_header", new() { Header = HeaderKind.Video, HeaderMedia = Film, Body = Text, Texts = Samples(("body.1", "Ivo")) }),
        Utility("document_header", new() { Header = HeaderKind.Document, HeaderMedia = Paper, Body = Text, Texts = Samples(("body.1", "Ivo")), TimeToLiveSeconds = 3600 }),
        Utility("location_header", new() { Header = HeaderKind.Location, Body = Text, Texts = Samples(("body.1", "Ivo")) }),
        new("named", TemplateCategory.Utility, ParameterFormat.Named, new()
        {
            Header = HeaderKind.Text,
            HeaderText = "Order {{order}} sent",
            Body = "Hello {{first_name}}, your order {{order}} is on its way to you and arrives on {{day}} before noon at your door.",
            Texts = Samples(("header.order", "A-17"), ("body.first_name", "Ivo"), ("body.order", "A-17"), ("body.day", "4 May")),
        }),
        Utility("link_and_call", new()
        {
            Body = Text,
            Buttons =
            [
                new(ButtonKind.QuickReply, "Thanks"), new(ButtonKind.QuickReply, "Stop"), new(ButtonKind.Url, "Shop", "https://harbour.example/shop"),
                new(ButtonKind.Url, "Track", "https://harbour.example/t/{{1}}"), new(ButtonKind.Phone, "Call us", PhoneNumber: "+15550100123"),
            ],
            Texts = Samples(("body.1", "Ivo"), ("button3.1", "a17")),
        }),
        Utility("voice_call", new() { Body = Text, Buttons = [new(ButtonKind.VoiceCall, "Call now")], Texts = Samples(("body.1", "Ivo")) }),
        Utility("flow", new()
        {
            Body = Text,
            Buttons = [new(ButtonKind.Flow, "Pick a time") { Flow = new FlowTarget("712345678901234", FlowAction.Navigate, "START") }],
            Texts = Samples(("body.1", "Ivo")),
        }),
        Utility("flow_data", new()
        {
            Body = Text,
            Buttons = [new(ButtonKind.Flow, "Pick a time") { Flow = new FlowTarget("712345678901234", FlowAction.DataExchange) }],
            Texts = Samples(("body.1", "Ivo")),
        }),
        Marketing("coupon", new() { Body = Text, Buttons = [new(ButtonKind.QuickReply, "Stop"), new(ButtonKind.CopyCode, "")], Texts = Samples(("body.1", "Ivo"), ("button1.code", "LAMP10")) }),
        Marketing("catalog", new() { Body = Text, Footer = "Reply STOP to opt out", Buttons = [new(ButtonKind.Catalog, "")], Texts = Samples(("body.1", "Ivo")) }),
        Marketing("multi_product", new()
        {
            Header = HeaderKind.Text,
            HeaderText = "New lamps",
            Body = Text,
            Footer = "Reply STOP to opt out",
            Buttons = [new(ButtonKind.MultiProduct, "")],
            Texts = Samples(("body.1", "Ivo")),
        }),
        Marketing("single_product", new() { Header = HeaderKind.Product, Body = Text, Footer = "Reply STOP to opt out", Buttons = [new(ButtonKind.SingleProduct, "")], Texts = Samples(("body.1", "Ivo")) }),
        Marketing("limited_time_offer", new()
        {
            Header = HeaderKind.Image,
            HeaderMedia = Picture,
            Body = Text,
            Offer = new("Ends tonight", true),
            Buttons = [new(ButtonKind.CopyCode, ""), new(ButtonKind.Url, "Shop", "https://harbour.example/l/{{1}}")],
            Texts = Samples(("body.1", "Ivo"), ("button0.code", "LAMP10"), ("button1.1", "spring")),
        }),
        Marketing("media_carousel", new()
        {
            Body = Text,
            Cards = [Card(HeaderKind.Image, Picture, "Desk lamp in {{1}}, made of steel and glass"), Card(HeaderKind.Image, Picture, "Floor lamp in {{1}}, made of oak and linen")],
            Texts = Samples(
                ("body.1", "Ivo"), ("card0.body.1", "white"), ("card0.button1.1", "l1"), ("card1.body.1", "black"), ("card1.button1.1", "l2")),
        }),
        Marketing("product_carousel", new()
        {
            Body = Text,
            Cards = [new(HeaderKind.Product, null, "", [new(ButtonKind.SingleProduct, "")]), new(HeaderKind.Product, null, "", [new(ButtonKind.SingleProduct, "")])],
            Texts = Samples(("body.1", "Ivo")),
        }),
        Code("copy_code", new OtpButton(OtpKind.CopyCode, null, [], false), new(true, 5)),
        Code("one_tap", new OtpButton(OtpKind.OneTap, null, [new("com.harbour.app", "Qw3rTy+12/="), new("com.harbour.lite", "AAAAbbbb123")], false), new(true, null)),
        Code("zero_tap", new OtpButton(OtpKind.ZeroTap, null, [new("com.harbour.app", "Qw3rTy+12/=")], true), new(false, 10)),
    ];

    public static KindOfTemplate Of(string name) => All.Single(k => k.Name == name);

    public static TheoryData<string> Names => [.. All.Select(k => k.Name)];

    private static TemplateCard Card(HeaderKind header, Guid? media, string body) =>
        new(header, media, body, [new(ButtonKind.QuickReply, "More like this"), new(ButtonKind.Url, "Buy", "https://harbour.example/l/{{1}}")]);

    private static KindOfTemplate Utility(string name, TemplateContent content) => new(name, TemplateCategory.Utility, ParameterFormat.Positional, content);

    private static KindOfTemplate Marketing(string name, TemplateContent content) => new(name, TemplateCategory.Marketing, ParameterFormat.Positional, content);

    private static KindOfTemplate Code(string name, OtpButton otp, AuthenticationTexts texts) => new(name, TemplateCategory.Authentication, ParameterFormat.Positional, new TemplateContent
    {
        Authentication = texts,
        Buttons = [new(ButtonKind.Otp, "") { Otp = otp }],
        TimeToLiveSeconds = 300,
    });

    private static Dictionary<string, VariableText> Samples(params (string Key, string Sample)[] samples) => samples.ToDictionary(s => s.Key, s => new VariableText(s.Sample));
}
