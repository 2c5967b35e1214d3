using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>An import at work, or its report.</summary>
public partial class ImportRun
{
    private ConfirmDialog? _confirm;

    [Parameter, EditorRequired]
    public required ImportDetail Import { get; set; }

    [Parameter]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public bool CanImport { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

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
                var (tone, word, _) = ImportWords.Status(Import.Status);
                items.Add(Item(word, ended, null, tone));
            }
            items.Reverse();
            return items;
        }
    }

    private TimelineItem Item(string what, DateTimeOffset at, string? who, StatusTone tone) => new(what, Clock.Brief(at), who, null, tone, Clock.Exact(at));

    private async Task AskAsync()
    {
        if (await _confirm!.AskAsync())
            await OnCancel.InvokeAsync();
    }
}
