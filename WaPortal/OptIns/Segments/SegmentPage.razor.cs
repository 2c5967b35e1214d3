using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns.Segments;

/// <summary>Writes a segment, with a count of who fits that follows every change.</summary>
public partial class SegmentPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(350);

    private CancellationTokenSource _counting = new();
    private SegmentSummary? _segment;
    private SegmentFormPart? _form;
    private SegmentWords? _words;
    private SegmentFound? _found;
    private ConfirmDialog? _delete;
    private ExportContactsDialog? _export;
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<string> _uses = [];
    private string _name = "";
    private string? _told;
    private Guid _shown;
    private bool _stale;
    private bool _dirty;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required ManageSegments Segments { get; init; }

    [Inject]
    public required ContactsQuery Contacts { get; init; }

    [Inject]
    public required CampaignQueries Campaigns { get; init; }

    protected override bool IsLive => true;

    private bool IsNew => Id == Guid.Empty;

    private string FoundText => _found switch
    {
        null => "Counting…",
        { Problems.Count: > 0 } => "Not complete yet",
        { People: null } => "This takes too long to count while you wait.",
        { People: { } people } => Figures.Count(people, "person", "people"),
    };

    protected override bool Listens(string topic) => topic == ContactTopics.All || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _words = new SegmentWords(await Contacts.ChoicesAsync(Actor, token), await SegmentWords.CampaignsAsync(Campaigns, Actor, token));
        if (IsNew)
        {
            if (_form is null || _shown != Id)
                Show(null, new SegmentGroup(GroupKind.All, [SegmentConditionEditor.First(_words)]));
        }
        else
        {
            if (await Segments.FindAsync(Actor, new SegmentId(Id), token) is not { } segment)
                return false;
            _uses = await Segments.UsesAsync(Actor, segment.Id, token);
            if (_form is null || _shown != Id || !_dirty)
                Show(segment, segment.Match ?? SegmentGroup.Everybody);
            else
                _stale = segment.Version != _segment!.Version;
        }

        _ = CountAsync();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _counting.Cancel();
            _counting.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Show(SegmentSummary? segment, SegmentGroup match)
    {
        (_segment, _form, _shown) = (segment, SegmentFormPart.Of(match), Id);
        (_name, _dirty, _stale, _problems) = (segment?.Name ?? "", false, false, []);
    }

    private Task NameAsync(string? name)
    {
        (_name, _dirty, _told) = (name ?? "", true, null);
        return Task.CompletedTask;
    }

    private Task ChangedAsync()
    {
        (_dirty, _told, _found) = (true, null, null);
        return CountAsync();
    }

    // Only the newest question is answered; the database stops working on the one before.
    private async Task CountAsync()
    {
        await _counting.CancelAsync();
        _counting.Dispose();
        _counting = new CancellationTokenSource();
        var token = _counting.Token;
        try
        {
            await Task.Delay(Pause, Time, token);
            var found = await Segments.CountAsync(Actor, _form!.ToGroup(), token);
            if (token.IsCancellationRequested)
                return;
            _found = found;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // Another question took its place.
        }
    }

    private async Task SaveAsync()
    {
        _busy = true;
        try
        {
            switch (await Segments.SaveAsync(Actor, IsNew ? null : new SegmentId(Id), _name, _form!.ToGroup(), _segment?.Version ?? 0, CancellationToken.None))
            {
                case SegmentResult.Done done:
                    (_dirty, _problems, _told) = (false, [], "Saved.");
                    if (IsNew)
                    {
                        Navigation.NavigateTo($"/segments/{done.Id.Value}");
                        return;
                    }
                    break;
                case SegmentResult.Refused refused:
                    _problems = refused.Problems;
                    return;
                case SegmentResult.Stale:
                    _stale = true;
                    return;
                case SegmentResult.NotFound:
                    _dirty = false;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
        await ReloadAsync();
    }

    private Task TakeTheirsAsync()
    {
        _dirty = false;
        return ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        if (!await _delete!.AskAsync())
            return;
        await Task.Yield(); // the dialog closes before the page is left
        if (await Segments.DeleteAsync(Actor, new SegmentId(Id), CancellationToken.None) is SegmentResult.Refused refused)
            _problems = refused.Problems;
        else
            Navigation.NavigateTo("/segments");
    }
}
