namespace WaPortal.Core.Campaigns;

/// <summary>Chooses the translation for a person.</summary>
public static class LanguageChoice
{
    /// <summary>
    /// The person's own language; else the same language of another region (the bare one first); else the fallback; null where none
    /// of them is there.
    /// </summary>
    /// <param name="wanted">The person's language as the list has it, such as <c>es-MX</c>; null for unknown.</param>
    /// <param name="available">WhatsApp codes of the approved translations.</param>
    /// <param name="fallback">One of them, or null to leave such people out.</param>
    public static string? Choose(string? wanted, IReadOnlyCollection<string> available, string? fallback)
    {
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            var code = wanted.Trim().Replace('-', '_');
            if (Find(available, code) is { } own)
                return own;
            var bare = code.Split('_')[0];
            if (Find(available, bare) is { } same)
                return same;
            var kin = available.Where(a => a.StartsWith(bare + "_", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault();
            if (kin is not null)
                return kin;
        }

        return fallback is null ? null : Find(available, fallback);
    }

    private static string? Find(IReadOnlyCollection<string> available, string code) =>
        available.FirstOrDefault(a => string.Equals(a, code, StringComparison.OrdinalIgnoreCase));
}
