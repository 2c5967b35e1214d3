using WaPortal.Campaigns;
using WaPortal.Compliance.Requests;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.OptIns;
using WaPortal.OptIns.Wordings;

namespace WaPortal.Compliance.Desk;

/// <summary>An alert as people read it.</summary>
internal sealed record AlertText(string Icon, StatusTone Tone, string Title, string Text, string Href, string Action);

/// <summary>How the pages speak of alerts.</summary>
internal static class AlertWords
{
    public static AlertText Of(ComplianceAlert alert, TenantClock clock) => alert.Kind switch
    {
        AlertKind.LedgerBroken => new("gpp_bad", StatusTone.Bad, "The chain of the consent ledger is broken", "The last verification failed. Tell your administrator and keep a copy of the database.", "/compliance/ledger", "Look"),
        AlertKind.RequestDue when DateTimeOffset.FromUnixTimeMilliseconds(alert.Whole) is var due && due < clock.Now => new(
            "event_busy", StatusTone.Bad, $"Request {alert.Count} is overdue", $"{Kind(alert)}, due {RequestWords.Left(due, clock.Now, clock.Zone)}", Request(alert), "Open"),
        AlertKind.RequestDue => new(
            "event_upcoming", StatusTone.Wait, $"Request {alert.Count} is due {RequestWords.Left(DateTimeOffset.FromUnixTimeMilliseconds(alert.Whole), clock.Now, clock.Zone)}", $"{Kind(alert)} of a person's data", Request(alert), "Open"),
        AlertKind.OptOutBurst => new(
            "trending_down", StatusTone.Bad, $"{Figures.Count(alert.Count, "person", "people")} opted out after {alert.Name ?? "a campaign"}",
            $"Within 72 hours; {Figures.Share(alert.Count, alert.Whole)} of {Figures.Count(alert.Whole, "message", "messages")} that arrived", CampaignAddresses.Of(new CampaignId(Guid.Parse(alert.Key))), "Look"),
        AlertKind.CopiesWaiting => new("cloud_off", StatusTone.Wait, $"{Figures.Count(alert.Count, "checkpoint has", "checkpoints have")} not been copied out", "What is not copied is protected by the signing key alone.", "/compliance/ledger", "Look"),
        AlertKind.Quarantine => new("rule", StatusTone.Wait, $"{Figures.Count(alert.Count, "row waits", "rows wait")} for a proof", alert.Name ?? "A list", ImportSteps.Address(Guid.Parse(alert.Key), ImportStep.Progress), "Open"),
        AlertKind.WordingIncomplete => new(
            "history_edu", StatusTone.Wait, $"{alert.Name} is in use without {Figures.Count(alert.Count, "required element", "required elements")}", "Missing, or judged by nobody yet", WordingWords.Address(new WordingId(Guid.Parse(alert.Key))), "Judge"),
        AlertKind.LedgerUnverified => new("verified_user", StatusTone.Wait, "Nobody has verified the ledger for a month", Figures.Count(alert.Count, "entry", "entries"), "/compliance/ledger", "Verify"),
        AlertKind.OldConsent => new("history", StatusTone.Idle, $"{Figures.Count(alert.Count, "consent is", "consents are")} older than {alert.Whole} months", "The older a yes, the less people remember it. Consider asking anew.", "/compliance/old-consents", "Look"),
    };

    private static string Kind(ComplianceAlert alert) => Enum.TryParse<RequestKind>(alert.Name, out var kind) ? RequestWords.Kind(kind) : "Request";

    private static string Request(ComplianceAlert alert) => RequestWords.Address(new PersonRequestId(Guid.Parse(alert.Key)));
}
