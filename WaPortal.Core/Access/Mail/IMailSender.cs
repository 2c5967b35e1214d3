namespace WaPortal.Core.Access.Mail;

/// <summary>A mail of plain text.</summary>
/// <param name="To">The address of one person.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The text, with line ends as LF.</param>
public sealed record Letter(string To, string Subject, string Text);

/// <summary>What became of a mail.</summary>
public enum MailOutcome
{
    /// <summary>The mail server took it.</summary>
    Sent,

    /// <summary>No mail server is configured: say it another way, such as by showing the link to hand over.</summary>
    NotConfigured,

    /// <summary>The server did not take it; the log says why.</summary>
    Failed,
}

/// <summary>Sends the few mails that the portal writes to its own users. Never call it inside a transaction.</summary>
public interface IMailSender
{
    /// <summary>Whether a mail server is configured.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands a mail to the server; within half a minute it is there or has failed.</summary>
    Task<MailOutcome> SendAsync(Letter letter, CancellationToken token);
}
