using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Unsubscribing;

/// <summary>Whom a link is about.</summary>
/// <param name="Message">The message that it stood in.</param>
/// <param name="PhoneId">Who got it.</param>
public sealed record UnsubscribeTarget(Guid Message, byte[] PhoneId);

/// <summary>
/// Makes and reads the links by which people unsubscribe. A token is the enterprise's id and, encrypted and sealed under its key for links, message and person: it works
/// as long as the enterprise has its keys, also after the message was deleted, tells nobody anything, and cannot be made up.
/// </summary>
public sealed class UnsubscribeLinks(IOptions<UnsubscribeOptions> options)
{
    /// <summary>The path that all such links, and nothing else, begin with.</summary>
    public const string PathPrefix = "/u/";

    private const int IdSize = 16;
    private const int PhoneSize = 32;

    // Far more than a token has: what is longer is not looked at.
    private const int MostCharacters = 200;

    /// <summary>What links begin with, up to the token; null: there are none.</summary>
    public string? Prefix { get; } = options.Value.Address is { } address ? new Uri(address, PathPrefix).AbsoluteUri : null;

    /// <summary>The token for one message to one person, in letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string Token(TenantKeyRing keys, Guid message, ReadOnlySpan<byte> phoneId)
    {
        Span<byte> plain = stackalloc byte[IdSize + PhoneSize];
        message.TryWriteBytes(plain, bigEndian: true, out _);
        phoneId.CopyTo(plain[IdSize..]);
        var sealedPart = keys.Encrypt(KeyPurpose.Link, plain, "links", "unsubscribe", "");
        return Base64Url.EncodeToString([.. keys.TenantId.Value.ToByteArray(bigEndian: true), .. sealedPart]);
    }

    /// <summary>The enterprise that a token names; null when it is none.</summary>
    public static TenantId? TenantOf(string token) => Bytes(token) is { } bytes ? new TenantId(new Guid(bytes.AsSpan(0, IdSize), bigEndian: true)) : null;

    /// <summary>Reads what <see cref="Token"/> made; null when it was made up, changed or cut.</summary>
    public static UnsubscribeTarget? Read(TenantKeyRing keys, string token)
    {
        if (Bytes(token) is not { } bytes)
            return null;
        try
        {
            var plain = keys.Decrypt(KeyPurpose.Link, bytes.AsSpan(IdSize), "links", "unsubscribe", "");
            return plain.Length == IdSize + PhoneSize ? new UnsubscribeTarget(new Guid(plain.AsSpan(0, IdSize), bigEndian: true), plain[IdSize..]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string token)
    {
        if (token.Length is 0 or > MostCharacters || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length > IdSize ? bytes : null;
    }
}
