using System.Buffers.Binary;
using System.Buffers.Text;
using Microsoft.Extensions.Options;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>
/// Makes and reads the addresses of tracked links. A token is the ids of enterprise, message and link, sealed under the enterprise's key for links: nobody can make one up, or learn from one who
/// got the message or where it leads. The target is looked up, never read from an address.
/// </summary>
public sealed class TrackedLinks(IOptions<UnsubscribeOptions> options)
{
    /// <summary>The path that all such links, and nothing else, begin with.</summary>
    public const string PathPrefix = "/r/";

    /// <summary>Characters of a token.</summary>
    public const int TokenLength = 72;

    private const string Use = "tracked-link";
    private const int IdSize = 16;
    private const int TextSize = IdSize + IdSize + sizeof(long);
    private const int MacSize = 12;
    private const int Size = TextSize + TenantKeyRing.SealPrefix + MacSize;

    /// <summary>What links begin with, up to the token; null: there are none.</summary>
    public string? Prefix { get; } = options.Value.Address is { } address ? new Uri(address, PathPrefix).AbsoluteUri : null;

    /// <summary>The token of one link in one message, in letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string Token(TenantKeyRing keys, MessageId message, long link)
    {
        Span<byte> text = stackalloc byte[TextSize];
        keys.TenantId.Value.TryWriteBytes(text, bigEndian: true, out _);
        message.Value.TryWriteBytes(text[IdSize..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(text[(IdSize + IdSize)..], link);
        return Base64Url.EncodeToString([.. text, .. keys.Seal(KeyPurpose.Link, Use, text, MacSize)]);
    }

    /// <summary>The enterprise that a token names; null when it is none.</summary>
    public static TenantId? TenantOf(string token) => Bytes(token) is { } bytes ? new TenantId(new Guid(bytes.AsSpan(0, IdSize), bigEndian: true)) : null;

    /// <summary>Reads what <see cref="Token"/> made; null when it was made up, changed or cut.</summary>
    public static (MessageId Message, long Link)? Read(TenantKeyRing keys, string token)
    {
        if (Bytes(token) is not { } bytes || TenantOf(token) != keys.TenantId || !keys.IsSealed(KeyPurpose.Link, Use, bytes.AsSpan(0, TextSize), bytes.AsSpan(TextSize)))
            return null;
        return (new MessageId(new Guid(bytes.AsSpan(IdSize, IdSize), bigEndian: true)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(IdSize + IdSize)));
    }

    private static byte[]? Bytes(string token)
    {
        if (token.Length != TokenLength || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length == Size ? bytes : null;
    }
}
