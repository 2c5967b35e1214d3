using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace WaPortal.Core.Access;

/// <summary>
/// Time-based one-time codes by RFC 6238 as authenticator apps make them: SHA-1, six digits, a step of 30 seconds.
/// </summary>
/// <remarks>
/// Whether a code was used before is not decided here: <see cref="SecondFactor"/> takes the step that matched and spends it in the database.
/// </remarks>
public static class Totp
{
    /// <summary>Bytes of a seed: 160 bits, as RFC 4226 recommends.</summary>
    public const int SeedSize = 20;

    private const int StepSeconds = 30;
    private const int Digits = 6;

    /// <summary>A new random seed.</summary>
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedSize);

    /// <summary>The number of the 30-second step that a time lies in.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> seed, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 with SHA-1 is what authenticator apps speak; HMAC does not rest on collision resistance.
        HMACSHA1.HashData(seed, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0F;
        var value = BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7FFF_FFFF;
        return (value % (uint)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The code at a time.</summary>
    public static string CodeAt(ReadOnlySpan<byte> seed, DateTimeOffset time) => Code(seed, StepAt(time));

    /// <summary>The step whose code this is, among the present one and its two neighbours; null when it is none of theirs.</summary>
    public static long? Match(ReadOnlySpan<byte> seed, string code, DateTimeOffset now)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        if (digits.Length != Digits)
            return null;
        long? match = null;
        var present = StepAt(now);
        // All three are computed whatever matches, so that time tells nothing.
        for (var step = present + 1; step >= present - 1; step--)
        {
            var expected = Code(seed, step);
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(expected), System.Text.Encoding.ASCII.GetBytes(digits)))
                match = step;
        }

        return match;
    }

    /// <summary>The address that an authenticator app reads from a QR code (Key URI format, as ASP.NET Core Identity writes it).</summary>
    public static string Address(ReadOnlySpan<byte> seed, string enterprise, string email)
    {
        var issuer = Uri.EscapeDataString("WaPortal " + enterprise);
        return $"otpauth://totp/{issuer}:{Uri.EscapeDataString(email)}?secret={Base32.Encode(seed)}&issuer={issuer}&digits=6";
    }
}
