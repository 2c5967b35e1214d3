using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Bench.Chaos;

/// <summary>
/// An enterprise with three campaigns whose lists overlap, and what its people do while the portal runs elsewhere: it looks into the same tables, and writes where a
/// person would. Nothing is sent from here.
/// </summary>
internal sealed class ChaosEnterprise : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly int _throughput;

    public ChaosEnterprise(IReadOnlyDictionary<string, string?> settings, int throughput)
    {
        _throughput = throughput;
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddWaPortalCore()
            .Replace(ServiceDescriptor.Singleton<IBackgroundJobs, NoJobs>())
            .BuildServiceProvider();
    }

    public TenantId Tenant { get; private set; }

    public WhatsAppAccountId Account { get; private set; }

    public List<(string Name, CampaignId Id, OptInListId List)> Campaigns { get; } = [];

    public Actor Actor => Actor.Job(Tenant, "chaos");

    public PortalDatabase Database => Get<PortalDatabase>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static string Phone(int person) => "+4477" + person.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>Makes everything up to three campaigns that start when a portal does.</summary>
    /// <param name="optedOut">People who opted out before.</param>
    public async Task FillAsync(int people, IEnumerable<int> optedOut)
    {
        var none = CancellationToken.None;
        await CoreStart.RunAsync(_services, none);
        Tenant = (await Get<CreateTenant>().RunAsync("chaos", "Chaos", "Europe/London", "GB", ["en_GB"], none)).Tenant!.Id;
        Account = await Get<ConnectWhatsApp>().RunAsync(
            Tenant, new WhatsAppAccountDetails("Sandbox", "100000000000001", "300000000000001", "400000000000001", "token", "sandbox-secret", "sandbox-verify"), none);
        await RefreshAsync();
        var sender = await Database.ReadAsync(Tenant, (db, t) => db.Set<SenderNumber>().Select(n => n.Id).FirstAsync(t), none);
        await Database.WriteAsync(Tenant, (db, t) =>
        {
            var row = CampaignSettings.Create(Tenant);
            row.Choose(false, CampaignSettings.MostAbove, "chaos", TimeProvider.System.GetUtcNow());
            db.Add(row);
            return Task.CompletedTask;
        }, none);
        (int From, int To)[] parts = [(0, people * 4 / 10), (people * 3 / 10, people * 75 / 100), (people * 7 / 10, people)];
        foreach (var (i, part) in parts.Index())
            Campaigns.Add((Name(i), default, await ImportAsync(Name(i), part.From, part.To)));
        foreach (var person in optedOut)
            await Get<RecordOptOut>().RunAsync(Actor, Phone(person), null, "Called", none);
        for (var i = 0; i < parts.Length; i++)
            Campaigns[i] = Campaigns[i] with { Id = await CampaignAsync(Campaigns[i].Name, await TemplateAsync(Campaigns[i].Name), Campaigns[i].List, sender) };
    }

    /// <summary>The number's facts as the platform tells them, as a poll would bring them.</summary>
    public async Task RefreshAsync()
    {
        if (await Get<RefreshPhoneNumbers>().RunAsync(Tenant, Account, CancellationToken.None) is not ApiResult<int>.Ok)
            throw new InvalidOperationException("The numbers could not be read.");
        await Database.WriteAsync(Tenant, (db, t) => db.Set<SenderNumber>().ExecuteUpdateAsync(set => set.SetProperty(n => n.ThroughputPerSecond, _throughput), t), CancellationToken.None);
    }

    /// <summary>How many messages stand where.</summary>
    public async Task<IReadOnlyDictionary<MessageState, int>> CountsAsync() => await Database.ReadAsync(
        Tenant, (db, t) => db.Set<OrderCount>().GroupBy(c => c.State).Select(g => new { g.Key, Sum = g.Sum(c => c.Count) }).ToDictionaryAsync(g => g.Key, g => g.Sum, t), CancellationToken.None);

    /// <summary>People whom the portal counts against the messaging limit.</summary>
    public async Task<int> CountedPeopleAsync() => (await Get<QuotaBook>().StateAsync(Tenant, "300000000000001", CancellationToken.None)).Used;

    public Task<List<CampaignState>> StatesAsync() => Database.ReadAsync(Tenant, (db, t) => db.Set<Campaign>().Select(c => c.State).ToListAsync(t), CancellationToken.None);

    /// <summary>Goes on with whatever has paused, as somebody does who has seen why.</summary>
    public async Task ResumeAsync()
    {
        foreach (var (_, id, _) in Campaigns)
        {
            if (await Database.ReadAsync(Tenant, (db, t) => db.Set<Campaign>().AnyAsync(c => c.Id == id && c.State == CampaignState.Paused, t), CancellationToken.None))
                await Get<ControlCampaign>().ResumeAsync(Actor, id, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static string Name(int campaign) => "chaos_" + (campaign + 1).ToString(CultureInfo.InvariantCulture);

    private TJob Job<TJob>()
        where TJob : IBackgroundJob => ActivatorUtilities.CreateInstance<TJob>(_services);

    private async Task<OptInListId> ImportAsync(string name, int from, int to)
    {
        var none = CancellationToken.None;
        var text = new System.Text.StringBuilder("phone,language,opt_in,opt_in_at,source\n");
        for (var i = from; i < to; i++)
            text.Append(Phone(i)).Append(",en_GB,yes,2026-05-01T10:00:00Z,web form\n");
        using var list = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        var id = (await Get<UploadList>().RunAsync(Actor, name + ".csv", list, none)).ImportId!.Value;
        var (preview, _) = await Get<PreviewImport>().RunAsync(Actor, id, null, null, none);
        await Get<SaveImportPlan>().RunAsync(Actor, id, preview!.Plan, null, name, none);
        await Job<CheckImportJob>().RunAsync(Tenant, id.Value, none);
        if (await Get<StartImport>().RunAsync(Actor, id, none) is { Succeeded: false } refused)
            throw new InvalidOperationException(refused.Problems[0].Message);
        await Job<ImportJob>().RunAsync(Tenant, id.Value, none);
        return await Database.ReadAsync(Tenant, (db, t) => db.Set<OptInList>().Where(l => l.Name == name).Select(l => l.Id).FirstAsync(t), none);
    }

    private async Task<TemplateId> TemplateAsync(string name)
    {
        var none = CancellationToken.None;
        var created = (TemplateResult.Done)await Get<CreateTemplate>().RunAsync(
            Actor, name, TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", none, Account, new TemplateContent { Body = $"Our market number {name[^1]} opens on Saturday at nine. Come and see us." });
        _ = await Get<SubmitTemplate>().RunAsync(Actor, created.Template, "en_GB", created.DraftVersion, none);
        var submission = await Database.ReadAsync(Tenant, (db, t) => db.Set<TemplateTranslation>().Where(x => x.TemplateId == created.Template).Select(x => x.Id).FirstAsync(t), none);
        await Job<SubmitTranslationJob>().RunAsync(Tenant, submission.Value, none);
        // The approval's webhook would come to a portal that does not run yet.
        await Database.WriteAsync(
            Tenant, (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = submitted_json WHERE tenant_id = @tenant", t, ("@tenant", Tenant)), none);
        return created.Template;
    }

    private async Task<CampaignId> CampaignAsync(string name, TemplateId template, OptInListId list, SenderNumberId sender)
    {
        var none = CancellationToken.None;
        var id = ((CampaignResult.Done)await Get<EditCampaign>().CreateAsync(Actor, name, none)).Id;
        var draft = new CampaignDraft(name, template.Value, list.Value, sender, new CampaignMapping([], "en_GB"), true, null, "Europe/London", 1);
        _ = await Get<EditCampaign>().SaveAsync(Actor, id, draft, none);
        var version = await Database.ReadAsync(Tenant, (db, t) => db.Set<Campaign>().Where(c => c.Id == id).Select(c => c.Version).FirstAsync(t), none);
        if (await Get<ScheduleCampaign>().RunAsync(Actor, id, version, none) is CampaignResult.Refused refused)
            throw new InvalidOperationException(refused.Problems[0].Message);
        return id;
    }

    // What is to be done is found by the portal, from the tables.
    private sealed class NoJobs : IBackgroundJobs
    {
        public Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;

        public Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;

        public Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;
    }
}
