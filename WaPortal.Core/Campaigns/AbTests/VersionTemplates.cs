using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Finds what the versions of a campaign are made of.</summary>
internal static class VersionTemplates
{
    /// <summary>The template of each version in their order, of one alone where none is tested; null for one that is not chosen or may not be sent now.</summary>
    public static async Task<IReadOnlyList<SendableTemplate?>> OfAsync(this SendableTemplates templates, TenantId tenant, Campaign campaign, CancellationToken token)
    {
        var found = new List<SendableTemplate?>();
        foreach (var variant in campaign.AbTest is null ? [AbVariant.A] : Enum.GetValues<AbVariant>())
            found.Add(campaign.MessageOf(variant).TemplateId is { } id ? await templates.GetAsync(tenant, new TemplateId(id), token) : null);
        return found;
    }
}
