using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.WhatsApp;

/// <summary>The platform's question, when a webhook address is set up, whether it is really ours.</summary>
public static class WebhookHandshake
{
    private const int LongestChallenge = 64;

    /// <summary>The challenge to echo, or null to refuse. Only a harmless challenge is echoed, since the page that answers it is ours.</summary>
    public static string? Answer(string? mode, string? verifyToken, string? challenge, string expectedToken)
    {
        if (mode != "subscribe" || expectedToken.Length == 0 || verifyToken is null)
            return null;

        // Hashed first, so that the comparison gives away not even the length.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(verifyToken));
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(expectedToken));
        return CryptographicOperations.FixedTimeEquals(given, expected) && IsHarmless(challenge) ? challenge : null;
    }

    private static bool IsHarmless(string? challenge) =>
        challenge is { Length: >= 1 and <= LongestChallenge } && challenge.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
