using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Records that people want no more messages, in the caller's transaction.</summary>
public sealed class OptOuts(ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit)
{
    private const string ThePlatform = "WhatsApp";

    /// <summary>Records what the platform told, under every id by which the person may be known: a campaign goes by the number of a list, the platform by its own.</summary>
    internal async Task<bool> RecordAsync(PortalDbContext db, InboundStops.Stop stop, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var numbers = (stop.E164 is { } e164 ? NumberSpelling.Of(e164) : []).ToDictionary(n => Convert.ToHexString(keys.PhoneId(n)), StringComparer.Ordinal);
        IReadOnlyCollection<byte[]> told = numbers.Count > 0 ? [.. numbers.Keys.Select(Convert.FromHexString)] : [keys.UserIdId(stop.UserId!)];
        var recorded = false;
        foreach (var id in await PersonAliases.ResolveAsync(db, told, token))
        {
            var key = $"{stop.SourceKey}:{Convert.ToHexStringLower(id.AsSpan(0, 8))}";
            var number = numbers.GetValueOrDefault(Convert.ToHexString(id)) ?? await NumberAsync(db, keys, id, token);
            recorded |= await AppendAsync(db, id, number, stop.How, stop.Words, stop.At, key, stop.Purpose, token);
        }

        return recorded;
    }

    /// <summary>Records an opt-out by number.</summary>
    /// <param name="db">In a write transaction.</param>
    /// <param name="e164">The number.</param>
    /// <param name="how">inbound, button, link, preference, error or person.</param>
    /// <param name="words">What the person wrote, or the platform's sentence.</param>
    /// <param name="at">When.</param>
    /// <param name="sourceKey">Such as <c>wamid:…</c>: the same key is recorded once.</param>
    /// <param name="purpose">Null for everything.</param>
    /// <param name="token">Cancels.</param>
    public async Task<bool> RecordAsync(
        PortalDbContext db, string e164, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        return await AppendAsync(db, keys.PhoneId(e164), e164, how, words, at, sourceKey, purpose, token);
    }

    /// <summary>As the other overload, for someone of whom only the phone id is at hand.</summary>
    public async Task<bool> RecordAsync(
        PortalDbContext db, byte[] phoneId, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token, string by = ThePlatform)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        return await AppendAsync(db, phoneId, await NumberAsync(db, keys, phoneId, token), how, words, at, sourceKey, purpose, token, by);
    }

    private static async Task<string?> NumberAsync(PortalDbContext db, TenantKeyRing keys, byte[] phoneId, CancellationToken token) =>
        await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == phoneId, token) is { } contact ? ContactPhone.Decrypt(keys, contact.Phone, contact.Id) : null;

    private async Task<bool> AppendAsync(
        PortalDbContext db, byte[] phoneId, string? e164, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token, string by = ThePlatform)
    {
        var evidence = new ConsentEvidence(e164, at, how, null, null, words, sourceKey);
        var appended = await ledger.AppendAsync(
            db, [new ConsentEvent(phoneId, ConsentAction.OptOut, purpose is { } one ? [one] : [], evidence, by, sourceKey)], token);
        if (appended.Entries > 0)
            audit.Record(db, Actor.Job(db.TenantId, by), "opt-out.recorded", FormattableString.Invariant($"ledger:{appended.Last}"), reason: how);
        return appended.Entries > 0;
    }
}
