namespace WaPortal.Access;

/// <summary>Where the configuration says that the portal listens, with the setting that says so.</summary>
internal static class ListenAddresses
{
    /// <summary>Endpoints here make Kestrel pass over "urls".</summary>
    public const string Endpoints = "Kestrel:Endpoints";

    public static IEnumerable<(string Setting, string Url)> Of(IConfiguration configuration)
    {
        foreach (var url in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            yield return (WebHostDefaults.ServerUrlsKey, url);
        foreach (var endpoint in configuration.GetSection(Endpoints).GetChildren())
        {
            if (endpoint["Url"] is { } url)
                yield return ($"{endpoint.Path}:Url", url);
        }
    }
}
