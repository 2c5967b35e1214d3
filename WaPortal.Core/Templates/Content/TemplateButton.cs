using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>What a button does.</summary>
public enum ButtonKind
{
    QuickReply,

    /// <summary>Opens a web address, fixed or ending in a variable.</summary>
    Url,
    Phone,

    /// <summary>Copies a code that each person gets with the message.</summary>
    CopyCode,

    /// <summary>Copies or fills in a one-time code; only in authentication templates.</summary>
    Otp,

    /// <summary>Opens a flow of the account.</summary>
    Flow,

    /// <summary>Opens the catalogue.</summary>
    Catalog,

    /// <summary>Shows up to 30 products.</summary>
    MultiProduct,

    /// <summary>Shows the product of the header.</summary>
    SingleProduct,

    /// <summary>Calls the business over WhatsApp.</summary>
    VoiceCall,

    /// <summary>A kind that the portal does not write. It came from the platform and goes back as it is (<see cref="TemplateButton.Extra"/>).</summary>
    Other,
}

/// <summary>A button, in the order in which people see it; its place is its index when sent.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">Its label; empty where the label is the platform's own (<see cref="FixedLabel"/>).</param>
/// <param name="Url">Of an address button, with its variable if any.</param>
/// <param name="PhoneNumber">Of a call button.</param>
public sealed record TemplateButton(ButtonKind Kind, string Text, string? Url = null, string? PhoneNumber = null)
{
    /// <summary>Of a flow button.</summary>
    public FlowTarget? Flow { get; init; }

    /// <summary>Of a one-time-code button.</summary>
    public OtpButton? Otp { get; init; }

    /// <summary>Of a quick reply that is a way out: what a tap declines. The portal's own mark; the platform never hears of it.</summary>
    public OptOutScope? OptOut { get; init; }

    /// <summary>
    /// Fields of the platform's button that the portal does not know; of <see cref="ButtonKind.Other"/> the whole button. Shown in the raw view
    /// and written back.
    /// </summary>
    public JsonObject? Extra { get; init; }

    /// <summary>The label that the platform gives to this kind, in English; null where the writer chooses it.</summary>
    public static string? FixedLabel(ButtonKind kind) => kind switch
    {
        ButtonKind.CopyCode => "Copy offer code",
        ButtonKind.Otp => "Copy code",
        ButtonKind.Catalog => "View catalog",
        ButtonKind.MultiProduct => "View items",
        ButtonKind.SingleProduct => "View",
        _ => null,
    };

    /// <summary>What people read on the button: its own label, else the platform's.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Label => Text.Length > 0 ? Text : FixedLabel(Kind) ?? "";
}
