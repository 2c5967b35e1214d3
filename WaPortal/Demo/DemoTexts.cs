using WaPortal.Core.Templates;

namespace WaPortal.Demo;

/// <summary>A template of the demonstration with its languages, in the order in which they are written.</summary>
internal sealed record DemoTemplate(
    string Name, TemplateCategory Category, ParameterFormat Format, IReadOnlyList<(string Language, TemplateContent Content, DemoFate Fate)> Languages);

/// <summary>Where a translation is to stand in the end.</summary>
internal enum DemoFate
{
    /// <summary>Submitted; the sandbox's own review approves it.</summary>
    Approved,

    /// <summary>Submitted; a reviewer takes their time.</summary>
    Pending,

    /// <summary>Submitted; a reviewer finds that the text does not fit the category.</summary>
    Rejected,

    /// <summary>Not submitted.</summary>
    Draft,
}

/// <summary>What the demonstration's templates say, in English, Spanish, Arabic and Hindi.</summary>
internal static class DemoTexts
{
    public const string Collection = "spring_collection";
    public const string OrderReady = "order_ready";
    public const string ThankYou = "thank_you";
    public const string Confirm = "confirm_signup";

    public static IReadOnlyList<DemoTemplate> All =>
    [
        new("delivery_feedback", TemplateCategory.Utility, ParameterFormat.Positional,
        [
            ("en_GB", new TemplateContent { Body = "{{1}}, how did your delivery of {{3}} go? Tell us in one word" }, DemoFate.Draft),
            ("hi", new TemplateContent(), DemoFate.Draft),
        ]),
        new("winter_sale_alert", TemplateCategory.Utility, ParameterFormat.Positional,
        [
            ("en_GB", Sale("Hello {{1}}, the winter sale begins on Friday: half price on all lamps.", "Amelia"), DemoFate.Rejected),
            ("es", Sale("Hola, {{1}}: el viernes empiezan las rebajas de invierno, con todas las lámparas a mitad de precio.", "Lucía"), DemoFate.Rejected),
        ]),
        new("garden_party", TemplateCategory.Marketing, ParameterFormat.Named,
        [
            ("en_GB", Party("Hello {{first_name}}, on 12 June we open the garden behind the shop, with music and lemonade. Will you come?", "Amelia", "I will come", "Not this time"), DemoFate.Approved),
            ("es", Party("Hola, {{first_name}}: el 12 de junio abrimos el jardín de la tienda, con música y limonada. ¿Vendrás?", "Lucía", "Iré", "Esta vez no"), DemoFate.Pending),
            ("ar", Party("مرحبًا {{first_name}}، نفتح في 12 يونيو الحديقة خلف المتجر مع الموسيقى وعصير الليمون. هل ستأتي؟", "ليلى", "سأحضر", "ليس هذه المرة"), DemoFate.Pending),
            ("hi", Party("नमस्ते {{first_name}}, 12 जून को हम दुकान के पीछे का बगीचा खोल रहे हैं, संगीत और नींबू पानी के साथ। क्या आप आएँगे?", "", "मैं आऊँगा", "इस बार नहीं"), DemoFate.Draft),
        ]),
        new(ThankYou, TemplateCategory.Marketing, ParameterFormat.Positional,
        [
            ("en_GB", Thanks("Thank you for a year with us, {{1}}. As a small present the next delivery is free: show this message at the till.", "Amelia", "Reply STOP to stop these messages"), DemoFate.Approved),
            ("es", Thanks("Gracias por un año con nosotros, {{1}}. Como pequeño regalo, el próximo envío es gratis: enseña este mensaje en la caja.", "Lucía", "Responde STOP para no recibir más mensajes"), DemoFate.Approved),
            ("ar", Thanks("شكرًا لك على عام كامل معنا يا {{1}}. هديتنا الصغيرة لك: التوصيل القادم مجاني، فقط أظهر هذه الرسالة عند الدفع.", "ليلى", "أرسل STOP لإيقاف هذه الرسائل"), DemoFate.Approved),
            ("hi", Thanks("एक साल हमारे साथ रहने के लिए धन्यवाद, {{1}}। एक छोटा सा उपहार: अगली डिलीवरी मुफ़्त है, काउंटर पर यह संदेश दिखाइए।", "अनन्या", "ये संदेश रोकने के लिए STOP लिखें"), DemoFate.Approved),
        ]),
        new(Confirm, TemplateCategory.Utility, ParameterFormat.Positional,
        [
            ("en_GB", new TemplateContent
            {
                Body = "You signed up for messages from Casa Alba on our site. Please confirm that this number is yours.",
                Buttons = [new TemplateButton(ButtonKind.QuickReply, "Yes, confirm"), new TemplateButton(ButtonKind.QuickReply, "That was not me")],
            }, DemoFate.Approved),
        ]),
        new(OrderReady, TemplateCategory.Utility, ParameterFormat.Positional,
        [
            ("en_GB", Order("Hello {{1}}, your order {{2}} is ready. Pick it up at the counter any day from 10 to 18.", "Amelia", "Call the shop"), DemoFate.Approved),
            ("es", Order("Hola, {{1}}: tu pedido {{2}} está listo. Puedes recogerlo en el mostrador cualquier día de 10 a 18.", "Lucía", "Llamar a la tienda"), DemoFate.Approved),
            ("ar", Order("مرحبًا {{1}}، طلبك رقم {{2}} جاهز. يمكنك استلامه من المتجر في أي يوم بين الساعة 10 و18.", "ليلى", "اتصل بالمتجر"), DemoFate.Approved),
            ("hi", Order("नमस्ते {{1}}, आपका ऑर्डर {{2}} तैयार है। इसे किसी भी दिन 10 से 18 बजे के बीच काउंटर से ले जाइए।", "अनन्या", "दुकान को कॉल करें"), DemoFate.Approved),
        ]),
        new(Collection, TemplateCategory.Marketing, ParameterFormat.Named,
        [
            ("en_GB", New("Spring at Casa Alba", "Hello {{first_name}}, the new lamps and linens are here. Come and see them in our {{shop}} shop this week, or look at everything from home. We keep *10 %* off for you until Sunday.", "Amelia", "Bristol", "Reply STOP to stop these messages", "See the collection"), DemoFate.Approved),
            ("es", New("Primavera en Casa Alba", "Hola, {{first_name}}: ya han llegado las lámparas y la ropa de casa nuevas. Ven a verlas esta semana a nuestra tienda de {{shop}} o míralo todo desde casa. Te guardamos un *10 %* de descuento hasta el domingo.", "Lucía", "Bristol", "Responde STOP para no recibir más mensajes", "Ver la colección"), DemoFate.Approved),
            ("ar", New("الربيع في كاسا ألبا", "مرحبًا {{first_name}}، وصلت المصابيح والمفروشات الجديدة. تفضل بزيارة متجرنا في {{shop}} هذا الأسبوع، أو شاهد كل شيء من منزلك. احتفظنا لك بخصم *10٪* حتى يوم الأحد.", "ليلى", "Bristol", "أرسل STOP لإيقاف هذه الرسائل", "شاهد المجموعة"), DemoFate.Approved),
            ("hi", New("कासा अल्बा में वसंत", "नमस्ते {{first_name}}, नए लैंप और लिनन आ गए हैं। इस हफ़्ते हमारी {{shop}} दुकान पर आइए, या घर बैठे सब कुछ देखिए। रविवार तक आपके लिए *10%* की छूट है।", "अनन्या", "Bristol", "ये संदेश रोकने के लिए STOP लिखें", "संग्रह देखें"), DemoFate.Approved),
        ]),
    ];

