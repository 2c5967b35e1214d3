using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.Access;

/// <summary>A code of 24 base-32 characters (120 random bits) that a person copies: a recovery code, a set-up code. Only its hash is stored.</summary>
public static class SecretCode
{
    /// <summary>A new code in groups of four.</summary>
    public static string New() => Base32.Grouped(Base32.Encode(RandomNumberGenerator.GetBytes(15)), '-');

    /// <summary>SHA-256 of the code, whatever its case and grouping. A plain hash will do: the code is random enough not to be guessed from it.</summary>
    public static byte[] Hash(string code) =>
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));
}
