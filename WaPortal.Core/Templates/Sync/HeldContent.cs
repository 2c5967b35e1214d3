using System.Text.Json.Nodes;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// Sets what the platform answers beside what the portal believes it to hold. The platform writes back much that was never sent (finished texts, addresses
/// of samples, labels in the template's language) and spells some of it differently, so the comparison is of what was read, not of JSON.
/// </summary>
internal static class HeldContent
{
    /// <summary>What the platform answers, with what only the portal knows: files and fallbacks, and choices that the answer does not tell.</summary>
    public static TemplateContent Read(TemplateInfo info, TemplateContent? known)
    {
        var read = TemplateImport.FromPlatform(info).Content;
        if (known is null) return read;
        if (read.Authentication is { } told && known.Authentication is { } chosen)
        {
            // The finished sentences tell these choices only roughly, and not in every language.
            if (!Tells(info.Components, "BODY", "add_security_recommendation")) told = told with { SecurityRecommendation = chosen.SecurityRecommendation };
            if (told.ExpiryMinutes is not null && !Tells(info.Components, "FOOTER", "code_expiration_minutes")) told = told with { ExpiryMinutes = chosen.ExpiryMinutes };
            read = read with { Authentication = told };
        }

        var texts = new Dictionary<string, VariableText>(read.Texts, StringComparer.Ordinal);
        foreach (var (key, text) in known.Texts.Where(t => t.Value.Fallback is not null))
        {
            if (texts.TryGetValue(key, out var sample)) texts[key] = sample with { Fallback = text.Fallback };
        }

        return WithMarks(WithFiles(read with { Texts = texts }, known), known);
    }

    /// <summary>The content with the files that it lacks, where the other has one of the same kind in the same place.</summary>
    public static TemplateContent WithFiles(TemplateContent content, TemplateContent other) => content with
    {
        HeaderMedia = content.HeaderMedia ?? (content.HasMediaHeader && other.Header == content.Header ? other.HeaderMedia : null),
        Cards = [.. content.Cards.Select((card, i) => card.Media is null && TemplateContent.IsMedia(card.Header) && i < other.Cards.Count && other.Cards[i].Header == card.Header
            ? card with { Media = other.Cards[i].Media } : card)],
    };

    /// <summary>The content with each quick reply marked as the one of the same label is in the other; what the other does not have keeps its mark.</summary>
    public static TemplateContent WithMarks(TemplateContent content, TemplateContent other)
    {
        var marks = other.AllButtons.Where(b => b.Kind == ButtonKind.QuickReply).GroupBy(b => Text(b.Text), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().OptOut, StringComparer.Ordinal);
        TemplateButton Marked(TemplateButton button) => button.Kind == ButtonKind.QuickReply && marks.TryGetValue(Text(button.Text), out var mark) ? button with { OptOut = mark } : button;
        return content with { Buttons = [.. content.Buttons.Select(Marked)], Cards = [.. content.Cards.Select(c => c with { Buttons = [.. c.Buttons.Select(Marked)] })] };
    }

    /// <summary>Whether a file is missing that a message carries.</summary>
    public static bool LacksFiles(TemplateContent content) =>
        (content.HasMediaHeader && content.HeaderMedia is null) || content.Cards.Any(c => TemplateContent.IsMedia(c.Header) && c.Media is null);

    /// <summary>Whether what was read says the same as what was handed over. Samples, files and fallbacks are left out, and labels that are the platform's own.</summary>
    public static bool Same(TemplateContent sent, TemplateContent read)
    {
        var (a, b) = (sent.Effective(), read.Effective());
        return a.Header == b.Header && (a.Header != HeaderKind.Text || Text(a.HeaderText) == Text(b.HeaderText))
            && Text(a.Body) == Text(b.Body) && Text(a.Footer) == Text(b.Footer)
            && a.Authentication == b.Authentication && a.Offer == b.Offer
            && (a.TimeToLiveSeconds is null || b.TimeToLiveSeconds is null || a.TimeToLiveSeconds == b.TimeToLiveSeconds)
            && Same(a.Buttons, b.Buttons)
            && a.Cards.Count == b.Cards.Count && a.Cards.Zip(b.Cards).All(p => p.First.Header == p.Second.Header && Text(p.First.Body) == Text(p.Second.Body) && Same(p.First.Buttons, p.Second.Buttons))
            && SameForeign(a.Foreign, b.Foreign);
    }

