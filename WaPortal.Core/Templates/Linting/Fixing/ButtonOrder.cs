using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Puts buttons into another order; their variables keep their fallbacks.</summary>
internal static class ButtonOrder
{
    public static TemplateFix Sort(string label, ComponentView component, Func<ButtonView, int> rank)
    {
        var path = component.Json.Path + ".buttons";
        var order = component.Buttons.Select((button, index) => (index, rank: rank(button))).OrderBy(b => b.rank).ThenBy(b => b.index).Select(b => b.index).ToList();
        return new TemplateFix(
            label,
            payload =>
            {
                if (PayloadPath.Get(payload, path) is not JsonArray buttons || buttons.Count != order.Count) return;
                PayloadPath.Set(payload, path, new JsonArray([.. order.Select(i => buttons[i]?.DeepClone())]));
            },
            Renamed(component, order));
    }

    private static Dictionary<string, string> Renamed(ComponentView component, List<int> order)
    {
        var card = component.Card is { } index ? string.Create(CultureInfo.InvariantCulture, $"card{index}.") : "";
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < order.Count; at++)
        {
            var names = component.Buttons[order[at]].Type == "COPY_CODE" ? ["code"] : Placeholders.In(component.Buttons[order[at]].Json["url"].Text ?? "").Select(v => v.Name);
            foreach (var name in names)
                renamed[string.Create(CultureInfo.InvariantCulture, $"{card}button{order[at]}.{name}")] = string.Create(CultureInfo.InvariantCulture, $"{card}button{at}.{name}");
        }

        return renamed;
    }
}
