using Microsoft.AspNetCore.Components;
using WaPortal.Campaigns;
using WaPortal.Compliance.Desk;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Campaigns.Doubts;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Overview;

/// <summary>The start page: how things stand, and what waits for this person. Only what their rights let them see.</summary>
public partial class OverviewPage
{
    private const int MostTasks = 4;
    private const int MostCampaigns = 6;
    private const int Week = 7;

    private static readonly CampaignState[] UnderWay = [CampaignState.Scheduled, CampaignState.Preparing, CampaignState.Running, CampaignState.Paused];

    private NewCampaignDialog? _new;
    private SendingFigures? _sending;
    private IReadOnlyList<SendingObstacle> _obstacles = [];
    private Reach? _reach;
    private TemplateMatrix? _templates;
    private IReadOnlyList<TemplateRow> _drafts = [];
    private IReadOnlyList<CampaignListItem> _campaigns = [];
    private IReadOnlyList<OverviewTask> _tasks = [];
    private IReadOnlyList<TemplateTask> _reviews = [];

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required CampaignApprovalQuery CampaignApprovals { get; init; }

    [Inject]
    public required SendingOverview Sending { get; init; }

    [Inject]
    public required CampaignDoubts Doubts { get; init; }

    [Inject]
    public required ProtectionQuery Protecting { get; init; }

    [Inject]
    public required CampaignQueries Campaigns { get; init; }

    [Inject]
    public required TemplateListQuery Templates { get; init; }

    [Inject]
    public required TemplateTasksQuery TemplatesWaiting { get; init; }

    [Inject]
    public required ImportDetailQuery Imports { get; init; }

    [Inject]
    public required ReachQuery Reaching { get; init; }

    [Inject]
    public required ComplianceAlerts Alerts { get; init; }

    protected override bool IsLive => true;

    private IReadOnlyList<SharedLimit> Limits => _sending?.Limits ?? [];

    private IReadOnlyList<OverviewTile> Tiles
    {
        get
        {
            var tiles = new List<OverviewTile>();
            if (_sending is { } sending)
            {
                var today = sending.Days[^1];
                tiles.Add(new("Sent today", Figures.Whole(today.Sent), null, today.Failed > 0 ? $"{Figures.Whole(today.Failed)} failed" : "by the enterprise's clock", CampaignAddresses.List));
                tiles.Add(Rate("Delivered, 7 days", day => day.Delivered, day => day.Sent + day.Failed));
                tiles.Add(Rate("Read, 7 days", day => day.Read, day => day.Delivered));
            }

            if (_reach is { } reach)
                tiles.Add(new("Reachable people", Figures.Whole(reach.OptedIn), null, $"{Figures.Whole(reach.OptedOut)} opted out", "/opt-in-lists"));
            if (_templates is not null)
            {
                var waiting = Count(TranslationStatus.Pending) + Count(TranslationStatus.Submitting);
                tiles.Add(new("Templates approved", Figures.Whole(Count(TranslationStatus.Approved)), null, waiting > 0 ? $"{Figures.Whole(waiting)} in review" : "translations that may be sent", "/templates?status=approved"));
                tiles.Add(new("Rejected or paused", Figures.Whole(Count(TranslationStatus.Rejected) + Count(TranslationStatus.Paused)), null, "translations, each with its reason", "/templates?status=rejected"));
            }

            return tiles;
        }
    }

