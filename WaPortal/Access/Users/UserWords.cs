using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>How users, roles and rights are called on the pages.</summary>
internal static class UserWords
{
    public static string Text(this PortalRole role) => role switch
    {
        PortalRole.PlatformAdmin => "Platform admin",
        PortalRole.TenantAdmin => "Tenant admin",
        PortalRole.Marketer => "Marketer",
        PortalRole.Approver => "Approver",
        PortalRole.ComplianceOfficer => "Compliance officer",
    };

    public static string About(this PortalRole role) => role switch
    {
        PortalRole.PlatformAdmin => "Runs the installation: enterprises, platform networks, jobs.",
        PortalRole.TenantAdmin => "Runs this enterprise: users, WhatsApp accounts, settings.",
        PortalRole.Marketer => "Writes templates, imports lists, plans and sends campaigns.",
        PortalRole.Approver => "Approves the templates and campaigns of others, or sends them back.",
        PortalRole.ComplianceOfficer => "Checks consent and the record of what was done.",
    };

    public static string Text(IEnumerable<PortalRole> roles) => string.Join(", ", roles.Select(Text));

    public static string Text(this Right right) => right switch
    {
        Right.ViewTemplates => "See templates",
        Right.EditTemplates => "Write templates",
        Right.SubmitTemplates => "Submit templates to WhatsApp",
        Right.ApproveTemplates => "Approve templates that others wrote",
        Right.ViewOptIns => "See opt-in lists",
        Right.ImportOptIns => "Import opt-in lists",
        Right.ViewCampaigns => "See campaigns",
        Right.EditCampaigns => "Plan campaigns",
        Right.StartCampaigns => "Start, pause and stop campaigns",
        Right.ApproveCampaigns => "Approve campaigns that others planned",
        Right.ViewLedger => "Read the consent ledger",
        Right.ViewPeople => "See people",
        Right.UnmaskNumbers => "Unmask phone numbers",
        Right.RecordOptOuts => "Record opt-outs",
        Right.HandleRequests => "Handle requests of persons",
        Right.HandleAlerts => "Deal with compliance alerts",
        Right.ErasePeople => "Erase persons",
        Right.EditWordings => "Write and judge consent wordings",
        Right.ViewActivity => "Read the activity log",
        Right.ManageUsers => "Manage users and roles",
        Right.ManageWhatsApp => "Manage WhatsApp accounts and numbers",
        Right.ManageSettings => "Change settings, networks and retention",
        Right.ManageTenants => "Manage enterprises, act in one of them",
        Right.ViewJobs => "See background jobs",
        Right.RunJobs => "Run background jobs now",
        // A right that came later is shown by its name until it has words.
        _ => right.ToString(),
    };

    public static (StatusTone Tone, string Text, string? Icon) State(UserLine user) => user switch
    {
        { Status: UserStatus.Disabled } => (StatusTone.Idle, "Disabled", "block"),
        { IsLocked: true } => (StatusTone.Bad, "Locked", "lock"),
        _ => (StatusTone.Ok, "Active", null),
    };
}
