namespace WaPortal.Core.Data;

/// <summary>A strongly typed id, whichever.</summary>
public interface IGuidId
{
    /// <summary>The UUID.</summary>
    Guid Value { get; }
}

/// <summary>A strongly typed id over a UUID, so that mixing a contact's id with a campaign's does not compile. Converted once, in <see cref="PortalDbContext"/>.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IGuidId<TSelf> : IGuidId
    where TSelf : struct, IGuidId<TSelf>
{
    /// <summary>The id of this UUID.</summary>
    static abstract TSelf Create(Guid value);
}
