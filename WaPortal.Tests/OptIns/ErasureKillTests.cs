using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>The portal is killed while a list is checked and imported and somebody on it is erased at the same time.</summary>
[Trait("Category", "Load")]
public sealed class ErasureKillTests
{
    // More by hand: WAPORTAL_TEST_IMPORT_ROWS=200000 WAPORTAL_TEST_IMPORT_KILLS=10.
    private static readonly int Rows = KilledPortal.Setting("WAPORTAL_TEST_IMPORT_ROWS", 6_000);
    private static readonly int Kills = KilledPortal.Setting("WAPORTAL_TEST_IMPORT_KILLS", 2);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_killed_portal_imports_each_row_once_and_leaves_nothing_of_who_is_erased()
    {
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1");
        await using var portal = await KilledPortal.CreateAsync(sandbox);
        // Known before, with rows that are rejected and hold the person too.
        var first = await UploadAsync(portal, Header + List(1, 500, "2026-01-01T10:00:00Z") + Broken(700));
        await PlanAsync(portal, first, "First");
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Actor, first, None)).Succeeded);
        await portal.RunDueJobsAsync();
        await portal.Get<RecordOptOut>().RunAsync(portal.Actor, Phone(5), null, "Called", None);

        // A larger one whose check over the whole file is still to come.
        var text = new StringBuilder(Header).Append(List(1, Rows, "2026-02-01T10:00:00Z"));
        text.Append('#', (int)PreviewImport.SmallFile).Append('\n');
        var second = await UploadAsync(portal, text.ToString());
        await PlanAsync(portal, second, "Second");

        var process = await portal.StartAsync();
        await Eventually.TrueAsync(async () => (await ImportAsync(portal, second)).CheckPosition > 0, "The check does not begin.");
        await process.KillAsync();
        process = await portal.StartAsync();
        await Eventually.TrueAsync(async () => (await ImportAsync(portal, second)).Report is not null, "The check does not end.");
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Actor, second, None)).Succeeded);
        var request = await RequestAsync(portal);
        Assert.IsType<RequestResult.Done>(await portal.Get<HandleRequests>().EraseAsync(portal.Actor, request, false, "Asked to", None));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await process.KillAsync();
            process = await portal.StartAsync();
            var goal = Rows * kill / (Kills + 1);
            await Eventually.TrueAsync(async () => (await ImportAsync(portal, second)).Position >= goal, "The import does not go on.");
        }

        await Eventually.TrueAsync(async () => (await ImportAsync(portal, second)).Status == ListImportStatus.Finished, "The import does not end.");
        await Eventually.TrueAsync(async () => (await ErasureAsync(portal)).CleanedAt is not null, "The erasure does not end.", 120);
        await process.KillAsync();

        var import = await ImportAsync(portal, second);
        Assert.Equal((Rows + 1, Rows - 1, 2, 0), (import.Position, import.Accepted, import.Rejected, import.Duplicates));
        Assert.True((await ErasureAsync(portal)).IsSuppressed);
        Assert.Equal(700, (await ErasureAsync(portal)).Counts["imports"]);
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.Tenant, None);
        var gone = keys.PhoneId(Phone(5));
        // Everybody once in each list, the opt-out, the erasure; and nobody a second time.
        var (contacts, members, subjects, entries, left) = await portal.Database.ReadAsync(portal.Tenant, async (db, t) => (
            await db.Set<Contact>().CountAsync(t), await db.Set<OptInListMember>().CountAsync(t), await db.Set<ConsentSubject>().CountAsync(t), await db.Set<ConsentLedgerEntry>().CountAsync(t),
            await db.Set<Contact>().AnyAsync(c => c.PhoneId == gone, t) || await db.Set<ConsentSubject>().AnyAsync(s => s.PhoneId == gone, t) || await db.Set<ConsentState>().AnyAsync(s => s.PhoneId == gone, t)), None);
        Assert.Equal((Rows - 1, Rows - 1 + 499, Rows - 1, 500 + 1 + 1 + Rows - 1, false), (contacts, members, subjects, entries, left));
        Assert.Empty((await portal.Get<VerifyLedger>().RunAsync(portal.Tenant, None)).Breaks);
    }

    private const string Header = "phone,name,opt_in,opt_in_at,source\n";

    private static string Phone(int person) => "+4477" + person.ToString("D8", CultureInfo.InvariantCulture);

    private static string List(int from, int count, string when) =>
        string.Concat(Enumerable.Range(from, count).Select(i => FormattableString.Invariant($"{Phone(i)},Person {i},yes,{when},form\n")));

    // Rejected for their choice: number and name are kept with the row.
    private static string Broken(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => $"{Phone(5)},Person 5,perhaps,2026-01-01T10:00:00Z,form\n"));

    private static async Task<ListImportId> UploadAsync(KilledPortal portal, string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Assert.NotNull((await portal.Get<UploadList>().RunAsync(portal.Actor, "list.csv", file, None)).ImportId);
    }

    private static async Task PlanAsync(KilledPortal portal, ListImportId id, string list)
    {
        var (preview, refusal) = await portal.Get<PreviewImport>().RunAsync(portal.Actor, id, null, null, None);
        Assert.Null(refusal);
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Actor, id, preview!.Plan, null, list, None)).Problems);
    }

    private static async Task<PersonRequestId> RequestAsync(KilledPortal portal)
    {
        var handle = portal.Get<HandleRequests>();
        var request = new NewRequest(RequestKind.Erasure, Phone(5), "Ada Lost", RequestWay.Letter, TimeProvider.System.GetUtcNow(), null);
        var id = Assert.IsType<RequestResult.Done>(await handle.OpenAsync(portal.Actor, request, None)).Id;
        Assert.IsType<RequestResult.Done>(await handle.CheckIdentityAsync(portal.Actor, id, "Called back", None));
        return id;
    }

    private static Task<ListImport> ImportAsync(KilledPortal portal, ListImportId id) =>
        portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<ListImport>().FirstAsync(i => i.Id == id, t), None);

    private static Task<PersonErasure> ErasureAsync(KilledPortal portal) =>
        portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<PersonErasure>().SingleAsync(t), None);
}
