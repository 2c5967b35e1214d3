using Microsoft.AspNetCore.Components.Forms;

namespace WaPortal.Components.Pieces;

/// <summary>
/// A file field that is disabled until the page listens to it. <see cref="InputFile"/> is enabled as soon as it is drawn, one trip to the
/// server before its script is attached, and a file that is chosen in between is never heard of.
/// </summary>
public sealed class FileInput : InputFile
{
    private IDictionary<string, object>? _given;
    private bool _listening;

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        _given = AdditionalAttributes;
        if (!_listening)
            AdditionalAttributes = new Dictionary<string, object>(_given ?? new Dictionary<string, object>(), StringComparer.Ordinal) { ["disabled"] = true };
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (!firstRender)
            return;
        _listening = true;
        AdditionalAttributes = _given;
        StateHasChanged();
    }
}
