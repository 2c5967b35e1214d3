namespace WaPortal.Core.Delivery.Clicks;

/// <summary>Where a tracked link leads: an address on the web, the same for everybody.</summary>
public static class LinkTarget
{
    /// <summary>Longest address, in characters.</summary>
    public const int MostCharacters = 2_000;

    /// <summary>The address as it is stored and sent in <c>Location</c>: ASCII, the host in punycode; or what is wrong with it, in a sentence.</summary>
    /// <param name="text">As somebody typed it.</param>
    /// <param name="own">What the portal's own links begin with; null where there are none.</param>
    public static (string? Address, string? Problem) Read(string? text, string? own)
    {
        var typed = (text ?? "").Trim();
        if (typed.Length == 0)
            return (null, "Write the address that the link leads to.");
        if (typed.AsSpan().IndexOfAny('{', '}') >= 0)
            return (null, "A link leads everybody to the same address: fields such as {name} cannot be part of it.");
        // A parser mends what browsers read in another way; nothing that needs mending is taken.
        if (typed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') || !typed.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || !Uri.TryCreate(typed, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Unknown || uri.IdnHost.Length == 0)
            return (null, "Write a whole address that begins with https://, such as https://shop.example.com/lamps.");
        if (uri.UserInfo.Length > 0)
            return (null, "An address with a user name or a password in it cannot be the target of a link.");
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        if (own is not null && new Uri(own).IdnHost.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase))
            return (null, "This is an address of the portal itself. Write the address of the page that people are meant to see.");
        var address = $"https://{host}{(uri.IsDefaultPort ? "" : FormattableString.Invariant($":{uri.Port}"))}"
            + uri.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment | UriComponents.KeepDelimiter, UriFormat.UriEscaped);
        return address.Length > MostCharacters
            ? (null, FormattableString.Invariant($"The address has more than {MostCharacters:N0} characters."))
            : (address, null);
    }
}
