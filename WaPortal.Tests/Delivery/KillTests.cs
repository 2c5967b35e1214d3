using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Browser;
using WaPortal.Tests.Data;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>The portal and the platform as processes of their own; the portal is killed on the way.</summary>
[Trait("Category", "Load")]
public sealed class KillTests(ITestOutputHelper output)
{
    // Larger runs by hand: WAPORTAL_TEST_PEOPLE=10000 WAPORTAL_TEST_KILLS=5.
    private static readonly int People = Setting("WAPORTAL_TEST_PEOPLE", 400);
    private static readonly int Kills = Setting("WAPORTAL_TEST_KILLS", 2);

    [Fact]
    public async Task A_killed_portal_goes_on_and_nobody_gets_a_message_twice()
    {
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1", "--tier", "none", "--throughput", "none", "--review-delay", "0.1");
        await using var scene = await Scene.CreateAsync(sandbox);
        var order = await scene.OrderAsync(People);
        var started = TimeProvider.System.GetTimestamp();

        var portal = await scene.StartPortalAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = People * kill / (Kills + 1);
            await Eventually.TrueAsync(async () => (await sandbox.AcceptedAsync()).Count >= goal, "Sending does not go on.", 600);
            await portal.KillAsync();
            portal = await scene.StartPortalAsync();
        }

        await Eventually.TrueAsync(() => scene.AllAsync(order, s => s is not (MessageState.Queued or MessageState.Claimed)), "Sending does not end.", 1200);
        var sentAfter = TimeProvider.System.GetElapsedTime(started);
        await Eventually.TrueAsync(() => scene.AllAsync(order, s => s is not (MessageState.Accepted or MessageState.Sent)), "Statuses are missing.", 600);
        // What was claimed but never left has no status to come: a fresh start looks for it at once.
        await Task.Delay(scene.InDoubtLimit);
        await portal.KillAsync();
        portal = await scene.StartPortalAsync();
        await Eventually.TrueAsync(() => scene.AllAsync(order, s => s is not MessageState.InDoubt), "Doubts are not settled.");
        await portal.KillAsync();

