using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>Second step of the wizard.</summary>
public partial class PeopleStep
{
    private const int StandardControl = 10;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public CampaignId Id { get; set; }

    [Parameter, EditorRequired]
    public required CampaignForm Form { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<OptInListSummary> Lists { get; set; } = [];

    [Parameter]
    public IReadOnlyList<SegmentSummary> Segments { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<SenderNumber> Senders { get; set; } = [];

    /// <summary>Null while none is chosen.</summary>
    [Parameter]
    public SendableTemplate? Template { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private static string Describe(OptInListSummary list) =>
        $"{Figures.Count(list.Members, "person", "people")}, {Figures.Whole(list.OptedIn)} opted in to offers";

    private static string Describe(SenderNumber sender)
    {
        var limit = sender.DailyLimit() is { } people ? $"{Figures.Count(people, "person", "people")} in 24 hours" : "no messaging limit";
        var words = sender.QualityWords() is { } quality ? $"{limit} · {quality}" : limit;
        return sender.IsTest ? $"{words} · test number, at most {SenderNumber.MostTestPeople} people" : words;
    }

    private bool IsForeign(SenderNumber sender) => Template is { } template && sender.AccountId != template.AccountId;

    private bool _leavesOut;

    private int LeftOut => Form.Audience.WithoutLists.Count + Form.Audience.WithoutSegments.Count;

    private static IReadOnlyList<Guid> Toggle(IReadOnlyList<Guid> chosen, Guid id, bool on) => on ? [.. chosen.Where(c => c != id), id] : [.. chosen.Where(c => c != id)];

    private Task SetAsync(AudienceChoice audience)
    {
        Form.Audience = audience is { IsEmpty: true, WithoutLists: [], WithoutSegments: [] } ? AudienceChoice.None : audience;
        return OnChanged.InvokeAsync();
    }

    private string OthersText => Form.Rules.OtherDays == 0 ? "Whose message still waits." : $"Whose message still waits, or who got one in the last {Figures.Count(Form.Rules.OtherDays, "day", "days")}. Looked at when this one starts; one that has not started takes nobody away.";

    private Task DaysAsync(string? text) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var days) ? RuleAsync(Form.Rules with { OtherDays = Math.Clamp(days, 0, AudienceRules.MostDays) }) : Task.CompletedTask;

    private Task ControlAsync(string? text) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var percent) ? RuleAsync(Form.Rules with { ControlPercent = Math.Clamp(percent, 1, AudienceRules.MostControl) }) : Task.CompletedTask;

    private Task RuleAsync(AudienceRules rules)
    {
        Form.Rules = rules;
        return OnChanged.InvokeAsync();
    }

    private Task ChooseSenderAsync(SenderNumberId? id)
    {
        Form.SenderNumberId = id;
        return OnChanged.InvokeAsync();
    }
}
