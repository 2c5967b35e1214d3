using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.Access.Mail;

/// <summary>Sends mails through the SMTP server of <see cref="MailOptions"/>.</summary>
internal sealed partial class SmtpMail(IOptions<MailOptions> options, ILogger<SmtpMail> log) : IMailSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.Host);

    public async Task<MailOutcome> SendAsync(Letter letter, CancellationToken token)
    {
        var settings = options.Value;
        if (!IsConfigured)
            return MailOutcome.NotConfigured;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
            if (!string.IsNullOrEmpty(settings.User))
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            using var message = new MailMessage(new MailAddress(settings.From!, "WaPortal"), new MailAddress(letter.To))
            {
                Subject = letter.Subject,
                SubjectEncoding = Encoding.UTF8,
                Body = letter.Text,
                BodyEncoding = Encoding.UTF8,
                IsBodyHtml = false,
            };
            // Keeps holiday replies away (RFC 3834).
            message.Headers["Auto-Submitted"] = "auto-generated";
            await client.SendMailAsync(message, limit.Token);
            return MailOutcome.Sent;
        }
        catch (Exception e) when (e is SmtpException or FormatException or ArgumentException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            // Not the exception itself: its text may hold the recipient's address.
            Log.NotSent(log, e.GetType().Name, (e as SmtpException)?.StatusCode.ToString() ?? "");
            return MailOutcome.Failed;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A mail could not be sent through Mail:Host ({Kind} {Status})")]
        public static partial void NotSent(ILogger logger, string kind, string status);
    }
}
