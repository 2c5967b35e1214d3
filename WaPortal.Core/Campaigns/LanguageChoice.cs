namespace WaPortal.Core.Campaigns;

/// <summary>Chooses the translation for a person.</summary>
public static class LanguageChoice
{
    /// <summary>
    /// The person's own language; else, where that is wished, the same language of another region (the bare one first); else the first of the chain that is there; null where
    /// none of them is.
    /// </summary>
    /// <param name="wanted">The person's language as the list has it, such as <c>es-MX</c>; null for unknown.</param>
    /// <param name="available">WhatsApp codes of the approved translations.</param>
    /// <param name="chain">For the others, in order; none leaves them out.</param>
    /// <param name="kin">Whether another region's form of the language will do.</param>
    public static string? Choose(string? wanted, IReadOnlyCollection<string> available, IReadOnlyList<string> chain, bool kin = true)
    {
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            var code = wanted.Trim().Replace('-', '_');
            if (Find(available, code) is { } own)
                return own;
            if (kin && Kin(available, code.Split('_')[0]) is { } near)
                return near;
        }

        return chain.Select(code => Find(available, code)).FirstOrDefault(found => found is not null);
    }

    private static string? Kin(IReadOnlyCollection<string> available, string bare) =>
        Find(available, bare) ?? available.Where(a => a.StartsWith(bare + "_", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault();

    private static string? Find(IReadOnlyCollection<string> available, string code) =>
        available.FirstOrDefault(a => string.Equals(a, code, StringComparison.OrdinalIgnoreCase));
}
