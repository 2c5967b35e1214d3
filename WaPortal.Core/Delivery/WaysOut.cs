using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;

namespace WaPortal.Core.Delivery;

/// <summary>What every message carries behind the buttons that its template marks as a way out.</summary>
public static class WaysOut
{
    /// <summary>Payloads by <see cref="TemplateMessageComponents.ButtonKey"/>.</summary>
    public static Dictionary<string, string> Of(TemplateContent content)
    {
        var payloads = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(content.Buttons, null);
        foreach (var (card, parts) in content.Cards.Index())
            Add(parts.Buttons, card);
        return payloads;

        void Add(IReadOnlyList<TemplateButton> buttons, int? card)
        {
            foreach (var (index, button) in buttons.Index().Where(b => b.Item is { Kind: ButtonKind.QuickReply, OptOut: not null }))
                payloads[TemplateMessageComponents.ButtonKey(index, card)] = StopPayload.Of(button.OptOut == OptOutScope.Marketing ? ConsentPurpose.Marketing : null);
        }
    }
}
