namespace WaPortal.Core.Templates.Linting;

/// <summary>A create payload as the rules see it: every part reachable by name, none promised to be there.</summary>
internal sealed class TemplatePayload
{
    private readonly HashSet<string> _buttonTypes;

    public TemplatePayload(JsonUnicode payload, bool isRead)
    {
        Root = new JsonCursor(payload.Root, "");
        Broken = payload.Broken.ToHashSet(StringComparer.Ordinal);
        IsRead = isRead;
        Category = Root["category"].Upper;
        IsNamed = Root["parameter_format"].Upper == "NAMED";
        // A read names the library template it came from, beside components of its own.
        IsLibraryClone = !isRead && Root["library_template_name"].Exists;
        Components = [.. Root["components"].Items.Select(item => new ComponentView(item, Card: null))];
        Cards = [.. Components.Where(c => c.Type == "CAROUSEL").SelectMany(c => c.Json["cards"].Items).Select((card, index) => new CardView(card, index))];
        HasLimitedTimeOffer = Components.Any(c => c.Type == "LIMITED_TIME_OFFER");
        _buttonTypes = Buttons.Select(b => b.Type).ToHashSet(StringComparer.Ordinal);
    }

    public JsonCursor Root { get; }

    /// <summary>Places whose text was repaired; what else is wrong there cannot be told.</summary>
    public IReadOnlySet<string> Broken { get; }

    /// <summary>The platform gave it out; else it is to be sent there.</summary>
    public bool IsRead { get; }

    /// <summary>Upper case, empty when missing.</summary>
    public string Category { get; }

    public bool IsNamed { get; }

    /// <summary>A clone of a template in the platform's library: it carries no components of its own.</summary>
    public bool IsLibraryClone { get; }

    public IReadOnlyList<ComponentView> Components { get; }

    public IReadOnlyList<CardView> Cards { get; }

    /// <summary>Components of the message itself and of its carousel cards.</summary>
    public IEnumerable<ComponentView> AllComponents => Components.Concat(Cards.SelectMany(card => card.Components));

    public bool IsAuthentication => Category == "AUTHENTICATION";

    public bool HasLimitedTimeOffer { get; }

    public IEnumerable<ComponentView> OfType(string type) => Components.Where(c => c.Type == type);

    public IEnumerable<ButtonView> Buttons => OfType("BUTTONS").SelectMany(c => c.Buttons);

    public bool HasButton(string type) => _buttonTypes.Contains(type);
}

/// <summary>One component of the message or of a card.</summary>
/// <param name="Json">The component.</param>
/// <param name="Card">Index of the carousel card it belongs to, or null.</param>
internal sealed record ComponentView(JsonCursor Json, int? Card)
{
    public string Type { get; } = Json["type"].Upper;

    /// <summary>Of a header: TEXT, IMAGE and so on, in upper case.</summary>
    public string Format => Json["format"].Upper;

    public JsonCursor Text => Json["text"];

    public JsonCursor Example => Json["example"];

    public IReadOnlyList<ButtonView> Buttons { get; } = [.. Json["buttons"].Items.Select(item => new ButtonView(item))];
}

internal sealed record ButtonView(JsonCursor Json)
{
    public string Type { get; } = Json["type"].Upper;
}

internal sealed record CardView(JsonCursor Json, int Index)
{
    public IReadOnlyList<ComponentView> Components { get; } = [.. Json["components"].Items.Select(item => new ComponentView(item, Index))];

    public ComponentView? Header => Components.FirstOrDefault(c => c.Type == "HEADER");

    public IEnumerable<ButtonView> Buttons => Components.Where(c => c.Type == "BUTTONS").SelectMany(c => c.Buttons);

    public bool IsProduct => Header?.Format == "PRODUCT";
}
