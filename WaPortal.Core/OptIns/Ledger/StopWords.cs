using System.Collections.Frozen;
using System.Text;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Words by which people ask to be left alone.</summary>
public static class StopWords
{
    private static readonly FrozenSet<string> All = new[]
    {
        // en, de, es, fr, it, pt, nl, tr, pl, ar, he, hi, ru
        "stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "cancel", "end", "quit", "stop promotions",
        "stopp", "abmelden", "abbestellen", "keine werbung",
        "baja", "alto", "parar", "cancelar", "no mas ofertas", "no mas",
        "arret", "arreter", "desinscription", "desabonner",
        "ferma", "annulla", "disiscriviti", "sair", "descadastrar", "cancelar inscricao",
        "afmelden", "uitschrijven", "dur", "iptal", "rezygnuje", "wypisz",
        "إيقاف", "ايقاف", "توقف", "الغاء", "إلغاء", "עצור", "הסר", "रोकें", "बंद करें", "стоп", "отписаться",
    }.Select(Plain).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the whole message is such a word, whatever its case, accents and punctuation.</summary>
    public static bool IsStop(string? text) => text is { Length: > 0 and <= 60 } && All.Contains(Plain(text));

    /// <summary>A text without case, accents and punctuation.</summary>
    internal static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.SpacingCombiningMark)
                plain.Append(char.ToLowerInvariant(c));
            else if (char.IsWhiteSpace(c) && plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        return plain.ToString().TrimEnd();
    }
}
