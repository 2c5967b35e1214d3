using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>A wording that a row of a list refers to.</summary>
/// <param name="Hash">SHA-256 of the exact words, lower-case hex.</param>
public sealed record WordingReference(WordingId Id, string Code, string Hash, IReadOnlyList<ConsentPurpose> Purposes);

/// <summary>
/// The wordings that were in use at some time up to a moment, found by their code or by their very words. What was in use once never
/// changes and is never deleted, so the book of one moment is always the same: an import that goes on after a crash decides as before.
/// </summary>
public sealed class WordingBook
{
    private readonly Dictionary<string, WordingReference> _byCode;
    private readonly Dictionary<string, WordingReference> _byHash;

    public WordingBook(IEnumerable<WordingReference> references)
    {
        var all = references.ToList();
        _byCode = all.ToDictionary(r => Wording.KeyOf(r.Code), StringComparer.Ordinal);
        _byHash = all.GroupBy(r => r.Hash, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    /// <summary>Whether the enterprise keeps wordings at all.</summary>
    public bool IsEmpty => _byCode.Count == 0;

    /// <summary>The wording that a text names; null when it names none.</summary>
    public WordingReference? Find(string text) =>
        _byCode.GetValueOrDefault(Wording.KeyOf(text)) ?? _byHash.GetValueOrDefault(Wording.HashOf(text.ReplaceLineEndings("\n").Trim()));

    internal static async Task<WordingBook> ReadAsync(PortalDbContext db, DateTimeOffset upTo, CancellationToken token)
    {
        var rows = await db.Set<Wording>().AsNoTracking().Where(w => w.PublishedAt != null && w.PublishedAt <= upTo)
            .OrderBy(w => w.PublishedAt).Select(w => new { w.Id, w.Code, w.Hash, w.PurposeNames }).ToListAsync(token);
        return new WordingBook(rows.Select(w => new WordingReference(w.Id, w.Code, w.Hash, Wording.ReadPurposes(w.PurposeNames))));
    }
}
