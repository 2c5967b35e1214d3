using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Pieces;

public partial class ChatBubble
{
    [Parameter, EditorRequired]
    public required ChatMessage Message { get; set; }

    /// <summary>The name that the customer sees at the top of the chat.</summary>
    [Parameter]
    public string Sender { get; set; } = "";

    [Parameter]
    public string Time { get; set; } = "09:41";

    /// <summary>The phone's own mode, not the portal's.</summary>
    [Parameter]
    public bool Dark { get; set; }

    [Parameter]
    public ChatPhone Phone { get; set; }

    // The first letter as a reader sees it: a name may start with a surrogate pair.
    private string Initial => Sender.Length == 0 ? "" : StringInfo.GetNextTextElement(Sender);

    private string Direction => Message.RightToLeft ? "rtl" : "ltr";
}
