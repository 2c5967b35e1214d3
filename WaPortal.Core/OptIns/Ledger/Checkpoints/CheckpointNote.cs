using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>
/// A checkpoint as text, in the form of transparency logs (c2sp.org/tlog-checkpoint, a signed note): origin, size and root on a line each,
/// then the chain's head and the time as extension lines, a blank line, and the signature.
/// </summary>
/// <param name="Origin"><c>waportal/</c> and the id of the enterprise.</param>
/// <param name="Size">Number of entries sealed, from the first on.</param>
/// <param name="Root">Of the hash tree over them (RFC 6962), 32 bytes.</param>
/// <param name="Head">The chain's hash with the last of them, 32 bytes.</param>
/// <param name="At">When, to the millisecond.</param>
public sealed record CheckpointNote(string Origin, long Size, byte[] Root, byte[] Head, DateTimeOffset At)
{
    private const string HeadLine = "head ";
    private const string TimeLine = "time ";
    private const string SignatureLine = "\u2014 ";
    private const int KeyIdSize = 4;

    /// <summary>The key id and the signature behind it; empty until it is signed.</summary>
    public byte[] Signature { get; private init; } = [];

    /// <summary>The first four bytes of the signing key's fingerprint.</summary>
    public ReadOnlySpan<byte> Key => Signature.AsSpan(0, Math.Min(KeyIdSize, Signature.Length));

    /// <summary>What is signed.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n{HeadLine}{Convert.ToBase64String(Head)}\n{TimeLine}{At.ToUnixTimeMilliseconds()}\n");

    public static string OriginOf(TenantId tenant) => "waportal/" + tenant;

    /// <summary>The id that notes call an ECDSA key by.</summary>
    public static byte[] KeyId(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..KeyIdSize];

    /// <summary>Reads a note; null when it is none of a ledger.</summary>
    public static CheckpointNote? Read(string note)
    {
        var lines = note.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines.Length < 7 || lines[5].Length > 0 || !lines[0].StartsWith("waportal/", StringComparison.Ordinal)
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || Hash(lines[2]) is not { } root
            || !lines[3].StartsWith(HeadLine, StringComparison.Ordinal) || Hash(lines[3][HeadLine.Length..]) is not { } head
            || !lines[4].StartsWith(TimeLine, StringComparison.Ordinal) || !long.TryParse(lines[4].AsSpan(TimeLine.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return null;
        // A note may carry other signatures, of witnesses, beside the one of its origin.
        var signature = lines[6..].Where(l => l.StartsWith(SignatureLine + lines[0] + " ", StringComparison.Ordinal)).Select(l => Bytes(l[(l.LastIndexOf(' ') + 1)..])).FirstOrDefault(b => b is not null);
        return signature is null ? null : new CheckpointNote(lines[0], size, root, head, DateTimeOffset.FromUnixTimeMilliseconds(at)) { Signature = signature };
    }

    public CheckpointNote Sign(LedgerSigningKey key) => this with { Signature = [.. key.Id, .. key.Sign(Encoding.UTF8.GetBytes(Text))] };

    /// <summary>Whether this key signed it.</summary>
    public bool IsSignedBy(ECDsa key) => Signature.Length > KeyIdSize && Key.SequenceEqual(KeyId(key))
        && key.VerifyData(Encoding.UTF8.GetBytes(Text), Signature.AsSpan(KeyIdSize), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>The whole note, as it is copied out.</summary>
    public override string ToString() => $"{Text}\n{SignatureLine}{Origin} {Convert.ToBase64String(Signature)}\n";

    private static byte[]? Hash(string base64) => Bytes(base64) is { Length: SHA256.HashSizeInBytes } hash ? hash : null;

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
