using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.OptIns.Wordings;

/// <summary>One version of a wording: its words, what people found about them, and what happened to it.</summary>
public partial class WordingPage
{
    private Wording? _wording;
    private IReadOnlyList<Wording> _series = [];
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>(StringComparer.Ordinal);
    private ConfirmDialog? _publish;
    private ConfirmDialog? _retire;
    private ConfirmDialog? _delete;
    private Modal? _next;
    private string _business = "";
    private string _text = "";
    private string _places = "";
    private string _nextCode = "";
    private string? _nextProblem;
    private string? _problem;
    private string? _told;
    private Guid _shown;
    private bool _isChanged;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required WordingsQuery Query { get; init; }

    [Inject]
    public required ManageWordings Manage { get; init; }

    [Inject]
    public required TenantDirectory Tenants { get; init; }

    private Wording Wording => _wording!;

    private bool MayEdit => May(Right.EditWordings);

    private bool IsDraft => Wording.State == WordingState.Draft;

    private IReadOnlyList<TimelineItem> Story =>
    [
        .. new (string What, string? By, DateTimeOffset? At, StatusTone Tone, string? Why)[]
        {
            ("Drafted", Wording.CreatedBy, Wording.CreatedAt, StatusTone.Idle, null),
            ("Put to use", Wording.PublishedBy, Wording.PublishedAt, StatusTone.Ok, null),
            ("Retired", Wording.RetiredBy, Wording.RetiredAt, StatusTone.Idle, null),
        }
        .Concat(Wording.Judgements.Select(j => (
            What: $"{OptInRequirements.Of(j.Requirement).Title}: {(j.IsMet ? "met" : "not met")}", By: (string?)j.By, At: (DateTimeOffset?)j.At, Tone: j.IsMet ? StatusTone.Ok : StatusTone.Bad, Why: j.Place is { } place ? $"“{place}”" : null)))
        .Where(x => x.At is not null).OrderByDescending(x => x.At)
        .Select(x => new TimelineItem(x.What, Clock.Within(x.At!.Value), x.By, x.Why, x.Tone, Clock.Exact(x.At.Value))),
    ];

    protected override bool Listens(string topic) => topic == ManageWordings.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (await Query.FindAsync(Actor, new WordingId(Id), token) is not { } found)
            return false;
        (_wording, _series) = found;
        _business = (await Tenants.GetAsync(Actor.Tenant, token)).Name;
        // What somebody is typing stays when the page reads again.
        if (_shown != Id || !_isChanged)
            (_text, _places, _shown, _isChanged) = (Wording.Text, Wording.Places, Id, false);
        return true;
    }

    private string? Hint(OptInRequirement requirement) => RequirementHints.Find(requirement, Wording.Text, _business);

    private void Changed() => (_isChanged, _told) = (true, null);

    private async Task SaveAsync()
    {
        if (await DoAsync(() => Manage.SaveAsync(Actor, Wording.Id, Draft(), PageToken)))
            (_isChanged, _told) = (false, "Saved");
        await ReloadAsync();
    }

    private async Task JudgeAsync(RequirementVerdict verdict)
    {
        await DoAsync(() => Manage.JudgeAsync(Actor, Wording.Id, verdict.Requirement, verdict.IsMet, verdict.Place, PageToken));
        await ReloadAsync();
    }

    private async Task PublishAsync()
    {
        if (_isChanged && !await DoAsync(() => Manage.SaveAsync(Actor, Wording.Id, Draft(), PageToken)))
            return;
        _isChanged = false;
        await ReloadAsync();
        if (await _publish!.AskAsync() && await DoAsync(() => Manage.PublishAsync(Actor, Wording.Id, PageToken)))
            await ReloadAsync();
    }

    private async Task RetireAsync()
    {
        if (await _retire!.AskAsync() && await DoAsync(() => Manage.RetireAsync(Actor, Wording.Id, PageToken)))
            await ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        if (await _delete!.AskAsync() && await DoAsync(() => Manage.DeleteAsync(Actor, Wording.Id, PageToken)))
            Navigation.NavigateTo("/compliance/wordings");
    }

    private async Task NextAsync()
    {
        _busy = true;
        var result = await Manage.NewVersionAsync(Actor, Wording.Id, _nextCode, PageToken);
        _busy = false;
        _nextProblem = result is WordingResult.Refused refused ? refused.Errors.Values.First() : null;
        if (result is not WordingResult.Done done)
            return;
        await _next!.CloseAsync();
        Navigation.NavigateTo(WordingWords.Address(done.Id));
    }

    private WordingDraft Draft() => new(Wording.Title, Wording.Code, Wording.Purposes, Wording.Language, _text, _places);

    private async Task<bool> DoAsync(Func<Task<WordingResult>> work)
    {
        _busy = true;
        try
        {
            var result = await work();
            _errors = result is WordingResult.Refused refused ? refused.Errors : new Dictionary<string, string>(StringComparer.Ordinal);
            _problem = _errors.GetValueOrDefault("");
            return result is WordingResult.Done;
        }
        finally
        {
            _busy = false;
        }
    }
}
