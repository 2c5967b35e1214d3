using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>What the wizard edits.</summary>
/// <param name="ListId">The list, where one list is the whole audience.</param>
/// <param name="Version">The version that the wizard was filled from.</param>
/// <param name="Audience">Whom it is for, where that is more than one list.</param>
/// <param name="Budget">Null for no limit.</param>
public sealed record CampaignDraft(
    string Name, Guid? TemplateId, Guid? ListId, SenderNumberId? SenderNumberId, CampaignMapping Mapping,
    bool StartNow, DateTime? LocalStart, string? TimeZone, int Version, AudienceChoice? Audience = null, Budget? Budget = null)
{
    /// <summary>What it says about its time beyond the start.</summary>
    public SendingPlan Plan { get; init; } = SendingPlan.Plain;

    /// <summary>Whom of the audience to leave out.</summary>
    public AudienceRules Rules { get; init; } = AudienceRules.Standard;

    /// <summary>The second version and how it is tested; null for none.</summary>
    public AbTest? AbTest { get; init; }
}

/// <summary>The most that a campaign may cost.</summary>
/// <param name="Micros">In millionths.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Budget(long Micros, string Currency);
