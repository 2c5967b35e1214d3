using System.Collections.Frozen;

namespace WaPortal.Core.Audit;

/// <summary>What an event is about; the activity page filters by it.</summary>
public enum EventKind
{
    SignIn,
    Users,
    Networks,
    Templates,
    Consent,
    Campaigns,
    Secrets,
    Platform,
}

/// <summary>All events that the trails know, each with a sentence that goes behind the name of whoever did it.</summary>
public static class EventWords
{
    private static readonly FrozenDictionary<string, (EventKind Kind, string Words)> All = new Dictionary<string, (EventKind, string)>(StringComparer.Ordinal)
    {
        ["sign-in.ok"] = (EventKind.SignIn, "Signed in"),
        ["sign-in.failed"] = (EventKind.SignIn, "Failed to sign in"),
        ["sign-in.ended"] = (EventKind.SignIn, "Had a sign-in ended after wrong codes"),
        ["sign-out"] = (EventKind.SignIn, "Signed out"),
        ["session.ended"] = (EventKind.SignIn, "Ended a session"),
        ["totp.ok"] = (EventKind.SignIn, "Gave a right code"),
        ["totp.failed"] = (EventKind.SignIn, "Gave a wrong code"),
        ["totp.replayed"] = (EventKind.SignIn, "Gave a code that was used before"),
        ["totp.enrolled"] = (EventKind.SignIn, "Set up an authenticator app"),
        ["recovery-code.used"] = (EventKind.SignIn, "Signed in with a recovery code"),
        ["recovery-code.failed"] = (EventKind.SignIn, "Gave a wrong recovery code"),
        ["passkey.ok"] = (EventKind.SignIn, "Signed in with a passkey"),
        ["passkey.failed"] = (EventKind.SignIn, "Gave a wrong passkey"),
        ["passkey.added"] = (EventKind.SignIn, "Added a passkey"),
        ["passkey.removed"] = (EventKind.SignIn, "Removed a passkey"),
        ["recovery-codes.renewed"] = (EventKind.SignIn, "Made new recovery codes"),
        ["password.changed"] = (EventKind.SignIn, "Changed their password"),
        ["permission.denied"] = (EventKind.SignIn, "Was refused for want of a right"),

        ["user.created"] = (EventKind.Users, "Added a user"),
        ["user.locked"] = (EventKind.Users, "Was locked after too many failures"),
        ["user.invited"] = (EventKind.Users, "Invited a user"),
        ["invitation.renewed"] = (EventKind.Users, "Made a new link for an invitation"),
        ["invitation.revoked"] = (EventKind.Users, "Took back an invitation"),
        ["user.roles-changed"] = (EventKind.Users, "Changed a user's roles"),
        ["user.disabled"] = (EventKind.Users, "Disabled a user"),
        ["user.enabled"] = (EventKind.Users, "Enabled a user"),
        ["user.unlocked"] = (EventKind.Users, "Took away a user's lock"),
        ["session.ended-by-admin"] = (EventKind.Users, "Ended a user's sessions"),
        ["password.link-issued"] = (EventKind.Users, "Made a password link for a user"),
        ["act-in.begun"] = (EventKind.Users, "Began to act in this enterprise from outside"),
        ["act-in.ended"] = (EventKind.Users, "Stopped acting in this enterprise from outside"),
        ["totp.reset"] = (EventKind.Users, "Took away a user's second factor"),

        ["address.denied"] = (EventKind.Networks, "An address was turned away"),
        ["network.allowed"] = (EventKind.Networks, "A network was allowed"),
        ["network.added"] = (EventKind.Networks, "Added an allowed network"),
        ["network.changed"] = (EventKind.Networks, "Changed an allowed network"),
        ["network.removed"] = (EventKind.Networks, "Removed an allowed network"),
        ["network.list-changed"] = (EventKind.Networks, "The list of allowed networks was changed"),

        ["template.created"] = (EventKind.Templates, "Created a template"),
        ["template.adopted"] = (EventKind.Templates, "Took over a template that was made outside the portal"),
        ["templates.fetched"] = (EventKind.Templates, "Asked WhatsApp for all templates"),
        ["template.drift-taken"] = (EventKind.Templates, "Took over a text that was changed outside the portal"),
        ["template.drift-kept"] = (EventKind.Templates, "Kept the portal's text over one that was changed outside"),
        ["template.exported"] = (EventKind.Templates, "Exported a template"),
        ["template.deleted"] = (EventKind.Templates, "Deleted a template"),
        ["template.language_removed"] = (EventKind.Templates, "Removed a language from a template"),
        ["template.review-asked"] = (EventKind.Templates, "Asked a second person to review a template"),
        ["template.review-approved"] = (EventKind.Templates, "Approved a template that somebody else wrote"),
        ["template.review-sent-back"] = (EventKind.Templates, "Sent a template back to its writer"),
        ["template.review-taken-back"] = (EventKind.Templates, "Took a request for review back"),
        ["template.review-refused"] = (EventKind.Templates, "Tried to review their own template"),
        ["template.review-required"] = (EventKind.Templates, "Templates need a second person's approval from now on"),
        ["template.review-not-required"] = (EventKind.Templates, "Templates need no second person's approval any more"),
        ["template.unpaused"] = (EventKind.Templates, "Ended the pause of a template"),
        ["template.archived"] = (EventKind.Templates, "Archived a template"),
        ["template.unarchived"] = (EventKind.Templates, "Took a template out of the archive"),
        ["template.category-seen"] = (EventKind.Templates, "Took note of a template's new category"),
        ["template.submitted"] = (EventKind.Templates, "Submitted a template for approval"),

        ["import.uploaded"] = (EventKind.Consent, "Uploaded a list"),
        ["import.started"] = (EventKind.Consent, "Started an import"),
        ["import.finished"] = (EventKind.Consent, "An import finished"),
        ["import.failed"] = (EventKind.Consent, "An import failed"),
        ["import.cancelled"] = (EventKind.Consent, "Cancelled an import"),
        ["import.undo_started"] = (EventKind.Consent, "Began to take an import back"),
        ["import.undone"] = (EventKind.Consent, "An import was taken back"),
        ["import.quarantine_completed"] = (EventKind.Consent, "Gave a proof for rows that had none"),
        ["import.quarantine_dropped"] = (EventKind.Consent, "Left rows without a proof out for good"),
        ["import.rows_deleted"] = (EventKind.Consent, "Rejected rows of an import were deleted"),
        ["import.check_exported"] = (EventKind.Consent, "Exported the check of a list"),
        ["import.profile_saved"] = (EventKind.Consent, "Saved how a kind of list is read"),
        ["import.profile_deleted"] = (EventKind.Consent, "Deleted how a kind of list is read"),
        ["import.rejects_exported"] = (EventKind.Consent, "Exported the rejected rows of an import"),
        ["opt-out.recorded"] = (EventKind.Consent, "An opt-out was recorded"),
        ["number.revealed"] = (EventKind.Consent, "Looked at a full phone number"),
        ["ledger.verified"] = (EventKind.Consent, "Verified the consent ledger"),
        ["evidence.taken"] = (EventKind.Consent, "Took the evidence about a person"),
        ["ledger.checkpoint-taken"] = (EventKind.Consent, "Took along a checkpoint of the consent ledger"),

        ["campaign.created"] = (EventKind.Campaigns, "Created a campaign"),
        ["campaign.deleted"] = (EventKind.Campaigns, "Deleted a campaign"),
        ["campaign.started"] = (EventKind.Campaigns, "Started a campaign"),
        ["campaign.unscheduled"] = (EventKind.Campaigns, "Took a campaign's start back"),
        ["campaign.paused"] = (EventKind.Campaigns, "Paused a campaign"),
        ["campaign.resumed"] = (EventKind.Campaigns, "Resumed a campaign"),
        ["campaign.cancelled"] = (EventKind.Campaigns, "Cancelled a campaign"),
        ["campaign.sending"] = (EventKind.Campaigns, "A campaign began to send"),
        ["campaign.stopped"] = (EventKind.Campaigns, "A campaign paused by itself"),
        ["campaign.failed"] = (EventKind.Campaigns, "A campaign could not start"),
        ["campaign.finished"] = (EventKind.Campaigns, "A campaign finished"),
        ["campaign.exported"] = (EventKind.Campaigns, "Exported the people of a campaign"),

        ["whatsapp.connected"] = (EventKind.Secrets, "Connected a WhatsApp account"),
        ["whatsapp.changed"] = (EventKind.Secrets, "Changed a WhatsApp account"),
        ["whatsapp.secret-changed"] = (EventKind.Secrets, "Changed a secret of a WhatsApp account"),
        ["whatsapp.tested"] = (EventKind.Secrets, "Tested the connection to WhatsApp"),
        ["whatsapp.subscribed"] = (EventKind.Secrets, "Subscribed the app to a WhatsApp account"),
        ["whatsapp.disconnected"] = (EventKind.Secrets, "Disconnected a WhatsApp account"),
        ["number.marked"] = (EventKind.Secrets, "Marked a sender number for test or production"),
        ["key.rotated"] = (EventKind.Secrets, "Made a new version of a key"),
        ["key.destroyed"] = (EventKind.Secrets, "Destroyed an enterprise's keys"),
        ["master-key.rotated"] = (EventKind.Secrets, "Changed the master key"),

        ["set-up.begun"] = (EventKind.Platform, "Set-up was opened with its code"),
        ["set-up.done"] = (EventKind.Platform, "Set up the portal"),
        ["activity.verified"] = (EventKind.Platform, "Verified the activity trail"),
        ["activity.exported"] = (EventKind.Platform, "Exported the activity trail"),
        ["activity.cut"] = (EventKind.Platform, "Deleted old events when their time was over"),
        ["database.migrated"] = (EventKind.Platform, "The database was brought up to a new version"),
        ["fault.unhandled"] = (EventKind.Platform, "Met an error in the portal"),
        ["jobs.opened"] = (EventKind.Platform, "Opened the jobs page"),
        ["job.run"] = (EventKind.Platform, "Ran a job now"),
        ["tenant.created"] = (EventKind.Platform, "Created an enterprise"),
        ["tenant.changed"] = (EventKind.Platform, "Changed an enterprise's settings"),
        ["tenant.admin-invited"] = (EventKind.Platform, "Invited a tenant admin from outside"),
        ["tenant.suspended"] = (EventKind.Platform, "Suspended an enterprise"),
        ["tenant.resumed"] = (EventKind.Platform, "Resumed an enterprise"),
        ["tenant.closed"] = (EventKind.Platform, "Closed an enterprise"),
        ["tenant.reopened"] = (EventKind.Platform, "Reopened an enterprise"),
        ["tenant.rows-deleted"] = (EventKind.Platform, "Rows of an erased enterprise were deleted"),
        ["tenant.erased"] = (EventKind.Platform, "An enterprise was erased"),
        ["tenant.mismatch"] = (EventKind.Platform, "A write for another enterprise was refused"),
        ["tenant.cross-attempt"] = (EventKind.Platform, "Asked for something of another enterprise"),
        ["system-scope.opened"] = (EventKind.Platform, "The portal worked across enterprises"),
        ["webhook.signature-failed"] = (EventKind.Platform, "Webhooks with a wrong signature were refused"),
    }.ToFrozenDictionary();

    /// <summary>The sentence of an event; its name where this program does not know it (an older or newer one wrote it).</summary>
    public static string Of(string name) => All.TryGetValue(name, out var found) ? found.Words : name;

    /// <summary>Whether the event is listed.</summary>
    public static bool Knows(string name) => All.ContainsKey(name);

    /// <summary>The names of all events of a kind.</summary>
    public static IReadOnlyList<string> OfKind(EventKind kind) => [.. All.Where(e => e.Value.Kind == kind).Select(e => e.Key).Order(StringComparer.Ordinal)];
}
