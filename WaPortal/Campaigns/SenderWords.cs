using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

internal static class SenderWords
{
    /// <summary>The quality as the platform rates it, in words; null where it says nothing.</summary>
    public static string? QualityWords(this SenderNumber sender) => sender.Quality?.ToUpperInvariant() switch
    {
        "GREEN" => "quality high",
        "YELLOW" => "quality medium",
        "RED" => "quality low",
        _ => null,
    };
}
