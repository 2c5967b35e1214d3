namespace WaPortal.Access.Account;

/// <summary>What a browser calls itself, as a person would: "Firefox on Linux". A guess for recognising, never for deciding.</summary>
internal static class AgentWords
{
    // The order matters: most browsers also name those that they want to be taken for.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string agent)
    {
        var browser = Find(Browsers, agent) ?? "Unknown browser";
        return Find(Systems, agent) is { } system ? $"{browser} on {system}" : browser;
    }

    public static bool IsPhone(string agent) => Find(Systems, agent) is "iPhone" or "iPad" or "Android";

    private static string? Find((string Mark, string Name)[] known, string agent) =>
        known.Where(k => agent.Contains(k.Mark, StringComparison.Ordinal)).Select(k => k.Name).FirstOrDefault();
}
