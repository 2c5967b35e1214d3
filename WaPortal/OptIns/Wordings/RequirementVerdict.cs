using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.OptIns.Wordings;

/// <summary>What somebody says about one element of the checklist.</summary>
public sealed record RequirementVerdict(OptInRequirement Requirement, bool IsMet, string? Place);
