using System.Buffers;
using System.Security.Cryptography;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Uploaded lists on disk, each under a random name in its tenant's directory, until the import has ended.</summary>
public sealed class ImportFiles(DataDirectory directory)
{
    /// <summary>Largest list of any kind, in bytes.</summary>
    public const long LargestFile = ImportFile.LargestText;

    public FileStream Open(ListImport import) => new(Path(import.TenantId, import.StoredName), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);

    public bool Exists(ListImport import) => File.Exists(Path(import.TenantId, import.StoredName));

    public void Delete(TenantId tenant, string storedName) => File.Delete(Path(tenant, storedName));

    /// <summary>Streams an upload to disk and tells by its content whether it can be a list.</summary>
    internal async Task<(string StoredName, string Sha256, long Bytes, ImportRefusal? Refusal)> SaveAsync(
        TenantId tenant, string fileName, Stream upload, CancellationToken token)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var path = Path(tenant, name);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var kept = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long bytes = 0;
            // What calls itself text may be large; whether it is text its first bytes say later.
            var promised = System.IO.Path.GetExtension(fileName).Equals(".xlsx", StringComparison.OrdinalIgnoreCase) ? ImportFormat.Workbook : ImportFormat.Text;
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, useAsync: true);
            int read;
            while ((read = await upload.ReadAsync(buffer, token)) > 0)
            {
                bytes += read;
                if (ImportFile.TooLarge(promised, bytes) is { } tooLarge)
                    return (name, "", bytes, tooLarge);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), token);
            }

            await file.FlushAsync(token);
            // The encoding can still be chosen; everything else can't be helped.
            if (Check(fileName, file) is { Code: not "file.encoding" } refusal)
                return (name, "", bytes, refusal);
            kept = true;
            return (name, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!kept)
                File.Delete(path);
        }
    }

    // A workbook is unpacked once, so that a hostile one is not kept; text is read by the preview.
    private static ImportRefusal? Check(string fileName, Stream file)
    {
        var (format, _, refusal) = ImportFile.Sniff(file);
        if ((refusal ?? ImportFile.Mismatch(fileName, format)) is { } no)
            return no;
        if (format == ImportFormat.Text)
            return null;
        var (reader, unreadable) = ImportReader.Open(file);
        reader?.Dispose();
        return unreadable;
    }

    private string Path(TenantId tenant, string storedName) => System.IO.Path.Combine(directory.TenantSubdirectory(tenant, "imports"), storedName);
}
