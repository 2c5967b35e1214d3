using System.Globalization;

namespace WaPortal.Core.Templates;

/// <summary>Turns numbered variables into named ones and back, in all places of a content; samples and fallbacks go along.</summary>
public static class ParameterConversion
{
    /// <summary>
    /// The new name of every variable that stands in a text, by <see cref="TemplateVariable.Key"/>. All translations get one answer, so that a mapping
    /// fits all of them: numbers follow the first translation that has the variable.
    /// </summary>
    /// <param name="family">All translations, the source first.</param>
    /// <param name="to">What is wanted.</param>
    public static IReadOnlyDictionary<string, string> Names(IEnumerable<TemplateContent> family, ParameterFormat to)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var variable in family.SelectMany(content => content.Variables()).Where(v => v.IsInText && !names.ContainsKey(v.Key)).OrderBy(Number))
        {
            // An address has one variable, and its number is right in both formats.
            if (variable.Place == VariablePlace.ButtonUrl)
            {
                names[variable.Key] = "1";
                continue;
            }

            if (names.ContainsKey(variable.Key)) continue;
            var place = variable.Key[..variable.Key.LastIndexOf('.')];
            var count = counts[place] = counts.GetValueOrDefault(place) + 1;
            names[variable.Key] = to == ParameterFormat.Positional
                ? count.ToString(CultureInfo.InvariantCulture)
                : IsName(variable.Name) ? variable.Name : (variable.CardIndex is { } card ? $"card_{Letters(card + 1)}_" : "") + (variable.Place == VariablePlace.Header ? "header" : "value") + "_" + Letters(count);
        }

        return names;
    }

    /// <summary>The content with its variables renamed.</summary>
    public static TemplateContent Convert(TemplateContent content, IReadOnlyDictionary<string, string> names)
    {
        var texts = content.Texts.ToDictionary(StringComparer.Ordinal);
        var inTexts = content.Variables().Where(v => v.IsInText && names.ContainsKey(v.Key)).ToList();
        foreach (var variable in inTexts) texts.Remove(variable.Key);
        foreach (var variable in inTexts)
        {
            if (content.Texts.GetValueOrDefault(variable.Key) is { } text) texts[(variable with { Name = names[variable.Key] }).Key] = text;
        }

        return content with
        {
            HeaderText = content.HeaderText is { } header ? Rename(header, VariablePlace.Header, null, null) : null,
            Body = Rename(content.Body, VariablePlace.Body, null, null),
            Buttons = Buttons(content.Buttons, null),
            Cards = [.. content.Cards.Select((card, i) => card with { Body = Rename(card.Body, VariablePlace.Body, null, i), Buttons = Buttons(card.Buttons, i) })],
            Texts = texts,
        };

        string Rename(string text, VariablePlace place, int? button, int? card) =>
            Placeholders.Fill(text, name => names.TryGetValue(new TemplateVariable(place, name, button, card).Key, out var other) ? "{{" + other + "}}" : null);

        IReadOnlyList<TemplateButton> Buttons(IReadOnlyList<TemplateButton> buttons, int? card) =>
            [.. buttons.Select((b, i) => b.Url is { } url ? b with { Url = Rename(url, VariablePlace.ButtonUrl, i, card) } : b)];
    }

    // Numbered variables keep the order of their numbers, which need not be that of the text.
    private static int Number(TemplateVariable variable) => int.TryParse(variable.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    // Names without digits: whether the platform takes those is not confirmed. 1 → a, 27 → aa.
    private static string Letters(int number)
    {
        var letters = "";
        for (; number > 0; number = (number - 1) / 26) letters = (char)('a' + ((number - 1) % 26)) + letters;
        return letters;
    }
}
