using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>What the wizard holds of a draft.</summary>
public sealed class CampaignForm
{
    public string Name { get; set; } = "";

    /// <summary>What it sends; the first version, where it tests two.</summary>
    public MessageForm Message { get; init; } = new();

    /// <summary>The second version and the rule of its test; null for none.</summary>
    public AbTestForm? Test { get; set; }

    /// <summary>Whom it is for; ids of lists and segments, to take and to leave out.</summary>
    public AudienceChoice Audience { get; set; } = AudienceChoice.None;

    public SenderNumberId? SenderNumberId { get; set; }

    /// <summary>Whom of the audience to leave out.</summary>
    public AudienceRules Rules { get; set; } = AudienceRules.Standard;

    public bool StartNow { get; set; } = true;

    public DateOnly? Day { get; set; }

    public TimeOnly? Hour { get; set; }

    public string TimeZone { get; set; } = "";

    /// <summary>What it says about its time beyond the start.</summary>
    public SendingPlan Plan { get; set; } = SendingPlan.Plain;

    /// <summary>The most it may cost; null for no limit.</summary>
    public Budget? Budget { get; set; }

    /// <summary>The version that the form was filled from, or that its last save made.</summary>
    public int Version { get; set; }

    /// <summary>A campaign as it is stored.</summary>
    public static CampaignForm From(Campaign campaign, string ownZone) => new()
    {
        Name = campaign.Name,
        Message = MessageForm.From(campaign.MessageOf(AbVariant.A)),
        Test = campaign.AbTest is { } test ? AbTestForm.From(test) : null,
        Audience = campaign.Audience,
        SenderNumberId = campaign.SenderNumberId,
        Rules = campaign.Rules,
        StartNow = campaign.StartNow,
        Day = campaign.LocalStart is { } local ? DateOnly.FromDateTime(local) : null,
        Hour = campaign.LocalStart is { } time ? TimeOnly.FromDateTime(time) : null,
        TimeZone = campaign.TimeZone ?? ownZone,
        Plan = campaign.Plan,
        Budget = campaign is { BudgetMicros: { } most, BudgetCurrency: { } currency } ? new Budget(most, currency) : null,
        Version = campaign.Version,
    };

    /// <summary>What is saved.</summary>
    public CampaignDraft ToDraft() => new(
        Name, Message.TemplateId, Audience.OnlyList, SenderNumberId, Message.Mapping(), StartNow,
        !StartNow && Day is { } day && Hour is { } hour ? day.ToDateTime(hour) : null,
        StartNow ? null : TimeZone, Version, Audience.OnlyList is not null || Audience == AudienceChoice.None ? null : Audience, Budget)
    {
        Plan = Plan,
        Rules = Rules,
        AbTest = Test?.ToTest(),
    };
}
