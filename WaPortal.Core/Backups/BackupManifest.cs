using System.Text.Json;

namespace WaPortal.Core.Backups;

/// <summary>What a backup says of itself; <c>manifest.json</c> in the file.</summary>
/// <param name="Format">Of this file; a program reads those up to its own.</param>
/// <param name="Program">Version of the program that made it.</param>
/// <param name="TakenAt">Nothing that happened after is in it.</param>
/// <param name="Migration">The last one of its database.</param>
/// <param name="MasterKey">Tells which master key opens it (<c>MasterKey.Fingerprint</c>); the key is not in it.</param>
/// <param name="Files">All that is in it but this.</param>
/// <param name="Ledgers">How each enterprise's consent ledger verified in it.</param>
public sealed record BackupManifest(
    int Format, string Program, DateTimeOffset TakenAt, string Migration, string MasterKey, IReadOnlyList<BackupEntry> Files, IReadOnlyList<BackupLedger> Ledgers)
{
    /// <summary>Its name in the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The database's name in the file and in the data directory.</summary>
    public const string Database = "portal.db";

    /// <summary>The form that this program writes.</summary>
    public const int NewestFormat = 1;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal string ToJson() => JsonSerializer.Serialize(this, Readable);

    /// <summary>Reads one; null where the text is none.</summary>
    internal static BackupManifest? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(json, Readable) is { Program: not null, Migration: not null, MasterKey: not null, Files: not null, Ledgers: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">As in the data directory, with slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record BackupEntry(string Path, long Size, string Sha256);

/// <summary>An enterprise's consent ledger in a backup.</summary>
/// <param name="Tenant">The enterprise's id.</param>
/// <param name="Enterprise">Its Enterprise ID.</param>
/// <param name="Entries">How many.</param>
/// <param name="Head">The chain's head in lower-case hex.</param>
/// <param name="Breaks">Places where it did not hold when the backup was taken.</param>
public sealed record BackupLedger(Guid Tenant, string Enterprise, long Entries, string Head, int Breaks);
