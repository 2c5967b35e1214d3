using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Bench;

/// <summary>The whole portal in this process, with one enterprise that is connected to the sandbox.</summary>
internal sealed class WebPortal : IAsyncDisposable
{
    public const string PhoneNumberId = "200000000000001";

    /// <summary>No pace but what the machine can do.</summary>
    public const int Unlimited = 100_000;

    private const string Enterprise = "bench";
    private const string Password = "seven lamps on the quay";

    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly BenchDatabase _database;
    private SenderNumberId _sender;
    private TemplateId _template;

    private WebPortal(WebApplication app, string directory, BenchDatabase database) => (_app, _directory, _database) = (app, directory, database);

    public TenantId Tenant { get; private set; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public WhatsAppAccountId Account { get; private set; }

    public PortalDatabase Database => Get<PortalDatabase>();

    public int InFlight => Get<Microsoft.Extensions.Options.IOptions<DeliveryOptions>>().Value.InFlight;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static string Phone(int person) => "+4477" + person.ToString("D8", CultureInfo.InvariantCulture);

    public static async Task<WebPortal> StartAsync(SandboxChild sandbox, string? server)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-bench-").FullName;
        var database = await BenchDatabase.CreateAsync(server);
        string[] settings =
        [
            "--urls", "http://127.0.0.1:0", "--Data:Directory", directory, "--Sandbox:Enabled", "false", "--Logging:LogLevel:Default", "Warning", "--applicationName", "WaPortal",
            "--WhatsApp:BaseAddress", sandbox.Http.BaseAddress!.ToString(), "--WhatsApp:AllowLoopback", "true", .. database.Settings.SelectMany(s => (string[])["--" + s.Key, s.Value!]),
        ];
        var portal = new WebPortal(PortalHost.Build(settings), directory, database);
        await CoreStart.RunAsync(portal._app.Services, CancellationToken.None);
        await portal._app.StartAsync();
        await portal.FillAsync(sandbox);
        return portal;
    }

    /// <summary>An order with a message to each, who all agreed; it does not run yet.</summary>
    public async Task<SendOrderId> QueueAsync(int from, int people)
    {
        var (orders, ledger) = (Get<SendOrders>(), Get<ConsentLedger>());
        var keys = await Get<TenantKeys>().GetAsync(Tenant, CancellationToken.None);
        var order = new SendOrderId(Guid.CreateVersion7());
        foreach (var chunk in Enumerable.Range(from, people).Chunk(1_000))
        {
            await WriteAsync(async (db, t) =>
            {
                await ledger.AppendAsync(db, [.. chunk.Select(p => new ConsentEvent(
                    keys.PhoneId(Phone(p)), ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(Phone(p), TimeProvider.System.GetUtcNow(), "bench", "form", null, null, null), "bench"))], t);
                await orders.OpenAsync(db, order, _sender, "Marketing", _template.Value, "bench", t);
                await orders.AddAsync(db, order, [.. chunk.Select(p => NewMessage(keys, p))], t);
            });
        }

        return order;
    }

    public async Task ReleaseAsync(SendOrderId order)
    {
        await WriteAsync((db, t) => Get<SendOrders>().RunAsync(db, order, t));
        await Get<SendOrders>().WakeAsync(Tenant, _sender, CancellationToken.None);
    }

    /// <summary>The number's throughput, in messages a second.</summary>
    public Task PaceAsync(int throughput) =>
        WriteAsync((db, t) => db.Set<SenderNumber>().ExecuteUpdateAsync(set => set.SetProperty(n => n.ThroughputPerSecond, throughput), t));

