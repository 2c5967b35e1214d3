using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.Access;

/// <summary>A request that another program has signed, as it came.</summary>
/// <param name="Id">What the sender calls it; the same when it is sent again.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Signatures">One or more, with a blank between.</param>
/// <param name="Body">The raw bytes.</param>
public sealed record SignedRequest(string? Id, string? Timestamp, string? Signatures, byte[] Body)
{
    /// <summary>Without the body.</summary>
    public override string ToString() => nameof(SignedRequest);
}

/// <summary>
/// Signatures by the Standard Webhooks specification, version 1 (standardwebhooks.com): HMAC-SHA-256 over id, timestamp and body under a secret that both sides know.
/// </summary>
public static class StandardWebhook
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Characters of an id.</summary>
    public const int IdLength = 100;

    /// <summary>How far the sender's clock may be off, either way: what is older may be a copy that somebody else sends again.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int SecretSize = 32;

    // More than a sender with a rotated secret needs; each costs a comparison.
    private const int MostSignatures = 8;

    /// <summary>A new secret in the form that people paste.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretSize));

    /// <summary>The value of the signature header.</summary>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, string secret) =>
        Version + Convert.ToBase64String(Mac(id, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body, secret));

    /// <summary>Whether one of the signatures is that of exactly this request under one of the secrets, and the request is fresh. Takes the same time however wrong it is.</summary>
    public static bool Verify(SignedRequest request, IEnumerable<string> secrets, DateTimeOffset now)
    {
        if (!IsId(request.Id) || !IsFresh(request.Timestamp, now) || request.Signatures is not { Length: > 0 } header)
            return false;
        var expected = secrets.Select(secret => Mac(request.Id!, request.Timestamp!, request.Body, secret)).ToList();
        var holds = false;
        var given = new byte[HMACSHA256.HashSizeInBytes];
        foreach (var signature in header.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures))
        {
            if (!signature.StartsWith(Version, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(signature[Version.Length..], given, out var length) || length != given.Length)
                continue; // of another version of the specification
            foreach (var mac in expected)
                holds |= CryptographicOperations.FixedTimeEquals(mac, given);
        }

        return holds;
    }

    // The dot parts id, timestamp and body from each other, so an id holds none.
    private static bool IsId(string? id) => id is { Length: > 0 and <= IdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool IsFresh(string? timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(seconds - now.ToUnixTimeSeconds()) <= (long)Tolerance.TotalSeconds;

    private static byte[] Mac(string id, string timestamp, ReadOnlySpan<byte> body, string secret) =>
        HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), (byte[])[.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body]);
}
