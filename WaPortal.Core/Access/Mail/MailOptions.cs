using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.Access.Mail;

/// <summary>Section <c>Mail</c>: the server that the portal sends its few mails through. Without a host it sends none.</summary>
public sealed class MailOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mail";

    /// <summary>The SMTP server; null: no mail.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection is encrypted by STARTTLS. Only a server on this machine may do without.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }

    /// <summary>The user name, where the server asks for one.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>The portal's address as people reach it, such as <c>https://portal.example.com</c>; what links in mails start with.</summary>
    public Uri? PortalAddress { get; set; }
}

/// <summary>Finds every fault of the section at once.</summary>
internal sealed class ValidateMailOptions : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrEmpty(options.Host))
        {
            if (!string.IsNullOrEmpty(options.From) || !string.IsNullOrEmpty(options.User) || !string.IsNullOrEmpty(options.Password))
                faults.Add("Mail:Host is missing, so the rest of the section would do nothing.");
        }
        else
        {
            if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
                faults.Add("Mail:Host must be a bare host name.");
            if (!options.Tls && !IsLoopback(options.Host))
                faults.Add("Mail:Tls must be true: the mails hold links that open accounts. Only a server on this machine may do without.");
            if (!MailAddress.TryCreate(options.From, out var from) || from.Address != options.From)
                faults.Add("Mail:From must be the address that mails come from, such as portal@example.com.");
            if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
                faults.Add("Mail:User and Mail:Password belong together.");
            if (options.PortalAddress is not { IsAbsoluteUri: true, AbsolutePath: "/", Query: "" } address || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
                faults.Add("Mail:PortalAddress must say how people reach the portal, such as https://portal.example.com; links in mails, which open accounts, start with it.");
        }

        if (options.Port is < 1 or > 65535)
            faults.Add("Mail:Port must be between 1 and 65535.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
