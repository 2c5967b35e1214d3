using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>Lists of people who must not be written to.</summary>
public sealed class SuppressionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Everyone_on_it_is_opted_out_known_or_not_and_nobody_is_added(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + "+447700900001,Ana,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,yes,2026-05-01T10:00:00Z,form\n");
        var id = await SuppressAsync(portal, "phone,when\n+447700900001,2026-06-01T10:00:00Z\n07700 900003,some day in june\n+447700900001,\nnobody,\n");

        var import = await portal.DetailAsync(id);
        Assert.Equal((ListImportStatus.Finished, 2, 1, 1), (import.Status, import.Accepted, import.Rejected, import.Duplicates));
        Assert.True(import.IsSuppression);
        Assert.Equal((2, 1), (await portal.CountAsync<Contact>(), await portal.CountAsync<OptInList>()));
        Assert.Equal(3, (await ClosedAsync(portal, "+447700900001")).Count);
        Assert.Equal(3, (await ClosedAsync(portal, "+447700900003")).Count);
        Assert.Empty(await ClosedAsync(portal, "+447700900002"));

        // What a list says about an earlier time opens nothing; a later proof does.
        await portal.ImportAsync(ImportFlow.Header + "+447700900003,Cy,yes,2026-05-01T10:00:00Z,form\n", "Late");
        Assert.Equal(3, (await ClosedAsync(portal, "+447700900003")).Count);
        await portal.ImportAsync(ImportFlow.Header + "+447700900001,Ana,yes,2026-07-01T10:00:00Z,form\n", "Later");
        Assert.DoesNotContain(ConsentPurpose.Marketing, await ClosedAsync(portal, "+447700900001"));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task One_for_marketing_leaves_the_rest(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await SuppressAsync(portal, "phone\n+447700900001\n", ConsentPurpose.Marketing);
        Assert.Equal([ConsentPurpose.Marketing], await ClosedAsync(portal, "+447700900001"));
        await SuppressAsync(portal, "phone,x\n+447700900002,\n", Enum.GetValues<ConsentPurpose>());
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), "+447700900002", None);
        Assert.Equal("opt-out", Assert.Single(history!.Entries).Kind);
        Assert.Equal("Do not call", history.Entries[0].Evidence!.Source);
    }

    [Theory, Engines]
    public async Task The_file_of_a_list_may_be_its_suppression_too_and_it_cannot_be_taken_back(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        const string File = ImportFlow.Header + "+447700900001,Ana,yes,2026-05-01T10:00:00Z,form\n";
        await portal.ImportAsync(File);
        var id = await SuppressAsync(portal, File);
        Assert.Equal(3, (await ClosedAsync(portal, "+447700900001")).Count);
        Assert.False((await portal.Get<UndoImport>().RunAsync(portal.Marketer, id, None)).Succeeded);
        Assert.Equal(3, (await ClosedAsync(portal, "+447700900001")).Count);
    }

    [Theory, Engines]
    public async Task It_goes_on_after_a_crash_without_saying_anything_twice(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await StartAsync(portal, "phone\n" + string.Concat(Enumerable.Range(0, 2_500).Select(i => FormattableString.Invariant($"+4477{i:00000000}\n"))), []);
        var runs = Enumerable.Range(0, 3).Select(_ => Task.Run(() => portal.Get<ImportJob>().RunAsync(portal.TenantId, id.Value, None)));
        await Task.WhenAll(runs);
        await portal.RunJobsAsync();
        Assert.Equal(2_500, (await portal.DetailAsync(id)).Accepted);
        Assert.Equal(2_500, (await portal.VerifyAsync()).Entries);
    }

    private static async Task<ListImportId> SuppressAsync(TestPortal portal, string text, params ConsentPurpose[] declined)
    {
        var id = await StartAsync(portal, text, declined);
        await portal.RunJobsAsync();
        return id;
    }

    private static async Task<ListImportId> StartAsync(TestPortal portal, string text, ConsentPurpose[] declined)
    {
        var id = await portal.UploadAsync(text);
        var (guess, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, None);
        var plan = guess!.Plan with
        {
            IsSuppression = true,
            Purposes = declined,
            Proof = new FileWideProof("Do not call", null, null, null, false),
            Columns = [.. guess.Plan.Columns.Select(c => c.Header == "when" ? c with { Field = ImportField.OptInAt } : c)],
        };
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, plan, null, null, None)).Problems);
        await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, plan, null, None);
        Assert.Empty((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, None)).Problems);
        return id;
    }

    private static async Task<List<ConsentPurpose>> ClosedAsync(TestPortal portal, string number)
    {
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), number, None);
        return [.. (history?.States ?? []).Where(s => s.Choice == ConsentChoice.OptedOut).Select(s => s.Purpose).Order()];
    }
}
