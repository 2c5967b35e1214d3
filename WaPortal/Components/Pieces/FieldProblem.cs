namespace WaPortal.Components.Pieces;

/// <summary>Something wrong with one field, as the problem list and the field itself show it.</summary>
/// <param name="Rule">The rule's stable id.</param>
/// <param name="Field">What the person calls the field.</param>
/// <param name="FieldId">The element to jump to.</param>
/// <param name="Fix">Text of the button that puts it right, if one can.</param>
public record FieldProblem(string Rule, string Text, string Field, string FieldId, bool IsError, string? Fix = null)
{
    /// <summary>Why there is such a rule.</summary>
    public string? Why { get; init; }

    /// <summary>The page or observation that the rule rests on.</summary>
    public string? Source { get; init; }
}
