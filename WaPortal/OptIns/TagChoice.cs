namespace WaPortal.OptIns;

/// <summary>A tag that a person chose to put on, or to take off.</summary>
public sealed record TagChoice(string Name, bool Add);
