using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>The second version and the rule of its test, while the wizard edits them.</summary>
public sealed class AbTestForm
{
    /// <summary>What the second version sends.</summary>
    public MessageForm Message { get; init; } = new();

    /// <summary>People of both versions, in hundredths of the audience.</summary>
    public int SharePercent { get; set; } = AbTest.Standard.SharePercent;

    public AbMeasure Measure { get; set; } = AbTest.Standard.Measure;

    /// <summary>From when both versions have left.</summary>
    public int WaitMinutes { get; set; } = AbTest.Standard.WaitMinutes;

    public AbUnclear Unclear { get; set; } = AbTest.Standard.Unclear;

    /// <summary>A test as it is stored.</summary>
    public static AbTestForm From(AbTest test) => new()
    {
        Message = MessageForm.From(new CampaignMessage(test.TemplateId, test.Mapping)),
        SharePercent = test.SharePercent,
        Measure = test.Measure,
        WaitMinutes = test.WaitMinutes,
        Unclear = test.Unclear,
    };

    /// <summary>The test as it would be stored now.</summary>
    public AbTest ToTest() => new(Message.TemplateId, Message.Mapping(), SharePercent, Measure, WaitMinutes, Unclear);
}
