using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>The id of an enterprise: the owner of every row that belongs to it.</summary>
/// <param name="Value">A version 7 UUID. The empty UUID stands for "no tenant", which no row has.</param>
public readonly record struct TenantId(Guid Value) : IGuidId<TenantId>
{
    /// <summary>No tenant: a filter on it finds nothing.</summary>
    public static readonly TenantId None;

    /// <inheritdoc />
    public static TenantId Create(Guid value) => new(value);

    /// <summary>A new id.</summary>
    public static TenantId New() => new(Guid.CreateVersion7());

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
