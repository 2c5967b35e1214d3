using System.Security.Cryptography;

namespace WaPortal.Core.Backups;

/// <summary>Copies a stream and hashes what went by.</summary>
internal static class HashedCopy
{
    public static async Task<(long Size, string Sha256)> RunAsync(Stream from, Stream to, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long size = 0;
        for (int read; (read = await from.ReadAsync(buffer, token)) > 0; size += read)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), token);
        }

        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
