using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>The cards of a carousel: what all have is chosen once, what each says is written card by card.</summary>
public partial class CarouselEditor
{
    private int _at;

    [Parameter, EditorRequired]
    public required CarouselForm Carousel { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required SampleBook Samples { get; set; }

    /// <summary>Of the source language; null while the source itself is edited.</summary>
    [Parameter]
    public CarouselForm? Source { get; set; }

    [Parameter]
    public string SourceName { get; set; } = "";

    [Parameter]
    public string SourceLanguage { get; set; } = "en";

    [Parameter]
    public string Language { get; set; } = "en";

    [Parameter]
    public bool RightToLeft { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public ParameterFormat Format { get; set; }

    [Parameter]
    public IReadOnlyList<ContactChip> Chips { get; set; } = [];

    /// <summary>Problems of the whole form; those of card n carry the field id "card-n".</summary>
    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private int At => Math.Clamp(_at, 0, Carousel.Cards.Count - 1);

    private CardForm Card => Carousel.Cards[At];

    private CardForm? SourceCard => Source is { } source && At < source.Cards.Count ? source.Cards[At] : null;

    private IReadOnlyList<string> Used =>
        [.. (SourceCard?.Variables ?? []).Concat(Card.Variables).Select(v => v.Name).Distinct(StringComparer.Ordinal)];

    private static bool IsOf(FieldProblem problem, int card) => problem.FieldId == $"card-{card}";

    private ButtonForm? SourceButton(int index) =>
        SourceCard is { } card && index < card.Buttons.Count && card.Buttons[index].Kind == Card.Buttons[index].Kind ? card.Buttons[index] : null;

    private int RemoveCard()
    {
        Carousel.Remove(At);
        return Math.Max(0, At);
    }

    private Task GoAsync(Func<int> change) => ChangeAsync(() => _at = change());

    private Task ChangeHeaderAsync(ChangeEventArgs e) => ChangeAsync(() =>
    {
        Carousel.Header = Enum.Parse<HeaderKind>((string)e.Value!);
        foreach (var card in Carousel.Cards)
            card.Media = null;
    });

    // Of the card that it was chosen for: another may be open by the time that it has come.
    private Task StoredAsync(CardForm card, SampleMedia media)
    {
        Samples.Add(media);
        return ChangeAsync(() => card.Media = media.Id.Value);
    }

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
