using System.Text.RegularExpressions;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>Places of a text that may meet a requirement. A hint to whoever judges; it judges nothing.</summary>
public static partial class RequirementHints
{
    /// <summary>The first such place; null when there seems to be none.</summary>
    /// <param name="requirement">What is looked for.</param>
    /// <param name="text">The words of the consent.</param>
    /// <param name="business">What the enterprise is called.</param>
    public static string? Find(OptInRequirement requirement, string text, string business)
    {
        if (requirement == OptInRequirement.NamesBusiness)
            return text.IndexOf(business, StringComparison.CurrentCultureIgnoreCase) is var at and >= 0 && business.Length > 0 ? text.Substring(at, business.Length) : null;
        var found = (requirement switch
        {
            OptInRequirement.SaysWhatsApp => WhatsApp(),
            OptInRequirement.ActiveAct => Act(),
            OptInRequirement.SaysWhatComes => Kinds(),
            _ => Stop(),
        }).Match(text);
        return found.Success ? found.Value.Trim() : null;
    }

    [GeneratedRegex("whats ?app|واتساب|व्हाट्सऐप", RegexOptions.IgnoreCase)]
    private static partial Regex WhatsApp();

    // en, es, de, fr, pt, it, ar, hi: the words by which people say that they do something.
    [GeneratedRegex(
        @"\b(?:i (?:would like|want|agree|accept|consent)|yes,? (?:please|send)|tick|check this box|sign(?:ing)? here|(?:text|send|reply) [“""']?[A-Z]{2,}|acepto|quiero|marca|sí,? quiero|ich (?:möchte|willige|stimme)|j['’]accepte|je souhaite|aceito|quero|accetto|desidero)\b|أوافق|मैं सहमत",
        RegexOptions.IgnoreCase)]
    private static partial Regex Act();

    [GeneratedRegex(
        @"\b(?:offers?|news(?:letter)?|promotions?|order (?:updates?|status)|delivery|reminders?|appointments?|codes?|ofertas?|novedades|pedidos?|noticias|angebote?|neuigkeiten|bestell\w+|offres?|nouveautés|commandes?|ofertas|offerte|novità|ordini)\b|عروض|ऑफ़र",
        RegexOptions.IgnoreCase)]
    private static partial Regex Kinds();

    [GeneratedRegex(
        @"\b(?:stop|unsubscribe|opt out|withdraw|at any time|baja|en cualquier momento|abmelden|jederzeit|widerruf\w*|désinscri\w+|à tout moment|sair|a qualquer momento|disiscriv\w+|in qualsiasi momento)\b|إيقاف|रोकें",
        RegexOptions.IgnoreCase)]
    private static partial Regex Stop();
}
