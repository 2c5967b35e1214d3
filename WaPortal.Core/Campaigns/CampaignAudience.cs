using System.Text.Json;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The people of a list with their numbers in clear and their consent to what the template is, page by page in key order.</summary>
internal sealed class CampaignAudience(PortalDatabase database, TenantKeys keyRings)
{
    public async Task<IReadOnlyList<Recipient>> PageAsync(
        TenantId tenant, Guid list, TemplateCategory category, Guid? after, int size, CancellationToken token)
    {
        var keys = await keyRings.GetAsync(tenant, token);
        var purpose = Enum.Parse<ConsentPurpose>(category.ToString());
        var page = await database.ReadAsync(
            tenant, (db, t) => AudienceSource.PageAsync(db, new OptInListId(list), after, purpose, size, t), token);
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
        member.EntrySeq);
}
