using Microsoft.Extensions.Options;

namespace WaPortal.Core.OptIns.Unsubscribing;

/// <summary>Section <c>Unsubscribe</c>: where people who got a message stop further ones, and where its links lead on, without signing in.</summary>
public sealed class UnsubscribeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Unsubscribe";

    /// <summary>
    /// What such links begin with, such as <c>https://messages.example.com</c>: an address of this portal that everybody can reach. Naming it opens what is behind
    /// them, and nothing else, to all addresses. Null: there are no such links.
    /// </summary>
    public Uri? Address { get; set; }
}

/// <summary>Finds every fault of the section at once.</summary>
internal sealed class ValidateUnsubscribeOptions : IValidateOptions<UnsubscribeOptions>
{
    public ValidateOptionsResult Validate(string? name, UnsubscribeOptions options) => options.Address switch
    {
        null => ValidateOptionsResult.Success,
        { IsAbsoluteUri: true, AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } address
            when address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback) => ValidateOptionsResult.Success,
        _ => ValidateOptionsResult.Fail("Unsubscribe:Address must be an https address without a path, such as https://messages.example.com."),
    };
}
