namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Puts words around a variable at the edge of a body, in the language of the template.</summary>
internal static class EdgeWords
{
    private static readonly char[] Separators = [' ', '\n', '\r', '\t', ',', '،', '!', ':', '-', '–'];

    /// <summary>"{{1}}, hello" → "hello {{1}}"; else a greeting of the language goes first.</summary>
    public static TemplateFix? Before(JsonCursor at, Placeholder variable, Phrases? phrases)
    {
        if (phrases is null) return null;
        var text = at.Text!;
        var shown = text[variable.Start..variable.End];
        var rest = text[variable.End..].TrimStart(Separators);
        foreach (var greeting in phrases.Greetings.OrderByDescending(g => g.Length))
        {
            if (!rest.StartsWith(greeting, StringComparison.OrdinalIgnoreCase) || (rest.Length > greeting.Length && TextFacts.IsWordAt(rest, greeting.Length))) continue;
            var behind = rest[greeting.Length..].TrimStart(Separators);
            return Fix.Text($"Move the greeting before {shown}", at, $"{greeting} {shown}, {behind}");
        }

        return Fix.Text($"Put \"{phrases.Greetings[0]}\" before {shown}", at, $"{phrases.Greetings[0]} {TextFacts.TrimStart(text)}");
    }

    /// <summary>Ends the sentence and adds one that may end any message.</summary>
    public static TemplateFix? Behind(JsonCursor at, Placeholder variable, Phrases? phrases)
    {
        if (phrases is null) return null;
        var text = TextFacts.TrimEnd(at.Text!);
        var stop = phrases.Closing[^1..];
        var ended = text.Length == variable.End ? text + stop : text;
        return Fix.Text($"Put \"{phrases.Closing}\" behind {text[variable.Start..variable.End]}", at, $"{ended} {phrases.Closing}");
    }
}