    protected override bool Listens(string topic) =>
        topic == TemplateTopics.All || topic is "alerts" or "barriers" || topic.StartsWith("campaign", StringComparison.Ordinal) || topic.StartsWith("import", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _sending = May(Right.ViewCampaigns) ? await Sending.RunAsync(Actor, Clock.Zone, token) : null;
        _obstacles = May(Right.ViewCampaigns) ? await Protecting.ObstaclesAsync(Actor, token) : [];
        _campaigns = May(Right.ViewCampaigns) ? await Campaigns.ListAsync(Actor, UnderWay, null, token) : [];
        _reach = May(Right.ViewOptIns) ? await Reaching.RunAsync(Actor, ConsentPurpose.Marketing, token) : null;
        _templates = May(Right.ViewTemplates) ? await Templates.RunAsync(Actor, new TemplateFilter(Status: TranslationStatus.Rejected), token) : null;
        _drafts = May(Right.EditTemplates) ? (await Templates.RunAsync(Actor, new TemplateFilter(Status: TranslationStatus.Draft), token)).Rows : [];
        _reviews = May(Right.ViewTemplates) ? await TemplatesWaiting.RunAsync(Actor, token) : [];
        var imports = May(Right.ImportOptIns) ? await Imports.UnfinishedAsync(Actor, token) : [];
        var alerts = May(Right.ViewLedger) ? await Alerts.ListAsync(Actor, token) : [];
        var doubts = May(Right.StartCampaigns) ? await Doubts.OpenAsync(Actor, token) : [];
        var approvals = May(Right.ViewCampaigns) ? await CampaignApprovals.TasksAsync(Actor, token) : [];
        _tasks = [.. AlertTasks(alerts), .. ApprovalTasks(approvals), .. CampaignTasks(approvals), .. DoubtTasks(doubts), .. ReviewTasks(), .. ImportTasks(imports), .. TemplateTasks()];
        return true;
    }

    private Task OpenNewAsync() => _new!.OpenAsync();

    // What somebody has seen waits on the desk, not here.
    private IEnumerable<OverviewTask> AlertTasks(IEnumerable<ComplianceAlert> alerts) =>
        from alert in alerts
        where alert.State == AlertState.Open
        let text = AlertWords.Of(alert, Clock)
        select new OverviewTask(text.Icon, text.Title, text.Text, text.Href, text.Action);

    private static IEnumerable<OverviewTask> ApprovalTasks(IEnumerable<CampaignTask> approvals) =>
        from task in approvals
        let people = Figures.Count(task.People, "person", "people")
        select task.Kind switch
        {
            CampaignTaskKind.Approve => new OverviewTask(
                "rate_review", $"{task.Name} waits for your approval", task.AtStart || task.Words is null ? $"{people}; {(task.AtStart ? task.Words : $"{task.Who} asks for it")}" : $"{people}; {task.Who}: {task.Words}", CampaignAddresses.Of(task.Id) + "#approval", "Review"),
            CampaignTaskKind.SentBack => new OverviewTask("undo", $"{task.Name} was sent back", $"{task.Who}: {task.Words}", task.AtStart ? CampaignAddresses.Of(task.Id) : CampaignAddresses.Edit(task.Id, WizardPart.Review), "Open"),
            _ => new OverviewTask("task_alt", $"{task.Name} is approved", $"{task.Who} agreed; it can be started for {people}", CampaignAddresses.Edit(task.Id, WizardPart.Review), "Start"),
        };

    private IEnumerable<OverviewTask> CampaignTasks(IReadOnlyList<CampaignTask> approvals) =>
        from row in May(Right.StartCampaigns) ? _campaigns : []
        where row.State == CampaignState.Paused && approvals.All(a => a.Id != row.Id)
        let left = row.Total - row.Handled
        select new OverviewTask("pause_circle", $"{row.Name} is paused", $"{Figures.Count(left, "person waits", "people wait")}{(row.PauseReason is { } why ? ": " + why : "")}", CampaignAddresses.Of(row.Id), "Open");

    private static IEnumerable<OverviewTask> DoubtTasks(IEnumerable<CampaignInDoubt> doubts) =>
        from doubt in doubts
        select new OverviewTask(
            "help", $"{Figures.Count(doubt.Messages, "message", "messages")} of {doubt.Name} in doubt", "Their answers were lost; a status settles them, or you decide", CampaignAddresses.Doubts(doubt.Id), "Look");

    private static IEnumerable<OverviewTask> ImportTasks(IEnumerable<ImportDetail> imports) =>
        from import in imports
        where import.Status != ListImportStatus.Running
        select new OverviewTask(
            "playlist_add_check", $"{import.FileName} is not imported yet", "Its columns or the proof of consent are still to be confirmed", $"/opt-in-lists/imports/{import.Id.Value}", "Go on");

