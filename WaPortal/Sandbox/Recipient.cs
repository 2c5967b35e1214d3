namespace WaPortal.Sandbox;

/// <summary>Reads the <c>to</c> of a message as the platform does.</summary>
internal static class Recipient
{
    /// <summary>
    /// The digits of the number, or null when it is none. A number without a plus is taken as one of the sender's own
    /// country unless it already begins with its code, which is how a forgotten plus reaches a stranger.
    /// </summary>
    public static string? Read(string? to)
    {
        if (to is null) return null;
        var text = to.Trim();
        var international = text.StartsWith('+');
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        if (text[(international ? 1 : 0)..].Any(c => !char.IsAsciiDigit(c) && c is not (' ' or '-' or '(' or ')' or '.'))) return null;
        if (!international && !digits.StartsWith(SandboxAccount.CountryCode, StringComparison.Ordinal)) digits = SandboxAccount.CountryCode + digits.TrimStart('0');
        return digits.Length is >= 8 and <= 15 && digits[0] != '0' ? digits : null;
    }
}
