using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench.Fuzz;

/// <summary>A portal to throw webhooks at.</summary>
/// <param name="Door">The address that takes the account's webhooks.</param>
/// <param name="Secret">What they are signed with.</param>
/// <param name="WabaId">The account's id at the platform.</param>
/// <param name="PhoneNumberId">The sender number's id at the platform.</param>
/// <param name="Wamids">Messages that were sent, so that statuses find what they are about.</param>
/// <param name="People">Numbers of people who agreed, in digits.</param>
/// <param name="Template">The name of a template of the account, in British English.</param>
/// <param name="TemplatePlatformId">The id of that translation at the platform.</param>
/// <param name="Now">The portal's clock.</param>
/// <param name="Faults">What its log told at the level of errors.</param>
internal sealed record FuzzTarget(
    PortalDatabase Database, TenantId Tenant, Uri Door, string Secret, string WabaId, string PhoneNumberId, IReadOnlyList<string> Wamids, IReadOnlyList<string> People, string Template, string TemplatePlatformId,
    Func<DateTimeOffset> Now, FaultLog Faults);
