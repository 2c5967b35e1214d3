using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Components.Layout;

public partial class TopBar
{
    [Parameter]
    public Actor? Actor { get; set; }

    [Parameter]
    public TenantProfile? Profile { get; set; }

    private static bool HasAccountPage { get; } = NavigationMap.Has("/account");

    internal static string Initials(string name)
    {
        // Not of what stands in brackets behind a name.
        string[] words = [.. name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(w => w[0] != '(')];
        return words.Length switch
        {
            0 => "?",
            1 => words[0][..1].ToUpperInvariant(),
            _ => string.Concat(words[0][..1], words[^1][..1]).ToUpperInvariant(),
        };
    }

    private static string Limit(SenderLine sender) => sender.DailyLimit switch
    {
        null => "No limit a day",
        >= 1000 and var limit when limit % 1000 == 0 => $"{limit / 1000}K a day",
        { } limit => $"{Figures.Whole(limit)} a day",
    };

    private static (StatusTone Tone, string Word)? Quality(SenderLine sender) => sender.Quality?.ToUpperInvariant() switch
    {
        "GREEN" => (StatusTone.Ok, "Quality high"),
        "YELLOW" => (StatusTone.Wait, "Quality medium"),
        "RED" => (StatusTone.Bad, "Quality low"),
        _ => null, // UNKNOWN and NA: nothing has been measured yet
    };
}
