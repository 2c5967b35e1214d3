namespace WaPortal.Components.Pieces;

public enum QuotaKind { Campaign, Other, Kept }

/// <summary>One slice of the messaging limit. What is kept is reserved for one-to-one notifications and not used yet.</summary>
public sealed record QuotaPart(string Name, long People, QuotaKind Kind);
