namespace WaPortal.Core.Access;

/// <summary>What a person may do. Pages and actions both ask for a right, never for a role.</summary>
public enum Right
{
    ViewTemplates,
    EditTemplates,
    SubmitTemplates,

    /// <summary>Approve what somebody else wrote, or send it back.</summary>
    ApproveTemplates,
    ViewOptIns,
    ImportOptIns,
    ViewCampaigns,
    EditCampaigns,
    StartCampaigns,

    /// <summary>Send single messages from approved templates; held by keys of programs, not by people.</summary>
    SendMessages,

    /// <summary>Approve a campaign that somebody else planned, or send it back.</summary>
    ApproveCampaigns,
    ViewLedger,
    ViewPeople,
    UnmaskNumbers,

    /// <summary>Record that somebody wants no more messages. It only ever closes; nothing is opened by hand.</summary>
    RecordOptOuts,

    /// <summary>Write, judge, publish and retire the words by which people agree.</summary>
    EditWordings,

    /// <summary>Take up, answer and close what people ask about their data.</summary>
    HandleRequests,

    /// <summary>Say that alerts were seen or dealt with, and what is warned of.</summary>
    HandleAlerts,

    /// <summary>Erase a person, for good.</summary>
    ErasePeople,
    ViewActivity,
    ManageUsers,
    ManageWhatsApp,
    ManageSettings,
    ManageTenants,
    ViewJobs,

    /// <summary>Run a job now that waits or has failed.</summary>
    RunJobs,
}

/// <summary>What a person is; one may be several things.</summary>
public enum PortalRole
{
    /// <summary>Runs the installation: enterprises, platform networks, jobs.</summary>
    PlatformAdmin,

    /// <summary>Runs one enterprise: users, WhatsApp accounts, settings.</summary>
    TenantAdmin,

    /// <summary>Writes templates, imports lists, plans and sends campaigns.</summary>
    Marketer,

    /// <summary>
    /// Looks over what marketers are about to send: approves the templates and campaigns of others, where the enterprise asks for a second person.
    /// </summary>
    Approver,

    /// <summary>Checks consent and the record of what was done.</summary>
    ComplianceOfficer,
}

/// <summary>Which role holds which rights: the one place where that is said.</summary>
public static class Rights
{
    private static readonly Dictionary<PortalRole, Right[]> OfRole = new()
    {
        [PortalRole.PlatformAdmin] = [Right.ManageTenants, Right.ViewJobs, Right.RunJobs],
        [PortalRole.TenantAdmin] =
        [
            Right.ManageUsers, Right.ManageWhatsApp, Right.ManageSettings, Right.ViewActivity,
            Right.ViewTemplates, Right.ViewOptIns, Right.ViewCampaigns, Right.ViewJobs, Right.RunJobs,
        ],
        [PortalRole.Marketer] =
        [
            Right.ViewTemplates, Right.EditTemplates, Right.SubmitTemplates, Right.ViewOptIns, Right.ImportOptIns,
            Right.ViewCampaigns, Right.EditCampaigns, Right.StartCampaigns, Right.ApproveCampaigns, Right.RecordOptOuts,
        ],
        [PortalRole.Approver] = [Right.ViewTemplates, Right.ApproveTemplates, Right.ViewOptIns, Right.ViewCampaigns, Right.ApproveCampaigns],
        [PortalRole.ComplianceOfficer] =
        [
            Right.ViewTemplates, Right.ViewOptIns, Right.ViewCampaigns, Right.ViewLedger, Right.ViewPeople,
            Right.UnmaskNumbers, Right.RecordOptOuts, Right.EditWordings, Right.HandleRequests, Right.HandleAlerts, Right.ErasePeople, Right.ViewActivity,
        ],
    };

    /// <summary>All rights of somebody who holds these roles.</summary>
    public static IReadOnlySet<Right> Of(IEnumerable<PortalRole> roles) => roles.SelectMany(role => OfRole[role]).ToHashSet();
}
