using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>Where enterprises are.</summary>
internal static class TenantAddresses
{
    public const string List = "/tenants";
    public const string New = "/tenants/new";
    public const string EndActIn = "/act-in/end";

    public static string Of(TenantId id) => $"{List}/{id.Value}";

    public static string ActIn(TenantId id) => $"{Of(id)}/act-in";
}
