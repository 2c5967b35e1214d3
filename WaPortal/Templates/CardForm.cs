using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One card of a carousel as it is being edited. What all cards share is in <see cref="CarouselForm"/>.</summary>
public sealed class CardForm
{
    private VariableForms _known = new();
    private List<ForeignPart> _foreign = [];

    public Guid? Media { get; set; }

    public string Body { get; set; } = "";

    public List<ButtonForm> Buttons { get; private init; } = [];

    /// <summary>Variables of its text.</summary>
    public IReadOnlyList<VariableForm> Variables =>
        [.. new TemplateContent { Body = Body }.Variables().Where(v => v.Place == VariablePlace.Body).Select(v => _known[v])];

    public static CardForm From(TemplateContent content, int index)
    {
        var card = content.Cards[index];
        var form = new CardForm
        {
            Media = card.Media,
            Body = card.Body,
            Buttons = [.. card.Buttons.Select((button, i) => ButtonForm.From(content, button, i, index))],
            _foreign = [.. content.Foreign.Where(f => IsOf(f, index)).Select(f => f with { Within = f.Within![$"card{index}".Length..] })],
        };
        foreach (var variable in content.Variables().Where(v => v.CardIndex == index && v.Place == VariablePlace.Body))
            form._known.Read(content, variable);
        return form;
    }

    public TemplateCard ToCard(HeaderKind header, bool hasBody) =>
        new(header, TemplateContent.IsMedia(header) ? Media : null, hasBody ? Body.ReplaceLineEndings("\n") : "", [.. Buttons.Select(b => b.ToButton())]);

    /// <summary>Parts of it that are kept as they came, for the place that it has now.</summary>
    public IEnumerable<ForeignPart> Foreign(int index) => _foreign.Select(f => f with { Within = $"card{index}{f.Within}" });

    public VariableText? TextOf(TemplateVariable variable) =>
        variable.Place == VariablePlace.Body ? _known.Text(variable) : variable.ButtonIndex is { } button ? Buttons[button].TextOf(variable) : null;

    /// <summary>A sample for a variable that has none yet, also before the variable is in the text.</summary>
    public void Propose(string name, string sample)
    {
        var known = _known[new TemplateVariable(VariablePlace.Body, name)];
        if (known.Sample.Length == 0)
            known.Sample = sample;
    }

    public CardForm Copy() => new() { Media = Media, Body = Body, Buttons = [.. Buttons.Select(b => b.Copy())], _known = _known.Copy(), _foreign = _foreign };

    /// <summary>Whether a kept part belongs to the card of this index: <c>card1</c> or <c>card1.body</c>, not <c>card10</c>.</summary>
    public static bool IsOf(ForeignPart part, int index) =>
        part.Within is { } within && (within == $"card{index}" || within.StartsWith($"card{index}.", StringComparison.Ordinal));
}
