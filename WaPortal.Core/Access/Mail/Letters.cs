using Microsoft.Extensions.Options;

namespace WaPortal.Core.Access.Mail;

/// <summary>The words of the portal's mails. They greet nobody by name and say nothing that a stranger who reads them could use, save the link itself.</summary>
public sealed class Letters(IOptions<MailOptions> options)
{
    /// <summary>A link that lets its reader choose a new password. It asks for the second factor all the same.</summary>
    /// <param name="to">The user's address.</param>
    /// <param name="path">The link without host, such as <c>/reset/…</c>.</param>
    /// <param name="until">Until when it works, as the person reads times.</param>
    public Letter PasswordReset(string to, string path, string until) => new(to, "Choose a new password for WaPortal", $"""
        Someone who manages users asked for a new password for you. Choose it here:

        {Address(path)}

        The link works once, until {until}. You will be asked for the code of your authenticator app as always.
        If you did not expect this, do not open the link, and tell them.
        """);

    /// <summary>A link that lets a new user in.</summary>
    /// <param name="to">The user's address.</param>
    /// <param name="enterprise">The enterprise's name.</param>
    /// <param name="enterpriseId">What the user types at sign-in.</param>
    /// <param name="path">The link without host.</param>
    /// <param name="until">Until when it works, as the person reads times.</param>
    public Letter Invitation(string to, string enterprise, string enterpriseId, string path, string until) => new(to, $"Your access to {OneLine(enterprise)} in WaPortal", $"""
        You have been invited to work in {OneLine(enterprise)}. Choose a password and connect an authenticator app here:

        {Address(path)}

        The link works once, until {until}. Your Enterprise ID for signing in later is {enterpriseId}.
        If you did not expect this, do not open the link.
        """);

    /// <summary>Tells the owner that a recovery code opened the account.</summary>
    /// <param name="to">The user's address.</param>
    /// <param name="when">When, as the person reads times.</param>
    /// <param name="left">How many codes are left.</param>
    public Letter RecoveryCodeUsed(string to, string when, int left) => new(to, "A recovery code was used for your WaPortal account", $"""
        A recovery code opened your account at {when}. {left} are left.

        If it was you, there is nothing to do. If your phone is lost, ask whoever manages users to reset your second factor.
        If it was not you, tell them at once: somebody knows your password and one of your codes.

        {Address("/account")}
        """);

    private string Address(string path) => new Uri(options.Value.PortalAddress ?? new Uri("https://localhost"), path).AbsoluteUri;

    // A name with a line break must not end the subject.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
