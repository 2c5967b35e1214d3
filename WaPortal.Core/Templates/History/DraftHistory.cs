using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>Keeps the versions of drafts, in the transaction that changes the draft.</summary>
internal static class DraftHistory
{
    /// <summary>The first version of a translation that has just been made.</summary>
    public static void Begin(PortalDbContext db, TemplateTranslation row, Actor actor, string? origin, DateTimeOffset now) =>
        db.Add(TranslationVersion.Create(row, 1, row.ContentJson, actor.UserId, actor.Name, 0, origin, now));

    /// <summary>The version of what the platform was found to hold.</summary>
    public static async Task KeepHeldAsync(PortalDbContext db, TemplateTranslation row, Actor actor, string origin, DateTimeOffset now, CancellationToken token)
    {
        var made = TranslationVersion.Create(row, (await NewestAsync(db, row.Id, token))?.Number + 1 ?? 1, row.HeldJson!, actor.UserId, actor.Name, 0, origin, now);
        made.MarkSubmitted(row.SubmittedVersion);
        db.Add(made);
    }

    /// <summary>The version that a deleted translation begins with when it is made again.</summary>
    public static async Task BeginAgainAsync(PortalDbContext db, TemplateTranslation row, Actor actor, DateTimeOffset now, CancellationToken token) =>
        db.Add(TranslationVersion.Create(row, (await NewestAsync(db, row.Id, token))?.Number + 1 ?? 1, row.ContentJson, actor.UserId, actor.Name, 0, null, now));

    /// <summary>Keeps what the draft says now.</summary>
    /// <param name="db">The transaction of the save.</param>
    /// <param name="row">With the new text.</param>
    /// <param name="before">What it said before this save.</param>
    /// <param name="changedBefore">When that was written.</param>
    /// <param name="actor">Who saves.</param>
    /// <param name="origin">Where the text comes from, when it was not written.</param>
    /// <param name="now">The moment.</param>
    /// <param name="token">Cancels.</param>
    public static async Task KeepAsync(PortalDbContext db, TemplateTranslation row, string before, DateTimeOffset changedBefore, Actor actor, string? origin, DateTimeOffset now, CancellationToken token)
    {
        var newest = await NewestAsync(db, row.Id, token);
        // Written before versions were kept: what was there must not vanish with the first save.
        if (newest is null) db.Add(TranslationVersion.Create(row, 1, before, null, "", 0, null, changedBefore));
        if (origin is null && newest?.TryFold(actor.UserId, row.ContentJson, now) == true) return;
        db.Add(TranslationVersion.Create(row, (newest?.Number ?? 1) + 1, row.ContentJson, actor.UserId, actor.Name, 1, origin, now));
    }

    /// <summary>The version of what the draft says now.</summary>
    public static async Task<TranslationVersion> CurrentAsync(PortalDbContext db, TemplateTranslation row, DateTimeOffset now, CancellationToken token)
    {
        var newest = await NewestAsync(db, row.Id, token);
        if (newest?.ContentJson == row.ContentJson) return newest;
        var made = TranslationVersion.Create(row, (newest?.Number ?? 0) + 1, row.ContentJson, null, "", 0, null, now);
        db.Add(made);
        return made;
    }

    /// <summary>Everybody who wrote in the draft since it was last submitted.</summary>
    public static async Task<HashSet<UserId>> WritersAsync(PortalDbContext db, TranslationId id, CancellationToken token)
    {
        var writers = new HashSet<UserId>();
        foreach (var version in await db.Set<TranslationVersion>().Where(v => v.TranslationId == id).OrderByDescending(v => v.Number)
                     .Select(v => new { v.SavedById, v.SubmittedVersion }).ToListAsync(token))
        {
            if (version.SubmittedVersion is not null && writers.Count > 0) break;
            if (version.SavedById is { } writer) writers.Add(writer);
        }

        return writers;
    }

    private static Task<TranslationVersion?> NewestAsync(PortalDbContext db, TranslationId id, CancellationToken token) =>
        db.Set<TranslationVersion>().Where(v => v.TranslationId == id).OrderByDescending(v => v.Number).FirstOrDefaultAsync(token);
}
