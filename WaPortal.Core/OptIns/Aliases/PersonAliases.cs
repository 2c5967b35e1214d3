using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Core.OptIns.Aliases;

/// <summary>An alias that was seen together with a number.</summary>
/// <param name="AliasId">Keyed hash of what the platform called the person.</param>
/// <param name="PhoneId">Keyed hash of the number that is known here.</param>
public readonly record struct SeenAlias(byte[] AliasId, byte[] PhoneId);

/// <summary>
/// Knows which ids mean one person, so that an opt-out under any of them closes all, whichever became known first. Table: person_aliases.
/// </summary>
public sealed class PersonAliases(ConsentLedger ledger, TimeProvider clock)
{
    /// <summary>Keeps what was seen, in the caller's transaction; an opt-out that stands under an alias is carried over to the number.</summary>
    public async Task LinkAsync(PortalDbContext db, IReadOnlyCollection<SeenAlias> seen, CancellationToken token)
    {
        var wanted = seen.Where(s => !s.AliasId.AsSpan().SequenceEqual(s.PhoneId)).DistinctBy(s => Convert.ToHexString(s.AliasId)).ToList();
        if (wanted.Count == 0)
            return;
        var known = await TargetsAsync(db, [.. wanted.Select(s => s.AliasId)], token);
        var fresh = wanted.Where(s => !known.TryGetValue(Convert.ToHexString(s.AliasId), out var phone) || !phone.AsSpan().SequenceEqual(s.PhoneId)).ToList();
        if (fresh.Count == 0)
            return;
        await db.InsertAsync(
            "person_aliases (tenant_id, alias_id, phone_id, seen_at)", "ON CONFLICT (tenant_id, alias_id) DO UPDATE SET phone_id = excluded.phone_id, seen_at = excluded.seen_at",
            [.. fresh.OrderBy(s => Convert.ToHexString(s.AliasId), StringComparer.Ordinal).Select(s => new object?[] { db.TenantId, s.AliasId, s.PhoneId, clock.GetUtcNow() })], token);
        await CarryOverAsync(db, fresh, token);
    }

    /// <summary>The ids themselves and the numbers that they are known to mean, each once.</summary>
    public static async Task<IReadOnlyList<byte[]>> ResolveAsync(PortalDbContext db, IReadOnlyCollection<byte[]> ids, CancellationToken token)
    {
        var targets = await TargetsAsync(db, ids, token);
        return [.. ids.Concat(targets.Values).DistinctBy(Convert.ToHexString)];
    }

    private static async Task<Dictionary<string, byte[]>> TargetsAsync(PortalDbContext db, IReadOnlyCollection<byte[]> ids, CancellationToken token) =>
        (await db.QuerySqlAsync(
            $"SELECT alias_id, phone_id FROM person_aliases WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "alias_id")}",
            r => (Alias: r.GetFieldValue<byte[]>(0), Phone: r.GetFieldValue<byte[]>(1)), token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids))))
        .ToDictionary(a => Convert.ToHexString(a.Alias), a => a.Phone, StringComparer.Ordinal);

    private async Task CarryOverAsync(PortalDbContext db, List<SeenAlias> fresh, CancellationToken token)
    {
        var closed = await ConsentLedger.ClosedAsync(db, [.. fresh.Select(s => s.AliasId)], token);
        var phones = fresh.ToDictionary(s => Convert.ToHexString(s.AliasId), s => s.PhoneId, StringComparer.Ordinal);
        await ledger.AppendAsync(db, [.. closed.Select(c => Stop(c, phones[Convert.ToHexString(c.PhoneId)], "alias"))], token);
    }

    /// <summary>The opt-out of one id, said again of another that means the same person.</summary>
    internal static ConsentEvent Stop(ClosedConsent closed, byte[] phoneId, string how) => new(
        phoneId, ConsentAction.OptOut, [closed.Purpose], new ConsentEvidence(null, closed.At, how, null, null, null, FormattableString.Invariant($"ledger:{closed.Seq}")), "WhatsApp",
        FormattableString.Invariant($"{how}:{closed.Seq}:{closed.Purpose}:{Convert.ToHexStringLower(phoneId.AsSpan(0, 8))}"));
}

/// <summary>A purpose that a person has declined.</summary>
/// <param name="At">When they did.</param>
/// <param name="Seq">The entry that says so.</param>
public sealed record ClosedConsent(byte[] PhoneId, ConsentPurpose Purpose, DateTimeOffset At, long Seq);
