namespace WaPortal.Core.Access;

/// <summary>What a password must be: long, not common, not made of names that anybody would try. No rule on kinds of characters and no forced change (NIST SP 800-63B, ASVS 6.2).</summary>
public static class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>Most characters.</summary>
    public const int MaxLength = 128;

    /// <summary>What is wrong with the password, in words for its owner; null when nothing is.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="names">Names that it must not hold: the enterprise, its Enterprise ID, the user's email. The product's own name is always among them.</param>
    public static string? Fault(string password, params ReadOnlySpan<string> names)
    {
        if (password.Length < MinLength)
            return $"Use at least {MinLength} characters. Several words in a row are fine.";
        if (password.Length > MaxLength)
            return $"Use at most {MaxLength} characters.";
        if (password.Distinct().Count() < 4)
            return "Use more than three different characters.";
        if (CommonPasswords.Holds(password))
            return "This password is one of those that are tried first. Choose three or more unrelated words, or let a password manager make one.";
        if (Holds(password, "waportal"))
            return "Leave the product's name out of the password.";
        foreach (var name in names)
        {
            // Shorter names stand inside ordinary words too often.
            var word = name.Split('@')[0].Trim();
            if (word.Length >= 4 && (Holds(password, word) || Holds(password, word.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal))))
                return "Leave the enterprise's name and your own out of the password.";
        }

        return null;
    }

    private static bool Holds(string password, string word) => password.Contains(word, StringComparison.OrdinalIgnoreCase);
}
