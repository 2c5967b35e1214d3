namespace WaPortal.Core.Templates;

/// <summary>What a translation consists of, seen by those who translate.</summary>
public enum TranslationPart
{
    Header,
    Offer,
    Body,
    Samples,
    Footer,
    Cards,
    Buttons,
}

/// <summary>How far a translation is: which parts it is to have, and which of them are not there yet.</summary>
/// <param name="Parts">What the source language has, and what this one has beyond it.</param>
/// <param name="Missing">Those that are empty, or still in the words of the source.</param>
public sealed record TemplateCompleteness(IReadOnlyList<TranslationPart> Parts, IReadOnlyList<TranslationPart> Missing)
{
    public bool IsComplete => Missing.Count == 0;

    public int Done => Parts.Count - Missing.Count;

    /// <summary>Measures <paramref name="content"/> against the source.</summary>
    /// <param name="content">The translation.</param>
    /// <param name="language">Its code.</param>
    /// <param name="source">Null for the source itself.</param>
    /// <param name="sourceLanguage">Its code.</param>
    public static TemplateCompleteness Of(TemplateContent content, string language, TemplateContent? source = null, string? sourceLanguage = null)
    {
        // Nothing of an authentication template is translated here.
        if (content.Authentication is not null) return new TemplateCompleteness([], []);
        var model = source ?? content;
        var parts = Enum.GetValues<TranslationPart>().Where(part => Has(model, part) || Has(content, part)).ToList();
        var translated = source is null || SameTongue(language, sourceLanguage ?? "") || content.Body.Trim() != source.Body.Trim();
        return new TemplateCompleteness(parts, [.. parts.Where(part => !IsDone(content, model, part) || (part == TranslationPart.Body && !translated))]);
    }

    private static bool Has(TemplateContent content, TranslationPart part) => part switch
    {
        TranslationPart.Header => content.Header != HeaderKind.None,
        TranslationPart.Offer => content.Offer is not null,
        TranslationPart.Body => true,
        TranslationPart.Samples => WithSample(content).Any(),
        TranslationPart.Footer => !string.IsNullOrWhiteSpace(content.Footer),
        TranslationPart.Cards => content.Cards.Count > 0,
        TranslationPart.Buttons => content.Buttons.Count > 0,
    };

    private static bool IsDone(TemplateContent content, TemplateContent model, TranslationPart part) => part switch
    {
        TranslationPart.Header => content.Header switch
        {
            HeaderKind.None => false,
            HeaderKind.Text => !string.IsNullOrWhiteSpace(content.HeaderText),
            var kind => !TemplateContent.IsMedia(kind) || content.HeaderMedia is not null,
        },
        TranslationPart.Offer => !string.IsNullOrWhiteSpace(content.Offer?.Text),
        TranslationPart.Body => !string.IsNullOrWhiteSpace(content.Body),
        TranslationPart.Samples => WithSample(content).All(v => content.SampleOf(v).Length > 0),
        TranslationPart.Footer => !string.IsNullOrWhiteSpace(content.Footer),
        TranslationPart.Cards => content.Cards.Count >= model.Cards.Count && content.Cards.Index().All(c => IsDone(c.Item, c.Index < model.Cards.Count ? model.Cards[c.Index] : null)),
        TranslationPart.Buttons => content.Buttons.Count >= model.Buttons.Count && content.Buttons.All(IsDone),
    };

    private static bool IsDone(TemplateCard card, TemplateCard? model) =>
        (!TemplateContent.IsMedia(card.Header) || card.Media is not null) && (card.Body.Length > 0 || model is null or { Body.Length: 0 }) && card.Buttons.All(IsDone);

    private static bool IsDone(TemplateButton button) => button.Kind switch
    {
        ButtonKind.Url => button.Text.Length > 0 && button.Url is { Length: > 0 },
        ButtonKind.Phone => button.Text.Length > 0 && button.PhoneNumber is { Length: > 0 },
        ButtonKind.Flow => button.Text.Length > 0 && (button.Flow is { FlowId.Length: > 0 } || button.Extra is not null),
        ButtonKind.QuickReply or ButtonKind.VoiceCall => button.Text.Length > 0,
        _ => true,
    };

    private static IEnumerable<TemplateVariable> WithSample(TemplateContent content) =>
        content.Variables().Where(v => v.IsInText || v.Place == VariablePlace.ButtonCode);

    private static bool SameTongue(string one, string other) => one.Split('_')[0] == other.Split('_')[0];
}
