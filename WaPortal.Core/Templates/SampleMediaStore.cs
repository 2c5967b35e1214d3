using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>What became of an uploaded sample.</summary>
public abstract record SampleUpload
{
    private SampleUpload()
    {
    }

    public sealed record Stored(SampleMedia Media) : SampleUpload;

    public sealed record Refused(string Reason) : SampleUpload;
}

/// <summary>Keeps the sample files of media headers.</summary>
public sealed class SampleMediaStore(PortalDatabase database, DataDirectory data, TimeProvider clock)
{
    private const string Folder = "samples";

    /// <summary>Largest file of a kind, in bytes: what the platform takes when sending.</summary>
    public static long MaxLength(HeaderKind kind) => kind switch
    {
        HeaderKind.Image => 5L << 20,
        HeaderKind.Video => 16L << 20,
        HeaderKind.Document => 100L << 20,
        _ => 0,
    };

    /// <summary>Stores a file after checking its size and, by its first bytes, its type.</summary>
    public async Task<SampleUpload> StoreAsync(Actor actor, HeaderKind kind, string fileName, Stream content, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var limit = MaxLength(kind);
        if (limit == 0) return new SampleUpload.Refused("This kind of header has no file.");
        var storedName = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var path = Path.Combine(data.TenantSubdirectory(actor.Tenant, Folder), storedName);
        var kept = false;
        try
        {
            var (length, head) = await CopyAsync(content, path, limit, token);
            if (length > limit) return new SampleUpload.Refused($"The file is larger than {limit >> 20} MB.");
            if (MimeType(kind, head) is not { } type || !Endings(type).Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase))
                return new SampleUpload.Refused(Expected(kind));
            var media = SampleMedia.Create(actor, Printable(fileName), type, kind, length, storedName, clock.GetUtcNow());
            await database.WriteAsync(actor.Tenant, (db, _) =>
            {
                db.Add(media);
                return Task.CompletedTask;
            }, token);
            kept = true;
            return new SampleUpload.Stored(media);
        }
        finally
        {
            if (!kept) File.Delete(path);
        }
    }

    /// <summary>The file for a preview; null when there is none.</summary>
    public Task<(SampleMedia Media, Stream Content)?> OpenAsync(Actor actor, SampleMediaId id, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return OpenAsync(actor.Tenant, id, token);
    }

    internal async Task<(SampleMedia Media, Stream Content)?> OpenAsync(TenantId tenant, SampleMediaId id, CancellationToken token)
    {
        var media = await database.ReadAsync(tenant, (db, t) => db.Set<SampleMedia>().FirstOrDefaultAsync(m => m.Id == id, t), token);
        if (media is null) return null;
        var path = Path.Combine(data.TenantSubdirectory(tenant, Folder), media.StoredName);
        return File.Exists(path) ? (media, File.OpenRead(path)) : null;
    }

    private static async Task<(long Length, byte[] Head)> CopyAsync(Stream content, string path, long limit, CancellationToken token)
    {
        await using var file = File.Create(path);
        var buffer = new byte[64 * 1024];
        var head = new byte[16];
        long length = 0;
        int read;
        while (length <= limit && (read = await content.ReadAsync(buffer, token)) > 0)
        {
            for (var i = 0; i < read && length + i < head.Length; i++) head[length + i] = buffer[i];
            length += read;
            await file.WriteAsync(buffer.AsMemory(0, read), token);
        }

        return (length, head);
    }

    // Only what handles can be made of: pdf, jpeg, png, mp4.
    private static string? MimeType(HeaderKind kind, byte[] head) => kind switch
    {
        HeaderKind.Image when head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        HeaderKind.Image when head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        HeaderKind.Video when head.AsSpan(4).StartsWith("ftyp"u8) && IsMp4Brand(head.AsSpan(8, 4)) => "video/mp4",
        HeaderKind.Document when head.AsSpan().StartsWith("%PDF-"u8) => "application/pdf",
        _ => null,
    };

    // Pictures (HEIC, AVIF) and QuickTime films begin with the same box and differ in its brand.
    private static bool IsMp4Brand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("iso"u8) || brand.StartsWith("mp4"u8) || brand.StartsWith("avc"u8) || brand.StartsWith("M4V"u8) || brand.StartsWith("MSNV"u8) || brand.StartsWith("dash"u8);

    private static string[] Endings(string type) => type switch
    {
        "image/jpeg" => [".jpg", ".jpeg"],
        "image/png" => [".png"],
        "video/mp4" => [".mp4", ".m4v"],
        "application/pdf" => [".pdf"],
        _ => [],
    };

    private static string Expected(HeaderKind kind) => kind switch
    {
        HeaderKind.Image => "This is not a JPEG or PNG picture, or its name ends otherwise.",
        HeaderKind.Video => "This is not an MP4 video, or its name ends otherwise.",
        _ => "This is not a PDF document, or its name ends otherwise.",
    };

    private static string Printable(string name)
    {
        var safe = string.Concat(name.Where(c => !char.IsControl(c) && c is not ('/' or '\\')));
        return safe.Length > 200 ? safe[..200] : safe.Length == 0 ? "sample" : safe;
    }
}
