using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>The portal and the platform as processes of their own; the portal is killed on the way.</summary>
[Trait("Category", "Load")]
public sealed class KillTests(ITestOutputHelper output)
{
    // Larger runs by hand: WAPORTAL_TEST_PEOPLE=10000 WAPORTAL_TEST_KILLS=5.
    private static readonly int People = KilledPortal.Setting("WAPORTAL_TEST_PEOPLE", 400);
    private static readonly int Kills = KilledPortal.Setting("WAPORTAL_TEST_KILLS", 2);
    private static readonly TimeSpan InDoubtLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_killed_portal_goes_on_and_nobody_gets_a_message_twice()
    {
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1", "--tier", "none", "--throughput", "none", "--review-delay", "0.1");
        await using var scene = await KilledPortal.CreateAsync(
            sandbox, ("Delivery:StartTime", "00:00:05"), ("Delivery:LeaseTime", "00:00:15"), ("Delivery:InDoubtLimit", InDoubtLimit.ToString("c", CultureInfo.InvariantCulture)));
        var order = await OrderAsync(scene, await TemplateAsync(scene), People);
        var started = TimeProvider.System.GetTimestamp();

        var portal = await scene.StartAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = People * kill / (Kills + 1);
            await Eventually.TrueAsync(async () => (await sandbox.AcceptedAsync()).Count >= goal, "Sending does not go on.", 600);
            await portal.KillAsync();
            portal = await scene.StartAsync();
        }

        await Eventually.TrueAsync(() => AllAsync(scene, order, s => s is not (MessageState.Queued or MessageState.Claimed)), "Sending does not end.", 1200);
        var sentAfter = TimeProvider.System.GetElapsedTime(started);
        await Eventually.TrueAsync(() => AllAsync(scene, order, s => s is not (MessageState.Accepted or MessageState.Sent)), "Statuses are missing.", 600);
        // What was claimed but never left has no status to come: a fresh start looks for it at once.
        await Task.Delay(InDoubtLimit);
        await portal.KillAsync();
        portal = await scene.StartAsync();
        await Eventually.TrueAsync(() => AllAsync(scene, order, s => s is not MessageState.InDoubt), "Doubts are not settled.");
        await portal.KillAsync();

        var accepted = await sandbox.AcceptedAsync();
        var messages = await MessagesAsync(scene, order);
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
            (await ProgressAsync(scene, order)).Counts.OrderBy(c => c.Key));
    }

    internal static async Task<SendOrderId> OrderAsync(KilledPortal portal, TemplateId template, int people)
    {
        var order = new SendOrderId(Guid.CreateVersion7());
        var orders = portal.Get<SendOrders>();
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.Tenant, CancellationToken.None);
        var sender = await portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<SenderNumber>().Select(n => n.Id).FirstAsync(t), CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, people).Chunk(1_000))
        {
            await portal.Database.WriteAsync(portal.Tenant, async (db, t) =>
            {
                await portal.Get<ConsentLedger>().AppendAsync(db, [.. chunk.Select(p => OptIn(keys, p))], t);
                await orders.OpenAsync(db, order, sender, "Marketing", template.Value, "kill_test", t);
                await orders.AddAsync(db, order, [.. chunk.Select(p => NewMessage(keys, p))], t);
            }, CancellationToken.None);
        }

        await portal.Database.WriteAsync(portal.Tenant, (db, t) => orders.RunAsync(db, order, t), CancellationToken.None);
        return order;
    }

    internal static async Task<TemplateId> TemplateAsync(KilledPortal portal)
    {
        var none = CancellationToken.None;
        var content = new TemplateContent { Body = "Our autumn market opens on Saturday at nine. Come and see us." };
        var created = await portal.Get<CreateTemplate>().RunAsync(
            portal.Actor, "kill_test", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", none, portal.Account, content);
        var draft = Assert.IsType<TemplateResult.Done>(created);
        Assert.IsType<TemplateResult.Done>(await portal.Get<SubmitTemplate>().RunAsync(portal.Actor, draft.Template, "en_GB", draft.DraftVersion, none));
        await portal.RunDueJobsAsync();
        // The approval's webhook would come to a portal that does not run yet.
        await portal.Database.WriteAsync(
            portal.Tenant,
            (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = submitted_json WHERE tenant_id = @tenant", t, ("@tenant", portal.Tenant)),
            none);
        return draft.Template;
    }

    private static async Task<bool> AllAsync(KilledPortal portal, SendOrderId order, Func<MessageState, bool> fits) => (await ProgressAsync(portal, order)).Counts.Keys.All(fits);

    private static async Task<OrderProgress> ProgressAsync(KilledPortal portal, SendOrderId order) =>
        (await portal.Get<OrderReport>().ProgressAsync(portal.Tenant, order, CancellationToken.None))!;

    private static Task<List<Message>> MessagesAsync(KilledPortal portal, SendOrderId order) => portal.Database.ReadAsync(
        portal.Tenant, (db, t) => db.Set<Message>().Where(m => m.OrderId == order).ToListAsync(t), CancellationToken.None);

    private static string Phone(int person) => "+4477009" + person.ToString("D5", CultureInfo.InvariantCulture);

    private static ConsentEvent OptIn(TenantKeyRing keys, int person) => new(
        keys.PhoneId(Phone(person)), ConsentAction.OptIn, [ConsentPurpose.Marketing],
        new ConsentEvidence(Phone(person), TimeProvider.System.GetUtcNow(), "test", "form", null, null, null), "test");

    private static NewMessage NewMessage(TenantKeyRing keys, int person)
    {
        var id = new MessageId(Guid.CreateVersion7());
        return new NewMessage(id, keys.PhoneId(Phone(person)), null, "en_GB", new MessagePayload(Phone(person), []).Encrypt(keys, id), null, null);
    }
}
