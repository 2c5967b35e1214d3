using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Sandbox;

/// <summary>
/// Rejects what the template linter calls an error, after the sandbox's own rules. The linter is checked against the published cases
/// by tests of its own; it is the one piece of the portal that the sandbox leans on.
/// </summary>
internal sealed class LintingReviewer(ITemplateReviewer first) : ITemplateReviewer
{
    public ReviewVerdict Review(JsonObject payload)
    {
        var verdict = first.Review(payload);
        if (verdict.RejectedReason is not null) return verdict;
        var error = TemplateLinter.Lint(JsonSerializer.SerializeToElement(payload)).FirstOrDefault(finding => finding.Severity == FindingSeverity.Error);
        return error is null ? verdict : new ReviewVerdict("INVALID_FORMAT", error.Message, "Correct this and submit the template again.");
    }
}
