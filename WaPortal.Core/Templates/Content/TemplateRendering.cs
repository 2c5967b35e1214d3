namespace WaPortal.Core.Templates;

/// <summary>A translation with values filled in, for a preview or a record of what was sent.</summary>
/// <param name="Header">Text of a text header.</param>
/// <param name="Body">Formatting characters are still in it.</param>
/// <param name="Footer">Null: none.</param>
/// <param name="Buttons">With addresses filled in.</param>
/// <param name="Cards">With their texts and addresses filled in.</param>
public sealed record RenderedTemplate(string? Header, string Body, string? Footer, IReadOnlyList<TemplateButton> Buttons, IReadOnlyList<TemplateCard> Cards);

/// <summary>Fills values into a translation.</summary>
public static class TemplateRendering
{
    /// <summary>Fills by variable key; a variable for which <paramref name="value"/> answers null stays as it is written.</summary>
    public static RenderedTemplate Render(this TemplateContent written, Func<TemplateVariable, string?> value)
    {
        var content = written.Effective();
        return new RenderedTemplate(
            content.Header == HeaderKind.Text ? Fill(content.HeaderText ?? "", VariablePlace.Header, null, null) : null,
            Fill(content.Body, VariablePlace.Body, null, null),
            string.IsNullOrWhiteSpace(content.Footer) ? null : content.Footer,
            Buttons(content.Buttons, null),
            [.. content.Cards.Select((card, i) => card with { Body = Fill(card.Body, VariablePlace.Body, null, i), Buttons = Buttons(card.Buttons, i) })]);

        string Fill(string text, VariablePlace place, int? button, int? card) =>
            Placeholders.Fill(text, name => value(new TemplateVariable(place, name, button, card)));

        IReadOnlyList<TemplateButton> Buttons(IReadOnlyList<TemplateButton> buttons, int? card) =>
            [.. buttons.Select((b, i) => b.Kind == ButtonKind.Url ? b with { Url = Fill(b.Url ?? "", VariablePlace.ButtonUrl, i, card) } : b)];
    }

    /// <summary>Filled with the samples; variables without one stay visible.</summary>
    public static RenderedTemplate RenderSamples(this TemplateContent content) =>
        content.Render(v => content.SampleOf(v) is { Length: > 0 } sample ? sample : null);
}