    /// <summary>A list of people who agreed, through the import as a person would make it.</summary>
    public async Task<Guid> ImportAsync(string name, int from, int people)
    {
        var (path, actor, none) = (Path.GetTempFileName() + ".csv", Actor.Job(Tenant, "bench"), CancellationToken.None);
        try
        {
            await using (var file = new StreamWriter(path))
            {
                await file.WriteLineAsync("phone,name,language,opt_in,opt_in_at,source");
                for (var i = from; i < from + people; i++)
                    await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Phone(i)},Ada {i},en_GB,yes,2026-05-01T10:{i % 60:00}:00Z,web form"));
            }

            await using var list = File.OpenRead(path);
            var id = (await Get<UploadList>().RunAsync(actor, "list.csv", list, none)).ImportId!.Value;
            var (preview, _) = await Get<PreviewImport>().RunAsync(actor, id, null, null, none);
            await Get<SaveImportPlan>().RunAsync(actor, id, preview!.Plan, null, name, none);
            while (await Get<StartImport>().RunAsync(actor, id, none) is { Succeeded: false } refused)
            {
                if (refused.Problems[0].Code != "import.unchecked")
                    throw new InvalidOperationException(refused.Problems[0].Message);
                await Task.Delay(100); // a job checks large lists first
            }

            while (true)
            {
                var import = await Database.ReadAsync(Tenant, (db, t) => db.Set<ListImport>().FirstAsync(i => i.Id == id, t), none);
                if (import.Status == ListImportStatus.Finished)
                    return import.ListId!.Value.Value;
                await Task.Delay(100);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A campaign to a list, planned by one person and approved by another; it does not run yet.</summary>
    public async Task<CampaignId> PlanAsync(Actor maker, Actor second, Guid list)
    {
        var (edit, none) = (Get<EditCampaign>(), CancellationToken.None);
        var id = ((CampaignResult.Done)await edit.CreateAsync(maker, "Bench", none)).Id;
        var draft = new CampaignDraft("Bench", _template.Value, list, _sender, new CampaignMapping([], "en_GB"), true, null, null, 1);
        if (await edit.SaveAsync(maker, id, draft, none) is not CampaignResult.Done)
            throw new InvalidOperationException("The campaign could not be saved.");
        if (await Get<ApproveCampaign>().AskAsync(maker, id, await VersionAsync(id), null, none) is CampaignResult.Done)
        {
            var asked = (await Get<CampaignApprovalQuery>().ReadAsync(second, id, none))!.Newest!.Id;
            await Get<ApproveCampaign>().ApproveAsync(second, id, asked, null, none);
        }

        return id;
    }

    /// <summary>Starts a planned campaign.</summary>
    public async Task StartAsync(Actor maker, CampaignId id)
    {
        if (await Get<ScheduleCampaign>().RunAsync(maker, id, await VersionAsync(id), CancellationToken.None) is not CampaignResult.Done)
            throw new InvalidOperationException("The campaign could not be started.");
    }

    public Task<CampaignState> StateAsync(CampaignId id) =>
        Database.ReadAsync(Tenant, (db, t) => db.Set<Campaign>().Where(c => c.Id == id).Select(c => c.State).FirstAsync(t), CancellationToken.None);

    public async Task<OrderProgress> ProgressAsync(SendOrderId order) => (await Get<OrderReport>().ProgressAsync(Tenant, order, CancellationToken.None))!;

    /// <summary>A user with every role, signed in: who they are to Core, and the cookie that a browser would send.</summary>
    public async Task<(Actor Actor, string Cookie)> SignInAsync(string name)
    {
        var (seed, email, visitor, none) = (Totp.NewSeed(), name + "@example.com", new Visitor("127.0.0.1", "bench"), CancellationToken.None);
        var user = await Get<CreateUser>().RunAsync(Actor.Job(Tenant, "bench"), new NewUser(email, name, Enum.GetValues<PortalRole>(), Password, seed), none);
        var first = ((SignInResult.Passed)await Get<SignIn>().PasswordAsync(Enterprise, email, Password, visitor, none)).Ticket;
        var session = await Get<Sessions>().FindAsync(first.Token, none);
        var ticket = ((SignInResult.Passed)await Get<SignIn>().CodeAsync(session!, Totp.CodeAt(seed, TimeProvider.System.GetUtcNow()), visitor, none)).Ticket;
        return (new Actor(Tenant, user.User, name, Rights.Of(Enum.GetValues<PortalRole>()), ticket.Id.Prefix, visitor.Address, ticket.Id), "__Host-s=" + ticket.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static NewMessage NewMessage(TenantKeyRing keys, int person)
    {
        var id = new MessageId(Guid.CreateVersion7());
        return new NewMessage(id, keys.PhoneId(Phone(person)), null, "en_GB", new MessagePayload(Phone(person), []).Encrypt(keys, id), null, null);
    }

    private Task<int> VersionAsync(CampaignId id) => Database.ReadAsync(Tenant, (db, t) => db.Set<Campaign>().Where(c => c.Id == id).Select(c => c.Version).FirstAsync(t), CancellationToken.None);

    private Task WriteAsync(Func<PortalDbContext, CancellationToken, Task> work) => Get<PortalDatabase>().WriteAsync(Tenant, work, CancellationToken.None);

    private async Task FillAsync(SandboxChild sandbox)
    {
        var none = CancellationToken.None;
        Tenant = (await Get<CreateTenant>().RunAsync(Enterprise, "Bench", "Europe/London", "GB", ["en_GB"], none)).Tenant!.Id;
        var account = await Get<ConnectWhatsApp>().RunAsync(
            Tenant, new WhatsAppAccountDetails("Sandbox", "100000000000001", "300000000000001", "400000000000001", "token", "sandbox-secret", "sandbox-verify"), none);
        if (await Get<RefreshPhoneNumbers>().RunAsync(Tenant, account, none) is not ApiResult<int>.Ok)
            throw new InvalidOperationException("The numbers could not be read.");
        Account = account;
        await sandbox.PostAsync("/sandbox/webhook", new { url = new Uri(Address, $"/webhooks/whatsapp/{account.Value}") });
        var actor = Actor.Job(Tenant, "bench");
        var created = (TemplateResult.Done)await Get<CreateTemplate>().RunAsync(
            actor, "bench", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", none, account, new TemplateContent { Body = "Our autumn market opens on Saturday at nine. Come and see us." });
        _template = created.Template;
        _ = await Get<SubmitTemplate>().RunAsync(actor, created.Template, "en_GB", created.DraftVersion, none);
        while (!await Get<PortalDatabase>().ReadAsync(Tenant, (db, t) => db.Set<TemplateTranslation>().AnyAsync(x => x.Status == TranslationStatus.Approved, t), none))
            await Task.Delay(100);
        _sender = await Database.ReadAsync(Tenant, (db, t) => db.Set<SenderNumber>().Select(n => n.Id).FirstAsync(t), none);
        await PaceAsync(Unlimited);
    }
}
