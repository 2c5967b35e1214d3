using System.Globalization;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Campaigns;

/// <summary>The addresses of the campaign pages, in one place.</summary>
public static class CampaignAddresses
{
    public const string List = "/campaigns";

    public static string Of(CampaignId id) => $"{List}/{id.Value}";

    public static string Edit(CampaignId id, WizardPart part = WizardPart.Template) => $"{Of(id)}/edit?step={part.ToString().ToLowerInvariant()}";

    /// <summary>The recipients, or those of them that a number on the live page counts.</summary>
    public static string People(CampaignId id, PeopleFilter filter, MessageId? after = null) => $"{Of(id)}/people{filter.Query(after)}";

    /// <summary>The messages whose answers were lost, for whoever decides about them.</summary>
    public static string Doubts(CampaignId id, MessageId? after = null) => $"{Of(id)}/doubts{(after is { } last ? $"?after={last.Value}" : "")}";

    /// <summary>The same people as a file.</summary>
    public static string Export(CampaignId id, PeopleFilter filter) => $"{Of(id)}/people.csv{filter.Query(null)}";

    /// <summary>Campaigns side by side.</summary>
    public static string Compare(IEnumerable<CampaignId> ids) => $"{List}/compare?ids={string.Join(',', ids.Select(id => id.Value))}";

    /// <summary>The same figures as a file.</summary>
    public static string Report(IEnumerable<CampaignId> ids) => $"{List}/report.csv?ids={string.Join(',', ids.Select(id => id.Value))}";

    /// <summary>The ids in such an address, each once; what is none is passed over.</summary>
    internal static IEnumerable<CampaignId> ReadIds(string? ids) =>
        (ids ?? "").Split(',').Select(text => Guid.TryParse(text, out var id) ? new CampaignId(id) : (CampaignId?)null).OfType<CampaignId>().Distinct();

    /// <summary>The ledger entry that a message rested on.</summary>
    public static string Consent(long entry) => string.Create(CultureInfo.InvariantCulture, $"{Ledger}?entry={entry}");

    internal const string Ledger = "/compliance/ledger";
}
