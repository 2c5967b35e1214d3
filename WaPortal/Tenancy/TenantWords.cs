using WaPortal.Components.Pieces;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>How the states of an enterprise are called and drawn.</summary>
internal static class TenantWords
{
    public static string Text(this TenantStatus status) => status switch
    {
        TenantStatus.Active => "Active",
        TenantStatus.Suspended => "Suspended",
        TenantStatus.Closed => "Closed",
        TenantStatus.Erasing => "Being erased",
        TenantStatus.Erased => "Erased",
    };

    public static StatusTone Tone(this TenantStatus status) => status switch
    {
        TenantStatus.Active => StatusTone.Ok,
        TenantStatus.Suspended => StatusTone.Pause,
        TenantStatus.Closed => StatusTone.Bad,
        TenantStatus.Erasing => StatusTone.Live,
        TenantStatus.Erased => StatusTone.Idle,
    };
}
