using Microsoft.AspNetCore.Components.Authorization;

namespace WaPortal.Components.Layout;

public partial class TopBar
{
    private static string Name(AuthenticationState state) => state.User.Identity?.Name ?? "";

    internal static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length switch
        {
            0 => "?",
            1 => words[0][..1].ToUpperInvariant(),
            _ => string.Concat(words[0][..1], words[^1][..1]).ToUpperInvariant(),
        };
    }
}
