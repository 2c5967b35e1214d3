using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>Something that the linter says about a translation.</summary>
public sealed record TemplateProblem(string Rule, string Text, string Field, string FieldId, bool IsError, string? Fix = null)
    : FieldProblem(Rule, Text, Field, FieldId, IsError, Fix)
{
    /// <summary>What the button does: the content without the problem. Null where a person has to think.</summary>
    public Func<TemplateContent, TemplateContent>? Mend { get; init; }
}
