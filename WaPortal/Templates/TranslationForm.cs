using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One translation as it is being edited; made from the stored content and turned back into it.</summary>
public sealed class TranslationForm
{
    private readonly VariableForms _known = new();

    // Parts that this form does not show are saved as they were read.
    private TemplateContent _read = new();

    private TranslationForm()
    {
    }

    public HeaderKind Header { get; set; }

    public string HeaderText { get; set; } = "";

    public Guid? HeaderMedia { get; set; }

    public string Body { get; set; } = "";

    public string Footer { get; set; } = "";

    public List<ButtonForm> Buttons { get; } = [];

    /// <summary>Null for all but authentication templates, which have nothing else.</summary>
    public OtpForm? Otp { get; private init; }

    public bool HasOffer { get; set; }

    public string OfferText { get; set; } = "";

    public bool OfferExpires { get; set; } = true;

    public CarouselForm Carousel { get; private init; } = new();

    public bool IsCarousel => Carousel.Cards.Count > 0;

    /// <summary>Seconds, or -1 for thirty days; null: the platform's default.</summary>
    public int? TimeToLive { get; set; }

    /// <summary>Parts that came from the platform and are kept, but cannot be edited here.</summary>
    public int Kept => _read.Foreign.Count + Buttons.Count(b => b.Kind == ButtonKind.Other);

    /// <summary>The sample files of header and cards.</summary>
    public IEnumerable<Guid> Media => Carousel.Cards.Select(c => c.Media).Prepend(HeaderMedia).OfType<Guid>();

    /// <summary>Variables of header and body, each once, in reading order. Those of buttons and cards are edited with them.</summary>
    public IReadOnlyList<VariableForm> Variables =>
        [.. ToContent().Variables().Where(v => v.Place is VariablePlace.Header or VariablePlace.Body && v.CardIndex is null).Select(v => _known[v])];

    public static TranslationForm From(TemplateContent content)
    {
        var form = new TranslationForm
        {
            _read = content,
            Header = content.Header,
            HeaderText = content.HeaderText ?? "",
            HeaderMedia = content.HeaderMedia,
            Body = content.Body,
            Footer = content.Footer ?? "",
            Otp = OtpForm.From(content),
            HasOffer = content.Offer is not null,
            OfferText = content.Offer?.Text ?? "",
            OfferExpires = content.Offer?.HasExpiration ?? true,
            Carousel = CarouselForm.From(content),
            TimeToLive = content.TimeToLiveSeconds,
        };
        form.Buttons.AddRange(content.Buttons.Where(b => b.Kind != ButtonKind.Otp).Select((button, index) => ButtonForm.From(content, button, index, null)));
        foreach (var variable in content.Variables().Where(v => v.CardIndex is null && v.ButtonIndex is null))
            form._known.Read(content, variable);
        return form;
    }

    public TemplateContent ToContent()
    {
        var buttons = Buttons.Select(b => b.ToButton());
        var content = _read with
        {
            Header = Header,
            HeaderText = Header == HeaderKind.Text ? HeaderText : null,
            HeaderMedia = TemplateContent.IsMedia(Header) ? HeaderMedia : null,
            Body = Body.ReplaceLineEndings("\n"),
            Footer = string.IsNullOrWhiteSpace(Footer) ? null : Footer,
            Buttons = [.. Otp is null ? buttons : buttons.Prepend(Otp.ToButton())],
            Authentication = Otp?.ToTexts(),
            Offer = HasOffer ? new LimitedTimeOffer(OfferText, OfferExpires) : null,
            Cards = Carousel.ToCards(),
            TimeToLiveSeconds = TimeToLive,
            Foreign = [.. _read.Foreign.Where(f => !_read.Cards.Where((_, i) => CardForm.IsOf(f, i)).Any()), .. Carousel.Cards.SelectMany((card, i) => card.Foreign(i))],
        };
        var texts = new Dictionary<string, VariableText>(StringComparer.Ordinal);
        foreach (var variable in content.Variables())
        {
            if (TextOf(variable) is { } text)
                texts[variable.Key] = text;
            else if (_read.Texts.TryGetValue(variable.Key, out var kept))
                texts[variable.Key] = kept;
        }
        return content with { Texts = texts };
    }

    /// <summary>A sample for a variable of the body that has none yet, also before the variable is in the text.</summary>
    public void Propose(string name, string sample)
    {
        var known = _known[new TemplateVariable(VariablePlace.Body, name)];
        if (known.Sample.Length == 0)
            known.Sample = sample;
    }

    private VariableText? TextOf(TemplateVariable variable) => variable switch
    {
        { CardIndex: { } card } => Carousel.Cards[card].TextOf(variable),
        { ButtonIndex: { } button } => Otp is null ? Buttons[button].TextOf(variable) : null,
        { IsInText: true } => _known.Text(variable),
        _ => null,
    };
}
