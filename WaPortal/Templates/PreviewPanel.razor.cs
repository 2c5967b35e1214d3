using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Templates;

public partial class PreviewPanel
{
    // For as long as the browser's tab lives.
    private const string PhoneKey = "preview-phone";
    private const string DarkKey = "preview-dark";
    private const string ValuesKey = "preview-values";

    private PersonPicker? _picker;
    private ChatPhone _phone;
    private bool _dark;

    [Parameter, EditorRequired]
    public required ChatMessage Message { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>The name at the top of the chat.</summary>
    [Parameter]
    public string Sender { get; set; } = "";

    [Parameter]
    public PreviewValues Mode { get; set; }

    [Parameter]
    public EventCallback<PreviewValues> ModeChanged { get; set; }

    /// <summary>Whose values stand in the preview.</summary>
    [Parameter]
    public PreviewPerson? Person { get; set; }

    [Parameter]
    public EventCallback<PreviewPerson> PersonChanged { get; set; }

    /// <summary>The text has numbered variables, whose field nobody knows yet.</summary>
    [Parameter]
    public bool HasNumbers { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private bool MayPick => Actor.May(Right.ViewOptIns);

    private IEnumerable<PreviewValues> Modes => Enum.GetValues<PreviewValues>().Where(mode => mode != PreviewValues.Person || MayPick);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        var dark = await Script.InvokeAsync<string?>("waPortal.kept", DarkKey) == "true";
        var phone = Enum.TryParse<ChatPhone>(await Script.InvokeAsync<string?>("waPortal.kept", PhoneKey), out var kept) ? kept : ChatPhone.Android;
        if ((dark, phone) != (_dark, _phone))
        {
            (_dark, _phone) = (dark, phone);
            StateHasChanged();
        }
        // A person is chosen anew after a reload: nobody's values come up by themselves.
        if (Enum.TryParse<PreviewValues>(await Script.InvokeAsync<string?>("waPortal.kept", ValuesKey), out var mode) && mode != Mode && mode != PreviewValues.Person)
            await ModeChanged.InvokeAsync(mode);
    }

    private async Task ChooseAsync(PreviewValues mode)
    {
        await ModeChanged.InvokeAsync(mode);
        await Script.InvokeVoidAsync("waPortal.keep", ValuesKey, mode.ToString());
        if (mode == PreviewValues.Person && Person is null)
            await _picker!.OpenAsync();
    }

    private async Task SetAsync(ChatPhone phone, bool dark)
    {
        (_phone, _dark) = (phone, dark);
        await Script.InvokeVoidAsync("waPortal.keep", PhoneKey, phone.ToString());
        await Script.InvokeVoidAsync("waPortal.keep", DarkKey, dark ? "true" : "false");
    }
}
