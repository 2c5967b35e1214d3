using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

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

    internal static string NameOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "Quick reply",
        ButtonKind.Url => "Web address",
        ButtonKind.Phone => "Call",
        ButtonKind.CopyCode => "Copy code",
    };

    internal static ChatButtonKind ChatKind(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => ChatButtonKind.Reply,
        ButtonKind.Url => ChatButtonKind.Url,
        ButtonKind.Phone => ChatButtonKind.Phone,
        ButtonKind.CopyCode => ChatButtonKind.Copy,
    };

    private static string IconOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "reply",
        ButtonKind.Url => "open_in_new",
        ButtonKind.Phone => "call",
        ButtonKind.CopyCode => "content_copy",
    };

    private static string TargetOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "",
        ButtonKind.Url => "Address",
        ButtonKind.Phone => "Number",
        ButtonKind.CopyCode => "Sample code",
    };

    private static string PlaceholderOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "",
        ButtonKind.Url => "https://example.com/gifts/{{1}}",
        ButtonKind.Phone => "+442079460182",
        ButtonKind.CopyCode => "Sample code",
    };

    private FieldProblem? ProblemAt(int index) => Problems.OrderByDescending(p => p.IsError).FirstOrDefault(p => p.FieldId == $"button-{index}");

    private void Swap(int one, int other) => (Buttons[one], Buttons[other]) = (Buttons[other], Buttons[one]);

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
