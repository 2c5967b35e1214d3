namespace WaPortal.Components.Pieces;

public enum FunnelKind
{
    /// <summary>What the step before left.</summary>
    Step,

    /// <summary>What all begins with.</summary>
    Base,

    /// <summary>What was taken away.</summary>
    Loss,

    /// <summary>The outcome.</summary>
    Result,
}

/// <summary>One row of a funnel.</summary>
/// <param name="Href">The list of the people behind the number.</param>
/// <param name="Rate">Text of the last column, where the share of the step before is not the thing to show.</param>
public sealed record FunnelStep(string Name, long People, string? Href = null, FunnelKind Kind = FunnelKind.Step, string? Rate = null);
