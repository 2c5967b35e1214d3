using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>The first start: an enterprise and its first user, for whoever holds the code from the console.</summary>
public partial class SetUpPage
{
    private static readonly string[] Zones = [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal)).Select(z => z.Id).Append("UTC").Order(StringComparer.Ordinal)];

    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();

    [Inject]
    public required SetUp SetUp { get; init; }

    [Inject]
    public required Installations Installations { get; init; }

    [SupplyParameterFromForm(FormName = "setup")]
    public SetUpForm? Input { get; set; }

    private SetUpForm Form => Input ??= new SetUpForm { TimeZone = "Europe/London", DefaultRegion = "GB", Languages = "en_GB", AlsoMarketer = true, AlsoComplianceOfficer = true };

    protected override async Task OnInitializedAsync()
    {
        if (!await Installations.IsSetUpOpenAsync(HttpContext.RequestAborted))
            GoOn(null);
    }

    private string? Error(string property) => _errors.GetValueOrDefault(property);

    private async Task SubmitAsync()
    {
        var result = await SetUp.RunAsync(Form.ToRequest(), HttpContext.Visitor(), HttpContext.RequestAborted);
        if (result.Ticket is { } ticket)
        {
            Give(ticket);
            GoOn(ticket.Stage);
            return;
        }

        _errors = result.Errors;
    }
}

/// <summary>The set-up form as it is posted.</summary>
public sealed class SetUpForm
{
    public string? Code { get; set; }

    public string? EnterpriseName { get; set; }

    public string? EnterpriseId { get; set; }

    public string? TimeZone { get; set; }

    public string? DefaultRegion { get; set; }

    public string? Languages { get; set; }

    public string? AdminName { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    public string? PasswordAgain { get; set; }

    public bool AlsoMarketer { get; set; }

    public bool AlsoComplianceOfficer { get; set; }

    internal SetUpRequest ToRequest() => new(
        Code ?? "", EnterpriseName ?? "", EnterpriseId ?? "", TimeZone ?? "", (DefaultRegion ?? "").Trim().ToUpperInvariant(),
        (Languages ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        AdminName ?? "", Email ?? "", Password ?? "", PasswordAgain ?? "", AlsoMarketer, AlsoComplianceOfficer);
}
