using WaPortal.Components.Pieces;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp.Inbox;

/// <summary>How the inbox reads.</summary>
internal static class WebhookWords
{
    /// <summary>The kinds to choose from.</summary>
    public static readonly IReadOnlyList<WebhookKind> Kinds = [.. Enum.GetValues<WebhookKind>().Except([WebhookKind.Unread])];

    public static string Of(WebhookKind kind) => kind switch
    {
        WebhookKind.Unread => "Not looked at",
        WebhookKind.Statuses => "Statuses",
        WebhookKind.Messages => "Messages from people",
        WebhookKind.Preferences => "Preferences",
        WebhookKind.UserIds => "New user ids",
        WebhookKind.Errors => "Errors of a number",
        WebhookKind.Templates => "Templates",
        WebhookKind.Numbers => "Sender numbers",
        WebhookKind.Account => "Account",
        WebhookKind.Several => "Several kinds",
        WebhookKind.Unknown => "Not known",
    };

    public static (StatusTone Tone, string Text) Of(WebhookStanding standing) => standing switch
    {
        WebhookStanding.Waiting => (StatusTone.Wait, "Waiting"),
        WebhookStanding.Done => (StatusTone.Ok, "Done"),
        WebhookStanding.Quarantine => (StatusTone.Bad, "Quarantine"),
        WebhookStanding.Retried => (StatusTone.Pause, "Failed at least once"),
    };

    public static (StatusTone Tone, string Text, string? Icon) State(WebhookLine line) => line.State switch
    {
        WebhookState.Waiting when line.Attempts > 0 => (StatusTone.Pause, $"Failed, {Figures.Count(line.Attempts, "try", "tries")}", "error"),
        WebhookState.Waiting => (StatusTone.Wait, "Waiting", null),
        WebhookState.Processed => (StatusTone.Ok, "Done", null),
        WebhookState.Quarantined => (StatusTone.Bad, "Quarantine", "error"),
    };

    /// <summary>How long it took, or has waited: "40 ms", "3 min".</summary>
    public static string Lag(WebhookLine line, DateTimeOffset now)
    {
        var lag = (line.SettledAt ?? now) - line.ReceivedAt;
        return lag switch
        {
            { TotalSeconds: < 1 } => FormattableString.Invariant($"{Math.Max(0, lag.TotalMilliseconds):0} ms"),
            { TotalMinutes: < 1 } => FormattableString.Invariant($"{lag.TotalSeconds:0.0} s"),
            { TotalHours: < 1 } => FormattableString.Invariant($"{(int)lag.TotalMinutes} min"),
            { TotalDays: < 1 } => FormattableString.Invariant($"{(int)lag.TotalHours} h"),
            _ => Figures.Count((int)lag.TotalDays, "day", "days"),
        };
    }

    /// <summary>"3", or "1,000 or more".</summary>
    public static string UpTo(int count) => count >= WebhookInboxQuery.MostCounted ? $"{Figures.Whole(count)} or more" : Figures.Whole(count);
}
