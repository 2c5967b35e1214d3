using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Joining.Forms;

namespace WaPortal.Settings.Forms;

/// <summary>How the pages speak of web forms.</summary>
internal static class FormWords
{
    public const string List = "/settings/forms";

    public static string Address(WebFormId form) => $"{List}/{form.Value}";

    public static (StatusTone Tone, string Word) State(FormLine line) =>
        !line.Form.IsOpen ? (StatusTone.Idle, "Closed") : line.Problem is null ? (StatusTone.Ok, "Open") : (StatusTone.Bad, "Cannot work");

    public static string Proof(FormProof proof) => proof switch
    {
        FormProof.DoubleOptIn => "Confirmed on WhatsApp",
        FormProof.VerifiedBySite => "Verified by the site",
    };
}
