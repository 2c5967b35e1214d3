using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Jobs;
using WaPortal.Core.Operations;
using WaPortal.Core.Tenancy;

namespace WaPortal.Operations;

/// <summary>What runs, what waits and what became of it: of all enterprises for those who run the installation, of their own for tenant admins.</summary>
public partial class JobsPage
{
    private const int PageSize = 50;
    private const int MostWaiting = 100;

    private JobBoard? _board;
    private InstallationFacts? _status;
    private IReadOnlyList<JobRunLine> _runs = [];
    private string? _told;
    private bool _hasMore;
    private bool _isNoted;
    private bool _isRunning;

    [SupplyParameterFromQuery]
    public string? Job { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    public string? Ending { get; set; }

    [SupplyParameterFromQuery(Name = "enterprise")]
    public Guid? For { get; set; }

    /// <summary>The last run of the page before.</summary>
    [SupplyParameterFromQuery]
    public Guid? Before { get; set; }

    [Inject]
    public required JobsQuery Query { get; init; }

    [Inject]
    public required RunJobNow RunNow { get; init; }

    [Inject]
    public required InstallationStatus Installation { get; init; }

    protected override bool IsLive => true;

    private bool SeesAll => May(Right.ManageTenants);

    private bool IsFiltered => Job is not null || Ending is not null || For is not null || Before is not null;

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. Enum.GetValues<JobEnding>().Select(ending =>
        {
            var (tone, word, _) = JobWords.Ending(ending);
            var isOn = Ending == ending.ToString();
            return new FilterChip(word, null, tone, Address(Job, isOn ? null : ending.ToString(), For, null), isOn);
        }),
    ];

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (!_isNoted)
        {
            await Query.OpenedAsync(Actor, token);
            _isNoted = true;
        }

        _board = await Query.BoardAsync(Actor, token);
        if (SeesAll)
            _status = await Installation.ReadAsync(Actor, token);
        var filter = new JobFilter(Job, Enum.TryParse<JobEnding>(Ending, out var ending) && Enum.IsDefined(ending) ? ending : null, For is { } tenant ? new TenantId(tenant) : null);
        var runs = await Query.HistoryAsync(Actor, filter, Before is { } last ? new JobRunId(last) : null, PageSize + 1, token);
        _hasMore = runs.Count > PageSize;
        _runs = [.. runs.Take(PageSize)];
        return true;
    }

    private async Task RunAsync(string job, TenantId tenant, Guid subject)
    {
        if (_isRunning)
            return;
        _isRunning = true;
        try
        {
            var found = await RunNow.RunAsync(Actor, job, tenant, subject, PageToken);
            _told = found ? $"Asked for: {JobWords.Of(job)}, {JobWords.Subject(job, subject)}. It runs within seconds." : "That job is not known any more.";
        }
        finally
        {
            _isRunning = false;
        }

        await ReloadAsync();
    }

    private string Enterprise(TenantId tenant) => _board!.Enterprises.GetValueOrDefault(tenant, "closed");

    // An empty text takes the part out, null leaves it.
    private void Go(string? job = null, string? tenant = null) => Navigation.NavigateTo(Address(
        job is null ? Job : job, Ending, tenant is null ? For : Guid.TryParse(tenant, out var id) ? id : null, null));

    private string Address(string? job, string? ending, Guid? tenant, Guid? before) => Navigation.GetUriWithQueryParameters("/jobs", new Dictionary<string, object?>
    {
        ["job"] = string.IsNullOrEmpty(job) ? null : job,
        ["outcome"] = ending,
        ["enterprise"] = tenant,
        ["before"] = before,
    });

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";
}
