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
        ButtonKind.Otp => "One-time code",
        ButtonKind.Flow => "Flow",
        ButtonKind.Catalog => "Catalogue",
        ButtonKind.MultiProduct => "Several products",
        ButtonKind.SingleProduct => "One product",
        ButtonKind.VoiceCall => "WhatsApp call",
        ButtonKind.Other => "Made elsewhere",
    };

    internal static ChatButtonKind ChatKind(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => ChatButtonKind.Reply,
        ButtonKind.Url => ChatButtonKind.Url,
        ButtonKind.Phone => ChatButtonKind.Phone,
        ButtonKind.CopyCode or ButtonKind.Otp => ChatButtonKind.Copy,
        ButtonKind.Flow or ButtonKind.Catalog or ButtonKind.MultiProduct or ButtonKind.SingleProduct or ButtonKind.Other => ChatButtonKind.Flow,
        ButtonKind.VoiceCall => ChatButtonKind.Phone,
    };

    private static string IconOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "reply",
        ButtonKind.Url => "open_in_new",
        ButtonKind.Phone => "call",
        ButtonKind.CopyCode or ButtonKind.Otp => "content_copy",
        ButtonKind.Flow or ButtonKind.Catalog or ButtonKind.MultiProduct or ButtonKind.SingleProduct or ButtonKind.Other => "ballot",
        ButtonKind.VoiceCall => "call",
    };

    private static string TargetOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "",
        ButtonKind.Url => "Address",
        ButtonKind.Phone => "Number",
        ButtonKind.CopyCode => "Sample code",
        _ => "",
    };

    private static string PlaceholderOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "",
        ButtonKind.Url => "https://example.com/gifts/{{1}}",
        ButtonKind.Phone => "+442079460182",
        ButtonKind.CopyCode => "Sample code",
        _ => "",
    };

    private static string LabelOf(ButtonForm button) => button.Kind == ButtonKind.CopyCode ? "Copy offer code" : button.Text;

    private FieldProblem? ProblemAt(int index) => Problems.OrderByDescending(p => p.IsError).FirstOrDefault(p => p.FieldId == $"button-{index}");

    private void Swap(int one, int other) => (Buttons[one], Buttons[other]) = (Buttons[other], Buttons[one]);

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
