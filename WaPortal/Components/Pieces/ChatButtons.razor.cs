using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Pieces;

public partial class ChatButtons
{
    private const int Most = 3;

    [Parameter, EditorRequired]
    public IReadOnlyList<ChatButton> Buttons { get; set; } = [];

    private static string IconOf(ChatButtonKind kind) => kind switch
    {
        ChatButtonKind.Reply => "reply",
        ChatButtonKind.Url => "open_in_new",
        ChatButtonKind.Phone => "call",
        ChatButtonKind.Copy => "content_copy",
        ChatButtonKind.Fill => "password",
        ChatButtonKind.Flow => "ballot",
        ChatButtonKind.Catalog => "storefront",
        ChatButtonKind.Call => "wifi_calling_3",
        ChatButtonKind.Other => "smart_button",
    };
}
