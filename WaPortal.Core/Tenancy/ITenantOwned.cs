namespace WaPortal.Core.Tenancy;

/// <summary>
/// A row that belongs to one enterprise. Its key is (tenant, id), its foreign keys run over both columns, the filter named
/// <c>tenant</c> hides it from all others, and the save guard refuses to write it in another's name.
/// </summary>
public interface ITenantOwned
{
    /// <summary>The owner.</summary>
    TenantId TenantId { get; }
}
