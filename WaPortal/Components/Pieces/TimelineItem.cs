namespace WaPortal.Components.Pieces;

/// <summary>One thing that happened.</summary>
/// <param name="When">In the tenant's zone, as short as can be.</param>
/// <param name="Exact">The moment in full, shown on hover.</param>
public sealed record TimelineItem(string What, string When, string? Who = null, string? Why = null, StatusTone Tone = StatusTone.Idle, string? Exact = null);
