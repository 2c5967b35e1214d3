using System.Buffers.Binary;
using System.Security.Cryptography;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Templates;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// Leaves people out by what a campaign chose, page by page in the order of contacts: asked by the review and by the start, so that both come to the same. It
/// remembers whom it let through under more than one id. Tables: messages, send_orders, person_aliases.
/// </summary>
internal sealed class AudienceScreen(Campaign campaign, TemplateCategory category, AbTestPart? part = null)
{
    private const int Parts = 10_000;

    private readonly HashSet<string> _let = new(StringComparer.Ordinal);
    private readonly AudienceRules _rules = campaign.Rules;

    /// <summary>Why each person of a page who could get it is left out all the same, by hexadecimal phone id.</summary>
    /// <param name="db">The caller's transaction.</param>
    /// <param name="page">People who would get a message.</param>
    /// <param name="now">Days are counted from here.</param>
    /// <param name="token">Cancels.</param>
    public async Task<IReadOnlyDictionary<string, SkipReason>> JudgeAsync(PortalDbContext db, IReadOnlyList<Recipient> page, DateTimeOffset now, CancellationToken token)
    {
        var judged = new Dictionary<string, SkipReason>(StringComparer.Ordinal);
        if (page.Count == 0)
            return judged;
        var ids = page.Select(p => p.PhoneId).ToList();
        var persons = await PersonsAsync(db, ids, token);
        var others = _rules.WithoutOthers ? await OthersAsync(db, ids, now, token) : [];
        foreach (var person in page)
        {
            var id = Convert.ToHexString(person.PhoneId);
            var same = persons.GetValueOrDefault(id);
            SkipReason? reason = same is not null && _let.Contains(same) ? SkipReason.Duplicate
                : _rules.WithoutBlockedMarkets && BlockedMarkets.Blocks(category, person.Region, person.Phone) ? SkipReason.BlockedMarket
                : others.Contains(id) ? SkipReason.OtherCampaign
                : IsControl(campaign.Id, _rules.ControlPercent, person.PhoneId) ? SkipReason.ControlGroup
                : null;
            if (reason is { } why)
                judged[id] = why;
            // Whoever stays in the control group under one id must not be written to under another.
            if (same is not null && reason is null or SkipReason.ControlGroup)
                _let.Add(same!);
        }

        return judged;
    }

    /// <summary>Whether somebody belongs to the control group: the same answer each time it is asked, and another one in each campaign.</summary>
    internal static bool IsControl(CampaignId campaign, int percent, byte[] phoneId)
    {
        if (percent == 0)
            return false;
        Span<byte> text = stackalloc byte[16 + phoneId.Length];
        campaign.Value.TryWriteBytes(text, bigEndian: true, out _);
        phoneId.CopyTo(text[16..]);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(text)) % Parts < (ulong)(percent * (Parts / 100));
    }

    // People who are known under several ids, with what names them all. Whom an earlier run of the start, or another part of a test, let through is remembered from its messages.
    private async Task<Dictionary<string, string>> PersonsAsync(PortalDbContext db, List<byte[]> ids, CancellationToken token)
    {
        var links = await db.QuerySqlAsync(
            $"SELECT alias_id, phone_id FROM person_aliases WHERE tenant_id = @tenant AND ({IdSets.IsOneOf(db, "alias_id")} OR {IdSets.IsOneOf(db, "phone_id")})",
            r => (Alias: r.GetFieldValue<byte[]>(0), Phone: r.GetFieldValue<byte[]>(1)), token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)));
        var persons = new Dictionary<string, string>(StringComparer.Ordinal);
        if (links.Count == 0)
            return persons;
        foreach (var (alias, phone) in links)
            persons[Convert.ToHexString(alias)] = persons[Convert.ToHexString(phone)] = Convert.ToHexString(phone);
        var ours = IdSets.Value(db, [.. persons.Keys.Select(Convert.FromHexString)]);
        foreach (var order in (SendOrderId[])[campaign.Id.Order, .. part?.Others ?? []])
        {
            var frozen = await db.QuerySqlAsync(
                $"SELECT phone_id FROM messages WHERE tenant_id = @tenant AND order_id = @order AND {IdSets.IsOneOf(db, "phone_id")} AND (state <> 'Skipped' OR reason = 'ControlGroup')",
                r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), token, ("@tenant", db.TenantId), ("@order", order), ("@ids", ours));
            _let.UnionWith(frozen.Select(id => persons[id]));
        }

        return persons;
    }

    // A campaign that has not started yet has nobody who waits: it asks itself when it does.
    private async Task<HashSet<string>> OthersAsync(PortalDbContext db, List<byte[]> ids, DateTimeOffset now, CancellationToken token) => (await db.QuerySqlAsync(
        $"""
        SELECT DISTINCT m.phone_id FROM messages m
        JOIN send_orders o ON o.tenant_id = m.tenant_id AND o.id = m.order_id
        WHERE m.tenant_id = @tenant AND {IdSets.IsOneOf(db, "m.phone_id")} AND m.order_id <> @order AND o.kind = 'Campaign'
          AND ((m.state IN ('Queued', 'Claimed', 'InDoubt') AND o.state IN ('Filling', 'Running', 'Paused'))
            OR (m.claimed_at > @since AND m.state IN ('InDoubt', 'Accepted', 'Sent', 'Delivered', 'Read')))
        """,
        r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), token,
        ("@tenant", db.TenantId), ("@order", campaign.Id.Order), ("@ids", IdSets.Value(db, ids)), ("@since", now.AddDays(-_rules.OtherDays)))).ToHashSet(StringComparer.Ordinal);
}