        var accepted = await sandbox.AcceptedAsync();
        var messages = await scene.MessagesAsync(order);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{People} people, {Kills} kills: {accepted.Count} accepted, {messages.Count(m => m.Reason == MessageMoves.InDoubtExpired)} in doubt for good; "
            + $"the last left after {sentAfter.TotalSeconds:0} s ({People / sentAfter.TotalSeconds:0} a second, restarts included)"));
        Assert.Equal(People, messages.Count);
        Assert.Equal(accepted.Count, accepted.Select(a => (string?)a["to"]).Distinct().Count());
        Assert.Equal(accepted.Count, accepted.Select(a => (string?)a["biz_opaque_callback_data"]).Distinct().Count());
        Assert.All(messages, m => Assert.Contains(m.State, (MessageState[])[MessageState.Delivered, MessageState.Read, MessageState.Failed]));
        // Whoever did not get it is known as such: given up as in doubt, never silently lost.
        Assert.Equal(People - accepted.Count, messages.Count(m => m.Reason == MessageMoves.InDoubtExpired));
        Assert.Equal(
            messages.GroupBy(m => m.State).ToDictionary(g => g.Key, g => g.Count()).OrderBy(c => c.Key),
            (await scene.ProgressAsync(order)).Counts.OrderBy(c => c.Key));
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : standard;

    /// <summary>An enterprise in a data directory that a portal process is then started on.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("waportal-kill-").FullName;
        private readonly SandboxProcess _sandbox;
        private readonly Dictionary<string, string> _settings;
        private readonly ServiceProvider _services;
        private Tenant _tenant = null!;
        private WhatsAppAccountId _account;
        private SenderNumberId _sender;
        private TemplateId _template;
        private PortalProcess? _portal;

        private Scene(SandboxProcess sandbox)
        {
            _sandbox = sandbox;
            _settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["WhatsApp:BaseAddress"] = sandbox.Http.BaseAddress!.ToString(),
                ["WhatsApp:AllowLoopback"] = "true",
                ["WhatsApp:Timeout"] = "00:00:10",
                ["Delivery:StartTime"] = "00:00:05",
                ["Delivery:LeaseTime"] = "00:00:15",
                ["Delivery:InDoubtLimit"] = InDoubtLimit.ToString("c", CultureInfo.InvariantCulture),
            };
            _services = TestPortal.CreateServices(_directory, null, _settings.ToDictionary(s => s.Key, s => (string?)s.Value), TimeProvider.System, null);
        }

        public TimeSpan InDoubtLimit { get; } = TimeSpan.FromSeconds(20);

        private PortalDatabase Database => _services.GetRequiredService<PortalDatabase>();

        public static async Task<Scene> CreateAsync(SandboxProcess sandbox)
        {
            var scene = new Scene(sandbox);
            await scene.FillAsync();
            return scene;
        }

        public async Task<PortalProcess> StartPortalAsync()
        {
            _portal = await PortalProcess.StartAsync(_settings, _directory);
            await _sandbox.PostAsync("/sandbox/webhook", new { url = $"{_portal.Address}/webhooks/whatsapp/{_account.Value}" });
            return _portal;
        }

        public async Task<SendOrderId> OrderAsync(int people)
        {
            var order = new SendOrderId(Guid.CreateVersion7());
            var orders = _services.GetRequiredService<SendOrders>();
            var keys = await _services.GetRequiredService<TenantKeys>().GetAsync(_tenant.Id, CancellationToken.None);
            foreach (var chunk in Enumerable.Range(0, people).Chunk(1_000))
            {
                await Database.WriteAsync(_tenant.Id, async (db, t) =>
                {
                    await _services.GetRequiredService<ConsentLedger>().AppendAsync(db, [.. chunk.Select(p => OptIn(keys, p))], t);
                    await orders.OpenAsync(db, order, _sender, "Marketing", _template.Value, "kill_test", t);
                    await orders.AddAsync(db, order, [.. chunk.Select(p => NewMessage(keys, p))], t);
                }, CancellationToken.None);
            }

            await Database.WriteAsync(_tenant.Id, (db, t) => orders.RunAsync(db, order, t), CancellationToken.None);
            return order;
        }

        public async Task<bool> AllAsync(SendOrderId order, Func<MessageState, bool> fits) => (await ProgressAsync(order)).Counts.Keys.All(fits);

        public async Task<OrderProgress> ProgressAsync(SendOrderId order) =>
            (await _services.GetRequiredService<OrderReport>().ProgressAsync(_tenant.Id, order, CancellationToken.None))!;

        public Task<List<Message>> MessagesAsync(SendOrderId order) => Database.ReadAsync(
            _tenant.Id, (db, t) => db.Set<Message>().Where(m => m.OrderId == order).ToListAsync(t), CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            if (_portal is not null)
                await _portal.DisposeAsync();
            await _services.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(_directory, recursive: true);
        }

        private static string Phone(int person) => "+4477009" + person.ToString("D5", CultureInfo.InvariantCulture);

        private static ConsentEvent OptIn(TenantKeyRing keys, int person) => new(
            keys.PhoneId(Phone(person)), ConsentAction.OptIn, [ConsentPurpose.Marketing],
            new ConsentEvidence(Phone(person), TimeProvider.System.GetUtcNow(), "test", "form", null, null, null), "test");

        private static NewMessage NewMessage(TenantKeyRing keys, int person)
        {
            var id = new MessageId(Guid.CreateVersion7());
            return new NewMessage(id, keys.PhoneId(Phone(person)), null, "en_GB", new MessagePayload(Phone(person), []).Encrypt(keys, id), null, null);
        }

        private async Task FillAsync()
        {
            var none = CancellationToken.None;
            _ = _services.GetRequiredService<MasterKey>();
            await Database.MigrateAsync(_services.GetServices<ISchemaScript>(), none);
            _tenant = (await _services.GetRequiredService<CreateTenant>().RunAsync("casa-alba", "Casa Alba", "Europe/London", "GB", ["en_GB"], none)).Tenant!;
            _account = await _services.GetRequiredService<ConnectWhatsApp>().RunAsync(
                _tenant.Id,
                new WhatsAppAccountDetails("Sandbox", "100000000000001", "300000000000001", "400000000000001", "token", "sandbox-secret", "sandbox-verify"),
                none);
            Assert.IsType<ApiResult<int>.Ok>(await _services.GetRequiredService<RefreshPhoneNumbers>().RunAsync(_tenant.Id, _account, none));
            var actor = Core.Access.Actor.Job(_tenant.Id, "test");
            var content = new TemplateContent { Body = "Our autumn market opens on Saturday at nine. Come and see us." };
            var created = await _services.GetRequiredService<CreateTemplate>().RunAsync(
                actor, "kill_test", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", none, _account, content);
            var draft = Assert.IsType<TemplateResult.Done>(created);
            _template = draft.Template;
            Assert.IsType<TemplateResult.Done>(
                await _services.GetRequiredService<SubmitTemplate>().RunAsync(actor, _template, "en_GB", draft.DraftVersion, none));
            await _services.GetRequiredService<RecordedJobs>().RunDueAsync(_services);
            await Database.WriteAsync(_tenant.Id, async (db, t) =>
            {
                _sender = await db.Set<SenderNumber>().Select(n => n.Id).FirstAsync(t);
                // The approval's webhook would come to a portal that does not run yet.
                await db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = submitted_json WHERE tenant_id = @tenant", t, ("@tenant", _tenant.Id));
            }, none);
        }
    }
}