    private static TemplateContent Sale(string body, string name) => new() { Body = body, Texts = Samples(("body.1", name, null)) };

    private static TemplateContent Party(string body, string name, string yes, string no) => new()
    {
        Body = body,
        Buttons = [new TemplateButton(ButtonKind.QuickReply, yes), new TemplateButton(ButtonKind.QuickReply, no)],
        Texts = Samples(("body.first_name", name, null)),
    };

    private static TemplateContent Thanks(string body, string name, string footer) => new() { Body = body, Footer = footer, Texts = Samples(("body.1", name, null)) };

    private static TemplateContent Order(string body, string name, string call) => new()
    {
        Body = body,
        Buttons = [new TemplateButton(ButtonKind.Phone, call, PhoneNumber: "+442079460182")],
        Texts = Samples(("body.1", name, null), ("body.2", "CA-20418", null)),
    };

    private static TemplateContent New(string header, string body, string name, string shop, string footer, string link) => new()
    {
        Header = HeaderKind.Text,
        HeaderText = header,
        Body = body,
        Footer = footer,
        Buttons = [new TemplateButton(ButtonKind.Url, link, Url: "https://casa-alba.example/{{1}}")],
        Texts = Samples(("body.first_name", name, null), ("body.shop", shop, "Camden"), ("button0.1", "https://casa-alba.example/spring", null)),
    };

    private static Dictionary<string, VariableText> Samples(params ReadOnlySpan<(string Key, string Sample, string? Fallback)> samples)
    {
        var texts = new Dictionary<string, VariableText>(StringComparer.Ordinal);
        foreach (var (key, sample, fallback) in samples)
            texts[key] = new VariableText(sample, fallback);
        return texts;
    }
}
