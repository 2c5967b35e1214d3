using Microsoft.Extensions.Options;

namespace WaPortal.Core.WhatsApp;

/// <summary>Where the platform is reached and how long an answer may take. Section <c>WhatsApp</c>.</summary>
public sealed class WhatsAppOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WhatsApp";

    /// <summary>Scheme, host and port of the Graph API. HTTPS, unless it is loopback and <see cref="AllowLoopback"/> is set.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com");

    /// <summary>
    /// Scheme, host and port of the calls that put templates into the archive and take them out. Not set: <c>https://api.facebook.com</c> where
    /// <see cref="BaseAddress"/> is the platform's own, else the base address.
    /// </summary>
    public Uri? ArchiveAddress { get; set; }

    internal Uri EffectiveArchiveAddress =>
        ArchiveAddress ?? (BaseAddress.Host == "graph.facebook.com" ? new Uri("https://api.facebook.com") : BaseAddress);

    /// <summary>The API version that every path starts with, such as <c>v25.0</c>.</summary>
    public string ApiVersion { get; set; } = "v25.0";

    /// <summary>The longest a whole call may take, from looking up the host to the last byte of the answer. 1 s to 2 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the platform may stand on this machine (the sandbox, tests). Other private addresses stay refused.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Hosts beside the base address that media may be fetched from with the account's token.</summary>
    public IList<string> MediaHosts { get; } = new List<string> { "lookaside.fbsbx.com" };
}

internal sealed class ValidateWhatsAppOptions : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        var faults = new List<string>();
        CheckAddress("WhatsApp:BaseAddress", options.BaseAddress, options, faults);
        if (options.ArchiveAddress is { } archive)
            CheckAddress("WhatsApp:ArchiveAddress", archive, options, faults);
        if (!IsVersion(options.ApiVersion))
            faults.Add("WhatsApp:ApiVersion must look like v25.0.");
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(2))
            faults.Add("WhatsApp:Timeout must be between 00:00:01 and 00:02:00.");
        if (options.MediaHosts.Any(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            faults.Add("WhatsApp:MediaHosts must hold bare host names.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckAddress(string key, Uri? address, WhatsAppOptions options, List<string> faults)
    {
        if (address is not { IsAbsoluteUri: true } || address.Scheme is not ("http" or "https"))
        {
            faults.Add($"{key} must be an absolute http or https address.");
            return;
        }

        if (address.IsLoopback && !options.AllowLoopback)
            faults.Add($"{key} is on this machine, which WhatsApp:AllowLoopback does not permit.");
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            faults.Add($"{key} must use https: access tokens travel to it.");
        if (address.AbsolutePath != "/" || address.Query.Length > 0 || address.UserInfo.Length > 0)
            faults.Add($"{key} must hold scheme, host and port only; the version belongs in WhatsApp:ApiVersion.");
    }

    private static bool IsVersion(string? version) =>
        version is { Length: >= 4 and <= 8 } && version[0] == 'v'
        && version.IndexOf('.', StringComparison.Ordinal) is > 1 and var dot && dot < version.Length - 1
        && version[1..dot].All(char.IsAsciiDigit) && version[(dot + 1)..].All(char.IsAsciiDigit);
}
