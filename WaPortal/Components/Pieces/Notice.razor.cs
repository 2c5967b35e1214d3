using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Pieces;

public partial class Notice
{
    [Parameter]
    public StatusTone Tone { get; set; }

    [Parameter]
    public string? Icon { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string Glyph => Icon ?? Tone switch
    {
        StatusTone.Idle => "info",
        StatusTone.Wait => "warning",
        StatusTone.Ok => "check_circle",
        StatusTone.Bad => "error",
        StatusTone.Pause => "pause",
        StatusTone.Live => "sync",
    };
}