    private IEnumerable<OverviewTask> ReviewTasks() =>
        from task in _reviews
        let language = TemplateLanguages.Find(task.Language)?.Name ?? task.Language
        let href = $"/templates/{task.Template.Value}?lang={task.Language}"
        select task.Kind switch
        {
            TemplateTaskKind.Review => new OverviewTask("rate_review", $"{task.Name} in {language} waits for your approval", task.Words is { } note ? $"{task.Who}: {note}" : $"{task.Who} asks for it", href + "#review", "Review"),
            TemplateTaskKind.SentBack => new OverviewTask("undo", $"{task.Name} in {language} was sent back", $"{task.Who}: {task.Words}", href, "Open"),
            TemplateTaskKind.Approved => new OverviewTask("task_alt", $"{task.Name} in {language} is approved", $"{task.Who} agreed; it can be submitted", href, "Submit"),
            _ => new OverviewTask("sell", $"WhatsApp files {task.Name} in {language} under {task.Words?.ToLowerInvariant()}", "That changes what each message costs and whom it reaches", href + "#platform", "Look"),
        };

    private IEnumerable<OverviewTask> TemplateTasks() =>
        from row in May(Right.EditTemplates) ? (_templates?.Rows ?? []).Concat(_drafts).DistinctBy(r => r.Id) : []
        from cell in row.Cells
        let language = TemplateLanguages.Find(cell.Language)?.Name ?? cell.Language
        let href = $"/templates/{row.Id.Value}?lang={cell.Language}"
        where cell.Status == TranslationStatus.Rejected || (cell.Status == TranslationStatus.Draft && cell.Errors > 0)
        orderby cell.Status == TranslationStatus.Rejected descending, cell.ChangedAt descending
        select cell.Status == TranslationStatus.Rejected
            ? new OverviewTask("translate", $"{row.Name} rejected in {language}", Sentence(cell.Reason), href, "Fix")
            : new OverviewTask("edit_note", $"{row.Name} in {language} is not ready", $"{Figures.Count(cell.Errors, "problem", "problems")} in the draft", href, "Open");

    // A share of the last seven days beside that of the seven before.
    private OverviewTile Rate(string name, Func<SendingDayFigures, int> part, Func<SendingDayFigures, int> whole)
    {
        var days = _sending!.Days;
        var now = Share(days.TakeLast(Week));
        var before = Share(days.SkipLast(Week).TakeLast(Week));
        return new(name, now?.TrimEnd('%') ?? "–", now is null ? null : "%", before is null ? "nothing the week before" : $"{before} the week before", null);

        string? Share(IEnumerable<SendingDayFigures> span)
        {
            var all = span.ToList();
            var of = all.Sum(whole);
            return of == 0 ? null : Figures.Share(all.Sum(part), of);
        }
    }

    private static List<QuotaPart> Parts(SharedLimit limit)
    {
        const int named = 3;
        var parts = limit.Parts.Take(named).Select(part => new QuotaPart(part.Campaign, part.People, QuotaKind.Campaign)).ToList();
        if (limit.Used - parts.Sum(part => part.People) is > 0 and var rest)
            parts.Add(new QuotaPart(parts.Count == 0 ? "Written to in the last 24 hours" : "Others", rest, QuotaKind.Other));
        if (Math.Min(limit.Kept, (limit.Limit ?? 0) - limit.Used) is > 0 and var kept)
            parts.Add(new QuotaPart("Kept for single messages", kept, QuotaKind.Kept));
        return parts;
    }

    private static string LimitWords(SharedLimit limit) => limit.Numbers.Count == 1 ? limit.Numbers[0].DisplayNumber : $"shared by {limit.Numbers.Count} numbers";

    private static (StatusTone Tone, string Word) Quality(string quality) => quality.ToUpperInvariant() switch
    {
        "GREEN" => (StatusTone.Ok, "Quality high"),
        "YELLOW" => (StatusTone.Wait, "Quality medium"),
        "RED" => (StatusTone.Bad, "Quality low"),
        _ => (StatusTone.Idle, "Quality not known"),
    };

    private SenderNumber? NumberOf(SenderNumberId id) => Limits.SelectMany(limit => limit.Numbers).FirstOrDefault(number => number.Id == id);

    private int Count(TranslationStatus status) => _templates?.Counts.GetValueOrDefault(status) ?? 0;

    private static string Sentence(string? reason) => reason is { Length: > 0 } ? char.ToUpperInvariant(reason[0]) + reason[1..] : "WhatsApp gave no reason";

    private sealed record OverviewTask(string Icon, string Title, string Text, string Href, string Action);

    private sealed record OverviewTile(string Name, string Figure, string? Unit, string Note, string? Href);
}
