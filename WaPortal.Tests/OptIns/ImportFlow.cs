using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>Walks lists through upload, plan, start and job.</summary>
internal static class ImportFlow
{
    public const string Header = "phone,name,opt_in,opt_in_at,source\n";

    public static string Rows(int from, int count, string choice = "yes", string when = "2026-05-01T10:00:00Z") =>
        string.Concat(Enumerable.Range(from, count).Select(i => FormattableString.Invariant($"+4477{i:00000000},Person {i},{choice},{when},form\n")));

    public static async Task<ListImportId> UploadAsync(this TestPortal portal, string text)
    {
        var result = await portal.Get<UploadList>().RunAsync(portal.Marketer, "list.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        return Assert.NotNull(result.ImportId);
    }

    public static async Task<ListImportId> StartAsync(this TestPortal portal, string text, string list = "Spring")
    {
        var id = await portal.UploadAsync(text);
        await portal.PlanAsync(id, list);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, CancellationToken.None)).Succeeded);
        return id;
    }

    public static async Task PlanAsync(this TestPortal portal, ListImportId id, string list)
    {
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, CancellationToken.None);
        var saved = await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, preview!.Plan, null, list, CancellationToken.None);
        Assert.Empty(saved.Problems);
        if (!preview.IsWhole)
            await portal.Get<CheckImportJob>().RunAsync(portal.TenantId, id.Value, CancellationToken.None);
    }

    public static async Task<ListImportId> ImportAsync(this TestPortal portal, string text, string list = "Spring")
    {
        var id = await portal.StartAsync(text, list);
        await portal.RunJobsAsync();
        return id;
    }

    public static async Task<ImportDetail> DetailAsync(this TestPortal portal, ListImportId id) =>
        (await portal.Get<ImportDetailQuery>().FindAsync(portal.Marketer, id, CancellationToken.None))!;

    public static Task<Dictionary<ConsentChoice, int>> StatesAsync(this TestPortal portal) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<ConsentState>().Where(s => s.Purpose == ConsentPurpose.Marketing).GroupBy(s => s.State)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t), CancellationToken.None);

    public static Task<int> CountAsync<T>(this TestPortal portal)
        where T : class => portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<T>().CountAsync(t), CancellationToken.None);

    public static Task<ChainVerification> VerifyAsync(this TestPortal portal) => portal.Get<VerifyLedger>().RunAsync(portal.TenantId, CancellationToken.None);

    public static async Task<List<AudienceMember>> AudienceAsync(this TestPortal portal, string list = "Spring")
    {
        var id = (await portal.Get<OptInListsQuery>().ListAsync(portal.Marketer, CancellationToken.None)).Single(l => l.Name == list).Id;
        var members = new List<AudienceMember>();
        await foreach (var member in portal.Get<AudienceSource>().StreamAsync(portal.TenantId, id, ConsentPurpose.Marketing, null, CancellationToken.None))
            members.Add(member);
        return members;
    }
}
