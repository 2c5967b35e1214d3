using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Templates;

/// <summary>
/// The fixed texts of authentication templates as a page shows them: the platform's own, once it has answered, else the portal's likeness of them.
/// </summary>
public sealed class CodeWording(AuthenticationPreviews previews)
{
    private readonly Dictionary<(string Language, AuthenticationTexts Texts), AuthenticationPreview?> _asked = [];

    /// <summary>What stands in the message.</summary>
    public AuthenticationPreview Of(string language, AuthenticationTexts texts) =>
        _asked.GetValueOrDefault((language, texts)) ?? AuthenticationWords.In(language).With(texts);

    /// <summary>The platform said so itself.</summary>
    public bool IsOwn(string language, AuthenticationTexts texts) => _asked.GetValueOrDefault((language, texts)) is not null;

    /// <summary>Asks the platform, once for each choice; true when it said something new.</summary>
    public async Task<bool> LookUpAsync(Actor actor, TemplateId template, string language, AuthenticationTexts texts, CancellationToken token)
    {
        // What the linter refuses anyway is not asked for.
        if (texts.ExpiryMinutes is < 1 or > OtpForm.LongestExpiry || !_asked.TryAdd((language, texts), null))
            return false;
        var words = await previews.GetAsync(actor, template, language, texts, token);
        _asked[(language, texts)] = words;
        return words is not null;
    }
}
