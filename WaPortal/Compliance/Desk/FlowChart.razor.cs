using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Ledger.Flow;

namespace WaPortal.Compliance.Desk;

/// <summary>Opt-ins and opt-outs over time.</summary>
public partial class FlowChart
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly ConsentOrigin[] Origins = Enum.GetValues<ConsentOrigin>();

    [Parameter, EditorRequired]
    public IReadOnlyList<FlowPeriod> Periods { get; set; } = [];

    [Parameter]
    public FlowUnit Unit { get; set; }

    private long TopIn => Math.Max(1, Periods.Max(p => p.AllIn));

    private long TopOut => Math.Max(1, Periods.Max(p => p.AllOut));

    private static string Css(ConsentOrigin origin) => origin.ToString().ToLowerInvariant();

    private static string Name(ConsentOrigin origin) => origin switch
    {
        ConsentOrigin.Import => "lists",
        ConsentOrigin.WhatsApp => "WhatsApp",
        ConsentOrigin.Other => "hand or form",
    };

    // Weeks and months have long names: the beginning of a month, or its first letter, is enough.
    private string Label(FlowPeriod period) => Unit switch
    {
        FlowUnit.Day => period.From.Day.ToString(CultureInfo.InvariantCulture),
        FlowUnit.Week => period.From.Day <= 7 ? period.From.ToString("MMM", English) : "",
        FlowUnit.Month => period.From.ToString("MMM", English)[..1],
    };

    private string Full(FlowPeriod period) => Unit switch
    {
        FlowUnit.Day => period.From.ToString("ddd d MMM", English),
        FlowUnit.Week => "Week of " + period.From.ToString("d MMM yyyy", English),
        FlowUnit.Month => period.From.ToString("MMMM yyyy", English),
    };

    private string Tell(FlowPeriod period) => $"{Full(period)}: {Figures.Count(period.AllIn, "opt-in", "opt-ins")}, {Figures.Count(period.AllOut, "opt-out", "opt-outs")}";
}
