using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;

namespace WaPortal.Templates;

public partial class ButtonsEditor
{
    // The platform's limit for one message (Cloud API, "Template components").
    private const int Most = 10;

    [Parameter, EditorRequired]
    public List<ButtonForm> Buttons { get; set; } = [];

    [Parameter]
    public string Language { get; set; } = "en";

    [Parameter]
    public bool RightToLeft { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>Problems of the whole form; those of button n carry the field id "button-n".</summary>
    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    internal static string NameOf(ButtonFormKind kind) => kind switch
    {
        ButtonFormKind.QuickReply => "Quick reply",
        ButtonFormKind.Url => "Web address",
        ButtonFormKind.Phone => "Call",
        ButtonFormKind.CopyCode => "Copy code",
    };

    internal static ChatButtonKind ChatKind(ButtonFormKind kind) => kind switch
    {
        ButtonFormKind.QuickReply => ChatButtonKind.Reply,
        ButtonFormKind.Url => ChatButtonKind.Url,
        ButtonFormKind.Phone => ChatButtonKind.Phone,
        ButtonFormKind.CopyCode => ChatButtonKind.Copy,
    };

    private static string IconOf(ButtonFormKind kind) => kind switch
    {
        ButtonFormKind.QuickReply => "reply",
        ButtonFormKind.Url => "open_in_new",
        ButtonFormKind.Phone => "call",
        ButtonFormKind.CopyCode => "content_copy",
    };

    private static string TargetOf(ButtonFormKind kind) => kind switch
    {
        ButtonFormKind.QuickReply => "",
        ButtonFormKind.Url => "Address",
        ButtonFormKind.Phone => "Number",
        ButtonFormKind.CopyCode => "Sample code",
    };

    private static string PlaceholderOf(ButtonFormKind kind) => kind switch
    {
        ButtonFormKind.QuickReply => "",
        ButtonFormKind.Url => "https://example.com/gifts/{{1}}",
        ButtonFormKind.Phone => "+442079460182",
        ButtonFormKind.CopyCode => "Sample code",
    };

    private FieldProblem? ProblemAt(int index) => Problems.OrderByDescending(p => p.IsError).FirstOrDefault(p => p.FieldId == $"button-{index}");

    private void Swap(int one, int other) => (Buttons[one], Buttons[other]) = (Buttons[other], Buttons[one]);

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
