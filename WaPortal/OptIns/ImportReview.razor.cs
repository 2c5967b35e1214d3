using Microsoft.AspNetCore.Components;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>The import as a contract: what goes in, what is held back and why, what can be taken back.</summary>
public partial class ImportReview
{
    [Parameter, EditorRequired]
    public required ImportForm Form { get; set; }

    [Parameter, EditorRequired]
    public required ImportPreview Preview { get; set; }

    [Parameter]
    public IReadOnlyList<ImportRefusal> Problems { get; set; } = [];

    [Parameter]
    public Guid Import { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Parameter]
    public bool Remember { get; set; }

    [Parameter]
    public string RememberAs { get; set; } = "";

    [Parameter]
    public EventCallback<(bool Remember, string Name)> OnRemember { get; set; }

    private (string Name, string Href) StepOf(string code) => code switch
    {
        "plan.phone" or "plan.twice" or "plan.attribute" or "plan.zone" => ("Columns", ImportSteps.Address(Import, ImportStep.Columns)),
        "plan.list" or "plan.tags" => ("List", ImportSteps.Address(Import, ImportStep.Review)),
        _ => ("Consent proof", ImportSteps.Address(Import, ImportStep.Proof)),
    };

    private Task RenameAsync(ChangeEventArgs e)
    {
        Form.ListName = ((string?)e.Value ?? "").Trim();
        return OnChange.InvokeAsync();
    }

    private Task TagAsync(ChangeEventArgs e)
    {
        Form.Tags = (string?)e.Value ?? "";
        return OnChange.InvokeAsync();
    }
}
