using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Templates;

/// <summary>A translation as the customer's phone is to draw it.</summary>
public static class MessageDrawing
{
    // Any moment does: what counts is how the countdown looks.
    private const string Countdown = "23:59:41";

    /// <param name="content">What it says.</param>
    /// <param name="language">Of the text.</param>
    /// <param name="value">The value of a variable; null or empty leaves a visible hole.</param>
    /// <param name="media">The sample of a media header, where one is known: what it is called and, for a picture, where it is served.</param>
    /// <param name="wording">The fixed texts of an authentication template; null for the portal's likeness of them.</param>
    public static ChatMessage Draw(
        TemplateContent content, TemplateLanguage language, Func<TemplateVariable, string?> value, Func<Guid, (string Name, string? Url, long? Bytes)?> media,
        CodeWording? wording = null)
    {
        var tag = LanguageTags.Of(language.Code);
        if (content.Authentication is { } texts)
            return Code(wording?.Of(language.Code, texts) ?? AuthenticationWords.In(language.Code).With(texts), content, value);
        var variables = content.Variables().ToLookup(v => (v.Place, v.CardIndex));
        var code = variables[(VariablePlace.ButtonCode, null)].Select(value).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return new ChatMessage(tag, language.IsRightToLeft, Header(content.Header, content.HeaderMedia, content.HeaderText), content.Body, Footer(content.Footer), Buttons(content.Buttons), Values(VariablePlace.Body, null))
        {
            HeaderValues = Values(VariablePlace.Header, null),
            Offer = content.Offer is { } offer ? new ChatOffer(offer.Text, offer.HasExpiration ? Countdown : null, code) : null,
            Cards =
            [
                .. content.Cards.Select((card, i) => new ChatCard(Header(card.Header, card.Media, null), card.Body, Buttons(card.Buttons), Values(VariablePlace.Body, i))),
            ],
        };

        Dictionary<string, string> Values(VariablePlace place, int? card) =>
            variables[(place, card)].ToDictionary(v => v.Name, v => value(v) ?? "", StringComparer.Ordinal);

        ChatHeader Header(HeaderKind kind, Guid? file, string? text)
        {
            var known = file is { } id && TemplateContent.IsMedia(kind) ? media(id) : null;
            return new ChatHeader(Kind(kind), kind == HeaderKind.Text ? text : known?.Name, known?.Url, known?.Bytes);
        }
    }

    private static ChatMessage Code(AuthenticationPreview words, TemplateContent content, Func<TemplateVariable, string?> value)
    {
        var code = content.Variables().Where(v => v.Place == VariablePlace.ButtonCode).Select(value).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? AuthenticationWords.SampleCode;
        var fills = content.Buttons.FirstOrDefault(b => b.Kind == ButtonKind.Otp)?.Otp is { Kind: not OtpKind.CopyCode };
        return new ChatMessage(
            LanguageTags.Of(words.Language), LanguageTags.Named(words.Language).IsRightToLeft, ChatHeader.None, words.Body, words.Footer,
            [fills ? new ChatButton(ChatButtonKind.Fill, words.AutofillLabel ?? "Autofill") : new ChatButton(ChatButtonKind.Copy, words.ButtonLabel ?? "Copy code")],
            new Dictionary<string, string> { ["1"] = code });
    }

    private static string? Footer(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static IReadOnlyList<ChatButton> Buttons(IReadOnlyList<TemplateButton> buttons) => [.. buttons.Select(b => new ChatButton(Kind(b.Kind), b.Label.Length > 0 ? b.Label : "…"))];

    private static ChatHeaderKind Kind(HeaderKind kind) => kind switch
    {
        HeaderKind.None => ChatHeaderKind.None,
        HeaderKind.Text => ChatHeaderKind.Text,
        HeaderKind.Image => ChatHeaderKind.Image,
        HeaderKind.Video => ChatHeaderKind.Video,
        HeaderKind.Document => ChatHeaderKind.Document,
        HeaderKind.Location => ChatHeaderKind.Location,
        HeaderKind.Product => ChatHeaderKind.Product,
    };

    private static ChatButtonKind Kind(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => ChatButtonKind.Reply,
        ButtonKind.Url => ChatButtonKind.Url,
        ButtonKind.Phone => ChatButtonKind.Phone,
        ButtonKind.CopyCode or ButtonKind.Otp => ChatButtonKind.Copy,
        ButtonKind.Flow => ChatButtonKind.Flow,
        ButtonKind.Catalog or ButtonKind.MultiProduct or ButtonKind.SingleProduct => ChatButtonKind.Catalog,
        ButtonKind.VoiceCall => ChatButtonKind.Call,
        ButtonKind.Other => ChatButtonKind.Other,
    };
}
