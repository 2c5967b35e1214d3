using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>
/// Carries checkpoints to the places of <see cref="LedgerOptions"/>. What was copied out cannot be changed unseen; what came after the
/// last copy is protected by the signing key alone.
/// </summary>
public sealed class CheckpointCopies(PortalDatabase database, IOptions<LedgerOptions> options, IHttpClientFactory http, TimeProvider clock)
{
    internal const string ClientName = "ledger-checkpoints";
    private const int AtOnce = 100;

    /// <summary>Whether any place is set.</summary>
    public bool HasPlaces => options.Value is { CopyDirectory: not null } or { CopyUrl: not null };

    /// <summary>Copies what has not arrived everywhere yet, oldest first. A place that fails is tried again at the next call.</summary>
    public async Task RunAsync(TenantId tenant, CancellationToken token)
    {
        if (!HasPlaces)
            return;
        var waiting = await database.ReadAsync(
            tenant, (db, t) => db.Set<LedgerCheckpoint>().Where(c => c.CopiedAt == null).OrderBy(c => c.Size).Take(AtOnce).Select(c => new { c.Size, c.Note }).ToListAsync(t), token);
        foreach (var one in waiting)
        {
            var fault = await CopyAsync(tenant, one.Size, one.Note, token);
            await database.WriteAsync(tenant, async (db, t) =>
            {
                if (await db.Set<LedgerCheckpoint>().FirstOrDefaultAsync(c => c.Size == one.Size, t) is not { } row)
                    return;
                if (fault is null)
                    row.Copied(clock.GetUtcNow());
                else
                    row.NotCopied(fault);
            }, token);
            if (fault is not null)
                return;
        }
    }

    /// <summary>The checkpoints of this enterprise that lie in the directory, by size. A file that is no checkpoint is left out.</summary>
    internal async Task<IReadOnlyList<CheckpointNote>> CopiedAsync(TenantId tenant, CancellationToken token) =>
        options.Value.CopyDirectory is { } directory ? await ReadAsync(directory, tenant, token) : [];

    /// <summary>The same of any directory; none where it is not there.</summary>
    internal static async Task<IReadOnlyList<CheckpointNote>> ReadAsync(string directory, TenantId tenant, CancellationToken token)
    {
        var notes = new List<CheckpointNote>();
        if (!Directory.Exists(directory))
            return notes;
        var origin = CheckpointNote.OriginOf(tenant);
        foreach (var file in Directory.EnumerateFiles(directory, tenant + "-*.checkpoint"))
        {
            if (CheckpointNote.Read(await File.ReadAllTextAsync(file, token)) is { } note && note.Origin == origin)
                notes.Add(note);
        }

        return [.. notes.OrderBy(n => n.Size)];
    }

    private async Task<string?> CopyAsync(TenantId tenant, long size, string note, CancellationToken token)
    {
        try
        {
            if (options.Value.CopyDirectory is { } directory)
                await WriteAsync(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{tenant}-{size:D12}.checkpoint")), note, token);
            if (options.Value.CopyUrl is { } url)
            {
                using var content = new StringContent(note, Encoding.UTF8, "text/plain");
                using var client = http.CreateClient(ClientName);
                using var answer = await client.PostAsync(url, content, token);
                if (!answer.IsSuccessStatusCode)
                    return string.Create(CultureInfo.InvariantCulture, $"The address answered {(int)answer.StatusCode}.");
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException || (e is TaskCanceledException && !token.IsCancellationRequested))
        {
            return e.Message;
        }
    }

    // Whole or not at all; one that is there already is never written over: it is the older witness.
    private static async Task WriteAsync(string file, string note, CancellationToken token)
    {
        if (File.Exists(file))
            return;
        var whole = file + ".part";
        await using (var stream = new FileStream(whole, FileMode.Create, FileAccess.Write))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(note), token);
            stream.Flush(flushToDisk: true);
        }

        File.Move(whole, file, overwrite: false);
    }
}
