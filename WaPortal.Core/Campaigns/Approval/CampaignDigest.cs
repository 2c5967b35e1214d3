using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// What an approval is bound to: everything that decides what is sent to whom and when. Every stored property of a campaign counts that is not named here as one
/// that does not, so that what is added later counts from its first day.
/// </summary>
internal static class CampaignDigest
{
    /// <summary>What becomes of a campaign by itself, what nobody receives, and what is worked out from the rest.</summary>
    internal static readonly IReadOnlySet<string> Apart = new HashSet<string>(StringComparer.Ordinal)
    {
        nameof(Campaign.TenantId), nameof(Campaign.Id), nameof(Campaign.Name), nameof(Campaign.State), nameof(Campaign.Audience), nameof(Campaign.Plan), nameof(Campaign.Timing), nameof(Campaign.Rules),
        nameof(Campaign.FrozenAudience), nameof(Campaign.FrozenAudienceJson), nameof(Campaign.FrozenAudienceAt), nameof(Campaign.FrozenTo), nameof(Campaign.AudienceSize),
        nameof(Campaign.StartAt), nameof(Campaign.PlannedAt), nameof(Campaign.PauseReason), nameof(Campaign.CreatedBy), nameof(Campaign.CreatedAt),
        nameof(Campaign.ChangedAt), nameof(Campaign.FinishedAt), nameof(Campaign.Version), nameof(Campaign.EditedById),
        nameof(Campaign.PlannedPeople), nameof(Campaign.PlannedPlacesJson), nameof(Campaign.SeriesId), nameof(Campaign.SeriesNumber), nameof(Campaign.SeriesStart),
        nameof(Campaign.AbTest), nameof(Campaign.Message), nameof(Campaign.Winner),
    };

    private static readonly PropertyInfo[] Counted =
        [.. typeof(Campaign).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !Apart.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The names of what counts.</summary>
    internal static IEnumerable<string> CountedNames => Counted.Select(p => p.Name);

    /// <summary>What people chose, as one text: two that are the same plan the same.</summary>
    public static string Plan(Campaign campaign) => string.Join('\n', Counted
        // One that comes again is approved with all its times: its start moves on by itself.
        .Select(p => (p.Name, Value: p.Name == nameof(Campaign.LocalStart) ? campaign.SeriesStart ?? campaign.LocalStart : p.GetValue(campaign)))
        .Where(p => p.Value is not null)
        .Select(p => p.Name + "=" + JsonSerializer.Serialize(p.Value, p.Value!.GetType())));

    /// <summary>The plan with its segments written out and the texts that WhatsApp holds, as 64 hexadecimal digits.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="audience">Its audience, written out.</param>
    /// <param name="templates">That of each version in their order; null for one that may not be sent any more.</param>
    public static string Of(Campaign campaign, Audience audience, params IEnumerable<SendableTemplate?> templates)
    {
        var text = new StringBuilder(Plan(campaign)).Append('\n').Append(SegmentText.Write(audience.Match));
        foreach (var template in templates)
        {
            text.Append('\n').Append(template?.Name).Append('\n').Append(template?.Category);
            foreach (var translation in template?.Translations.OrderBy(t => t.Language, StringComparer.Ordinal) ?? Enumerable.Empty<SendableTranslation>())
                text.Append('\n').Append(translation.Language).Append('=').Append(translation.Content.ToJson());
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
