using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>An import at work, or its report.</summary>
public partial class ImportRun
{
    private ConfirmDialog? _confirm;
    private ConfirmDialog? _undo;

    [Parameter, EditorRequired]
    public required ImportDetail Import { get; set; }

    [Parameter]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public bool CanImport { get; set; }

    /// <summary>What can still be done with an import that has ended.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    [Parameter]
    public EventCallback OnUndo { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    private bool CanUndo =>
        Import is { StartedAt: not null, IsCompleting: false, IsSuppression: false, Accepted: > 0, Status: ListImportStatus.Finished or ListImportStatus.Cancelled or ListImportStatus.Failed };

    private int Total => Math.Max(Import.Records ?? 0, Import.Position);

    /// <summary>Rows a second over the whole run.</summary>
    private double Rate => Import.StartedAt is { } started && Now > started ? Import.Position / (Now - started).TotalSeconds : 0;

    private IReadOnlyList<TimelineItem> Happened
    {
        get
        {
            var items = new List<TimelineItem> { Item("Uploaded", Import.CreatedAt, Import.CreatedBy, StatusTone.Idle) };
            if (Import.StartedAt is { } started)
                items.Add(Item("Started", started, null, StatusTone.Live));
            if (Import.EndedAt is { } ended)
            {
                var (tone, word, _) = ImportWords.Status(Import.Status is ListImportStatus.Undoing or ListImportStatus.Undone ? ListImportStatus.Finished : Import.Status);
                items.Add(Item(word, ended, null, tone));
            }
            if (Import.UndoneAt is { } undone)
                items.Add(Item("Taken back", undone, Import.UndoneBy, StatusTone.Idle));
            items.Reverse();
            return items;
        }
    }

    private TimelineItem Item(string what, DateTimeOffset at, string? who, StatusTone tone) => new(what, Clock.Brief(at), who, null, tone, Clock.Exact(at));

    private async Task AskUndoAsync()
    {
        if (await _undo!.AskAsync())
            await OnUndo.InvokeAsync();
    }

    private async Task AskAsync()
    {
        if (await _confirm!.AskAsync())
            await OnCancel.InvokeAsync();
    }
}