    /// <summary>What a message must bring so that it fits: the variables, and the parts that take a file, a link or a code.</summary>
    /// <param name="content">What is approved.</param>
    /// <param name="withWords">Also the words around numbered variables: by the number alone nobody can tell whether {{1}} still is the name.</param>
    public static string Shape(TemplateContent content, bool withWords)
    {
        var parts = content.Effective();
        var keys = parts.Variables().Select(v => v.Key).Order(StringComparer.Ordinal);
        var shape = new List<string> { parts.Header.ToString(), parts.Authentication is null ? "" : "code", parts.Offer?.HasExpiration.ToString() ?? "" };
        shape.AddRange(parts.Buttons.Select(b => b.Kind.ToString()));
        shape.AddRange(parts.Cards.Select(c => $"{c.Header}:{string.Join('+', c.Buttons.Select(b => b.Kind))}"));
        shape.AddRange(keys);
        if (withWords)
            shape.AddRange(new[] { parts.HeaderText, parts.Body }.Concat(parts.Cards.Select(c => c.Body)).Concat(parts.Buttons.Concat(parts.Cards.SelectMany(c => c.Buttons)).Select(b => b.Url)).Select(Numbered).OfType<string>());
        return string.Join('\n', shape);
    }

    private static string? Numbered(string? text) => text is not null && Placeholders.In(text).Any(p => p.Position is not null) ? Text(text) : null;

    private static bool Same(IReadOnlyList<TemplateButton> sent, IReadOnlyList<TemplateButton> read) => sent.Count == read.Count && sent.Zip(read).All(p => Same(p.First, p.Second));

    private static bool Same(TemplateButton sent, TemplateButton read)
    {
        if (sent.Kind != read.Kind || (sent.Extra is { } extra && !Shows(read.Extra, extra))) return false;
        return sent.Kind switch
        {
            ButtonKind.Otp => sent.Otp?.Kind == read.Otp?.Kind && Apps(sent).SetEquals(Apps(read)),
            // The platform words these itself, in the language of the template.
            ButtonKind.CopyCode or ButtonKind.Catalog or ButtonKind.MultiProduct or ButtonKind.SingleProduct => true,
            ButtonKind.Phone => Text(sent.Text) == Text(read.Text) && SameNumber(sent.PhoneNumber, read.PhoneNumber),
            ButtonKind.Url => Text(sent.Text) == Text(read.Text) && sent.Url == read.Url,
            ButtonKind.Flow => Text(sent.Text) == Text(read.Text) && Same(sent.Flow, read.Flow),
            ButtonKind.Other => true,
            ButtonKind.QuickReply or ButtonKind.VoiceCall => Text(sent.Text) == Text(read.Text),
            _ => throw new InvalidOperationException($"Unknown kind of button {sent.Kind}."),
        };
    }

    private static bool Same(FlowTarget? sent, FlowTarget? read) =>
        sent is null || (read is not null && (sent.FlowId.Length == 0 || sent.FlowId == read.FlowId) && sent.Action == read.Action && (sent.Screen is not { Length: > 0 } screen || screen == read.Screen));

    private static HashSet<OtpApp> Apps(TemplateButton button) => [.. button.Otp?.Apps ?? []];

    // With or without a plus; zeros behind the country code are taken out (the platform's page on components).
    private static bool SameNumber(string? sent, string? read)
    {
        var (a, b) = (Digits(sent), Digits(read));
        if (a == b) return true;
        var zeros = a.Length - b.Length;
        return zeros > 0 && Enumerable.Range(1, Math.Min(3, b.Length)).Any(code => string.Concat(b.AsSpan(0, code), new string('0', zeros), b.AsSpan(code)) == a);
    }

    private static string Digits(string? number) => string.Concat((number ?? "").Where(char.IsAsciiDigit));

    private static bool SameForeign(IReadOnlyList<ForeignPart> sent, IReadOnlyList<ForeignPart> read)
    {
        // A component that came or went is a change; fields beside what is known are compared only where the portal sent them, since the platform adds its own.
        var (whole, there) = (sent.Where(f => IsWhole(f.Within)).ToList(), read.Where(f => IsWhole(f.Within)).ToList());
        if (whole.Count != there.Count) return false;
        return whole.Zip(there).All(p => p.First.Within == p.Second.Within && Shows(p.Second.Json, p.First.Json))
            && sent.Where(f => !IsWhole(f.Within)).All(f => Shows(read.FirstOrDefault(r => r.Within == f.Within)?.Json, f.Json));
    }

    private static bool IsWhole(string? within) => within is null || (within.StartsWith("card", StringComparison.Ordinal) && !within.Contains('.', StringComparison.Ordinal));

    private static bool Shows(JsonObject? held, JsonObject sent) => HeldComponents.Show(held is null ? [] : new JsonArray(held.DeepClone()), new JsonArray(sent.DeepClone()));

    private static string Text(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();

    private static bool Tells(JsonArray components, string type, string field) =>
        components.OfType<JsonObject>().Any(c => c["type"] is JsonValue value && value.TryGetValue<string>(out var word) && word.Equals(type, StringComparison.OrdinalIgnoreCase) && c.ContainsKey(field));
}
