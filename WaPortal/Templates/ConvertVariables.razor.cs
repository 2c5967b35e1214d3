using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>Changes a template between numbered and named variables, in all its languages.</summary>
public partial class ConvertVariables
{
    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDetail Template { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDrafts Drafts { get; set; }

    /// <summary>What there is to say about it.</summary>
    [Parameter]
    public EventCallback<(StatusTone Tone, string Text)?> OnTold { get; set; }

    [Inject]
    public required ConvertParameters Convert { get; init; }

    private bool IsNamed => Template.ParameterFormat == ParameterFormat.Named;

    private async Task ConvertAsync()
    {
        if (!await Drafts.FlushAsync())
            return;
        var to = IsNamed ? ParameterFormat.Positional : ParameterFormat.Named;
        (StatusTone, string)? told = await Convert.RunAsync(Actor, Template.Id, to, CancellationToken.None) switch
        {
            TemplateResult.Done => (StatusTone.Ok, to == ParameterFormat.Named ? "The variables have names now, in every language." : "The variables are numbered now, in every language."),
            TemplateResult.NotNow reason => (StatusTone.Wait, reason.Reason),
            _ => (StatusTone.Bad, "The template is not there any more."),
        };
        await OnTold.InvokeAsync(told);
    }
}
