using WaPortal.Core.Access.Tenants;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Tenancy;

/// <summary>What a person edits of an enterprise.</summary>
internal sealed class TenantForm
{
    public static readonly IReadOnlyList<string> Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal)).Select(z => z.Id).Append("UTC").Order(StringComparer.Ordinal)];

    public static readonly IReadOnlyList<PhoneRegion> Regions = [.. PhoneRegion.All.OrderBy(r => r.EnglishName, StringComparer.Ordinal)];

    public string EnterpriseId { get; set; } = "";

    public string Name { get; set; } = "";

    public string TimeZone { get; set; } = "Europe/London";

    public string Region { get; set; } = "GB";

    /// <summary>WhatsApp codes, separated by commas.</summary>
    public string Languages { get; set; } = "en_GB";

    public string AdminEmail { get; set; } = "";

    public IReadOnlyList<string> LanguageList => Languages.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static TenantForm Of(TenantLine tenant) => new()
    {
        EnterpriseId = tenant.EnterpriseId,
        Name = tenant.Name,
        TimeZone = tenant.TimeZone,
        Region = tenant.DefaultRegion,
        Languages = string.Join(", ", tenant.Languages),
    };

    public NewTenant ToNew() => new(EnterpriseId, Name, TimeZone, Region, LanguageList, AdminEmail);

    public bool Differs(TenantLine from) => Name.Trim() != from.Name || TimeZone != from.TimeZone || Region != from.DefaultRegion || !LanguageList.SequenceEqual(from.Languages);
}
