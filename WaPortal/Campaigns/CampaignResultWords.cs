using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>What became of an act, said to the person.</summary>
internal static class CampaignResultWords
{
    /// <summary>Why it was not done; null where it was.</summary>
    public static string? Problem(CampaignResult result) => result switch
    {
        CampaignResult.Done => null,
        CampaignResult.Refused refused => string.Join(' ', refused.Problems.Select(p => p.Message)),
        CampaignResult.Stale => "It was changed meanwhile, in another tab or by somebody else. Look again and repeat it if it still holds.",
        CampaignResult.NotFound => "This campaign does not exist any more.",
        _ => throw new InvalidOperationException("A result that this page does not know."),
    };
}
