using System.Text.Json;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The people of an audience with their numbers in clear and their consent to what the template is, page by page in key order.</summary>
internal sealed class CampaignAudience(PortalDatabase database, TenantKeys keyRings, IEnumerable<ISegmentFacts> facts, TimeProvider clock)
{
    /// <summary>The audience of a choice as of now; none and the reason where it cannot be made.</summary>
    public Task<(Audience? Audience, string? Problem)> WriteOutAsync(TenantId tenant, AudienceChoice choice, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => WriteOutAsync(db, choice, t), token);

    /// <summary>As the other one, in the caller's transaction.</summary>
    public Task<(Audience? Audience, string? Problem)> WriteOutAsync(PortalDbContext db, AudienceChoice choice, CancellationToken token) =>
        Audience.WriteOutAsync(db, choice, facts, clock.GetUtcNow(), token);

    public async Task<IReadOnlyList<Recipient>> PageAsync(
        TenantId tenant, Audience audience, TemplateCategory category, Guid? after, int size, CancellationToken token)
    {
        var keys = await keyRings.GetAsync(tenant, token);
        var purpose = Enum.Parse<ConsentPurpose>(category.ToString());
        var page = await database.ReadAsync(
            tenant, (db, t) => AudienceSource.PageAsync(db, audience, facts, after, purpose, size, t), token);
        return page.ConvertAll(member => ToRecipient(member, keys));
    }

    private static Recipient ToRecipient(AudienceMember member, TenantKeyRing keys) => new(
        member.ContactId.Value,
        member.PhoneId,
        ContactPhone.Decrypt(keys, member.Phone, member.ContactId),
        member.Name,
        member.Language,
        JsonSerializer.Deserialize<Dictionary<string, string>>(member.Attributes) ?? [],
        member.Consent is { } choice ? choice == ConsentChoice.OptedIn : null,
        member.EntrySeq,
        member.Region)
    { TimeZone = member.TimeZone };
}
