using WaPortal.Core.Access;

namespace WaPortal.Settings;

/// <summary>What the pages say about networks.</summary>
internal static class NetworkWords
{
    public static string Title(NetworkScope scope) => scope == NetworkScope.Platform ? "Whole platform" : "This enterprise";

    public static string ShutsYouOut(NetworkResult.ShutsYouOut shut) =>
        $"You come from {shut.Address}, which would be in no network of this list, so you would be shut out at once. Nothing was changed. Allow your own network first.";

    public static string TooWide(NetworkResult.TooWide wide) => wide.Breadth == NetworkBreadth.Everything
        ? $"{wide.Range} is every address there is. Anybody on the internet would get as far as the password."
        : $"{wide.Range} is wider than what most organisations own. Strangers may well be in it.";
}
