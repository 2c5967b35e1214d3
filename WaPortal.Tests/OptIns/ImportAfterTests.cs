using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>What comes after and before an import: the dry run, the quarantine, the undo, and what is remembered.</summary>
public sealed class ImportAfterTests
{
    private static readonly FileWideProof Fair = new("Trade fair", new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero), "I agree.", "F-1", false);

    [Theory, Engines]
    public async Task A_large_list_is_checked_by_a_job_and_starts_only_after_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await ImportJobTests.OptOutAsync(portal, "+447700000001", portal.Clock.GetUtcNow());
        var text = ImportFlow.Header + ImportFlow.Rows(1, 31_000) + "+447700000002,Again,yes,2026-05-01,form\nnobody,x,yes,2026-05-01,form\n+447700900777,Late,yes,,form\n";
        var id = await portal.UploadAsync(text + new string('\n', (int)PreviewImport.SmallFile));
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, CancellationToken.None);
        Assert.NotNull(preview);
        Assert.False(preview.IsWhole);
        Assert.Equal(5000, preview.Records);
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, preview!.Plan, null, "Spring", CancellationToken.None)).Problems);
        Assert.Equal("import.unchecked", (await portal.Get<StartImport>().RunAsync(portal.Marketer, id, CancellationToken.None)).Problems[0].Code);
        Assert.True((await portal.DetailAsync(id)).IsChecking);

        await portal.RunJobsAsync();
        Assert.False((await portal.DetailAsync(id)).IsChecking);
        (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, preview!.Plan, null, CancellationToken.None);
        Assert.True(preview!.IsWhole);
        var report = preview.Report;
        Assert.Equal((31_003, 31_000, 1, 2, 1, 1), (report.Records, report.Accepted, report.Duplicates, report.Rejected, report.Quarantined, report.KeptOut));
        Assert.Equal(0, await portal.CountAsync<Contact>());

        // Another choice is another check.
        var other = preview.Plan with { Region = "US" };
        await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, other, null, "Spring", CancellationToken.None);
        Assert.Equal("import.unchecked", (await portal.Get<StartImport>().RunAsync(portal.Marketer, id, CancellationToken.None)).Problems[0].Code);
    }

    [Theory, Engines]
    public async Task The_check_can_be_downloaded_row_by_row(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.UploadAsync(ImportFlow.Header + ImportFlow.Rows(1, 2) + ImportFlow.Rows(1, 1, "no") + "x,=cmd,yes,2026-05-01,form\n+447700900001,B,yes,,form\n");
        await portal.PlanAsync(id, "Spring");
        using var stream = new MemoryStream();
        Assert.True(await portal.Get<ExportCheck>().RunAsync(portal.Marketer, id, stream, CancellationToken.None));
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd().Split("\r\n");
        Assert.StartsWith("4,duplicate,,duplicate.differs,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("5,rejected,phone,phone.not_a_number,", lines[2], StringComparison.Ordinal);
        Assert.Contains("'=cmd", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("6,quarantine,opt_in_at,consent.no_time,", lines[3], StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task Rows_without_a_proof_wait_until_one_is_given(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 3)
            + "+447700900001,A,yes,,form\n+447700900002,B,yes,2026-02-30,form\n+447700900003,C,no,2026-03-01T10:00:00Z,\n+447700900001,A,no,,form\n+447700000001,Again,yes,,form\nnobody,D,yes,,\n");
        var detail = await portal.DetailAsync(id);
        Assert.Equal((9, 3, 6, 5, 0), (detail.Position, detail.Accepted, detail.Rejected, detail.Quarantined, detail.Duplicates));
        Assert.Equal(3, await portal.CountAsync<Contact>());
        var rows = await portal.Get<Quarantine>().ListAsync(portal.Marketer, id, 10, CancellationToken.None);
        Assert.Equal([5, 6, 7, 8, 9], rows.Select(r => r.Line));
        Assert.Equal("+44770090••••", rows[0].Phone);

        Assert.Equal("plan.time", (await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair with { AgreedAt = null }, CancellationToken.None)).Problems[0].Code);
        Assert.Equal("plan.time", (await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair with { AgreedAt = portal.Clock.GetUtcNow().AddDays(1) }, CancellationToken.None)).Problems[0].Code);
        Assert.Equal("plan.proof", (await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair with { Source = null, Proof = " " }, CancellationToken.None)).Problems[0].Code);
        Assert.True((await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair, CancellationToken.None)).Succeeded);
        await portal.RunJobsAsync();
        detail = await portal.DetailAsync(id);
        Assert.Equal((9, 6, 1, 0, 2), (detail.Position, detail.Accepted, detail.Rejected, detail.Quarantined, detail.Duplicates));
        Assert.False(detail.IsCompleting);
        // A said yes and no in one file; C said no; B agreed at the fair.
        Assert.Equal((4, 2), ((await portal.StatesAsync())[ConsentChoice.OptedIn], (await portal.StatesAsync())[ConsentChoice.OptedOut]));
        var history = await portal.Get<LedgerQuery>().HistoryAsync(portal.As(PortalRole.ComplianceOfficer), "+447700900003", CancellationToken.None);
        Assert.Equal((new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), "Trade fair"), (history!.Entries[0].Evidence!.At, history.Entries[0].Evidence!.Source));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
        Assert.Equal("import.no_quarantine", (await portal.Get<Quarantine>().DropAsync(portal.Marketer, id, CancellationToken.None)).Problems[0].Code);
    }

    [Theory, Engines]
    public async Task A_completion_that_dies_goes_on_and_doubles_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1300, when: "") + ImportFlow.Rows(1, 100, "no", when: ""));
        Assert.Equal(1400, (await portal.DetailAsync(id)).Quarantined);
        await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair, CancellationToken.None);
        // The clock is asked once at the start and once in each batch.
        foreach (var kill in new[] { 2, 3, 2 })
        {
            var job = new CompleteQuarantineJob(portal.Database, portal.Get<TenantKeys>(), portal.Get<ConsentLedger>(), portal.Get<IPortalSignals>(), new DyingClock(portal.Clock, kill));
            await Assert.ThrowsAsync<InvalidOperationException>(() => job.RunAsync(portal.TenantId, id.Value, CancellationToken.None));
        }

        await portal.RunJobsAsync();
        await portal.Get<CompleteQuarantineJob>().RunAsync(portal.TenantId, id.Value, CancellationToken.None);
        var detail = await portal.DetailAsync(id);
        Assert.Equal((1300, 0, 0, 100), (detail.Accepted, detail.Rejected, detail.Quarantined, detail.Duplicates));
        Assert.Equal((1300, 1400), (await portal.CountAsync<Contact>(), await portal.CountAsync<ConsentLedgerEntry>()));
        Assert.Equal(100, (await portal.StatesAsync())[ConsentChoice.OptedOut]);
    }

    [Theory, Engines]
    public async Task Rows_that_are_left_out_stay_rejected_and_all_rejected_rows_go_after_a_week(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 2, when: "") + "nobody,D,yes,,\n");
        Assert.True((await portal.Get<Quarantine>().DropAsync(portal.Marketer, id, CancellationToken.None)).Succeeded);
        var detail = await portal.DetailAsync(id);
        Assert.Equal((3, 0), (detail.Rejected, detail.Quarantined));
        Assert.Equal("import.no_quarantine", (await portal.Get<Quarantine>().CompleteAsync(portal.Marketer, id, Fair, CancellationToken.None)).Problems[0].Code);
        portal.Clock.Advance(TimeSpan.FromDays(6.9));
        await SweepAsync(portal);
        Assert.Equal(3, await portal.CountAsync<ImportReject>());
        portal.Clock.Advance(TimeSpan.FromDays(0.2));
        await SweepAsync(portal);
        Assert.Equal(0, await portal.CountAsync<ImportReject>());
        Assert.Equal(3, (await portal.DetailAsync(id)).Rejected);
        Assert.NotNull((await portal.DetailAsync(id)).RowsDeletedAt);
    }

    [Theory, Engines]
    public async Task An_import_that_is_taken_back_leaves_what_others_proved_and_every_opt_out(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        // 1 to 3 agreed before; 4 opts out later; 5 says no in the file; 9 comes again by a later import.
        var before = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 3, when: "2026-01-01"), "Winter");
        var mistaken = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(2, 3) + ImportFlow.Rows(5, 1, "no") + ImportFlow.Rows(6, 4));
        var later = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(9, 1, when: "2026-06-01"));
        await ImportJobTests.OptOutAsync(portal, "+447700000004", portal.Clock.GetUtcNow());
        Assert.True((await portal.Get<UndoImport>().RunAsync(portal.Marketer, mistaken, CancellationToken.None)).Succeeded);
        await portal.RunJobsAsync();

        var detail = await portal.DetailAsync(mistaken);
        Assert.Equal((ListImportStatus.Undone, 7), (detail.Status, detail.Withdrawn));
        var states = await StatesByNumberAsync(portal);
        Assert.Equal("1 OptedIn, 2 OptedIn, 3 OptedIn, 4 OptedOut, 5 OptedOut, 9 OptedIn", states);
        Assert.Equal(["Person 9"], (await portal.AudienceAsync()).Select(m => m.Name));
        Assert.Equal(3, (await portal.AudienceAsync("Winter")).Count);
        // 6 to 8 are forgotten; 4 and 5 said no and stay known.
        Assert.Equal(6, await portal.CountAsync<Contact>());
        Assert.Equal(3 + 8 + 1 + 1 + 7, await portal.CountAsync<ConsentLedgerEntry>());
        Assert.Empty((await portal.VerifyAsync()).Breaks);
        await portal.Get<RebuildConsentStates>().RunAsync(portal.TenantId, CancellationToken.None);
        Assert.Equal(states, await StatesByNumberAsync(portal));

        // Once is once, and the file may come again.
        Assert.Equal("import.not_undoable", (await portal.Get<UndoImport>().RunAsync(portal.Marketer, mistaken, CancellationToken.None)).Problems[0].Code);
        await portal.Get<UndoImportJob>().RunAsync(portal.TenantId, mistaken.Value, CancellationToken.None);
        Assert.Equal(20, await portal.CountAsync<ConsentLedgerEntry>());
        Assert.Equal(ListImportStatus.Finished, (await portal.DetailAsync(before)).Status);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(2, 3) + ImportFlow.Rows(5, 1, "no") + ImportFlow.Rows(6, 4), "Summer");
        Assert.Equal("1 OptedIn, 2 OptedIn, 3 OptedIn, 4 OptedOut, 5 OptedOut, 6 OptedIn, 7 OptedIn, 8 OptedIn, 9 OptedIn", await StatesByNumberAsync(portal));
        Assert.Equal(ListImportStatus.Finished, (await portal.DetailAsync(later)).Status);
    }

    [Theory, Engines]
    public async Task An_undo_that_dies_goes_on_and_doubles_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1100) + ImportFlow.Rows(1, 20, "no"));
        await portal.Get<UndoImport>().RunAsync(portal.Marketer, id, CancellationToken.None);
        for (var kill = 1; kill <= 3; kill++)
        {
            var job = new UndoImportJob(portal.Database, portal.Get<TenantKeys>(), portal.Get<ConsentLedger>(), portal.Get<IPortalSignals>(), portal.Get<AuditTrail>(), new DyingClock(portal.Clock, kill));
            await Assert.ThrowsAsync<InvalidOperationException>(() => job.RunAsync(portal.TenantId, id.Value, CancellationToken.None));
        }

        // The sweeper finds it when the job store was lost.
        await portal.Jobs.CancelAsync<UndoImportJob>(portal.TenantId, id.Value, CancellationToken.None);
        await SweepAsync(portal);
        await portal.RunJobsAsync();
        Assert.Equal((ListImportStatus.Undone, 1100), ((await portal.DetailAsync(id)).Status, (await portal.DetailAsync(id)).Withdrawn));
        Assert.Equal((1120 + 1100, 20, 0), (await portal.CountAsync<ConsentLedgerEntry>(), await portal.CountAsync<Contact>(), await portal.CountAsync<OptInListMember>()));
        Assert.Equal(20, (await portal.StatesAsync()).Values.Sum());
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task Lists_with_the_same_columns_are_read_as_before(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var plan = new ImportPlan(
            [new("A", ImportField.Phone), new("b", ImportField.Attribute, "shop")], "DE", "Europe/Berlin", DateOrder.DayFirst, Fair with { EveryoneAgreed = true }, [ConsentPurpose.Utility]);
        Assert.True((await portal.Get<ImportProfiles>().SaveAsync(portal.Marketer, "Till", plan, CancellationToken.None)).Succeeded);
        var id = await portal.UploadAsync("a,B\n0171 3920001,Köln\n");
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, CancellationToken.None);
        Assert.Equal(("Till", "DE", ImportField.Phone, "shop"), (preview!.Profile, preview.Plan.Region, preview.Plan.Columns[0].Field, preview.Plan.Columns[1].Attribute));
        // What was about the other list alone is asked for again.
        Assert.Equal(new FileWideProof("Trade fair", null, "I agree.", null, false), preview.Plan.Proof);
        Assert.Null((await portal.Get<PreviewImport>().RunAsync(portal.Marketer, await portal.UploadAsync("a,c\n1,2\n"), null, null, CancellationToken.None)).Preview!.Profile);

        var profile = Assert.Single(await portal.Get<ImportProfiles>().ListAsync(portal.Marketer, CancellationToken.None));
        Assert.True((await portal.Get<ImportProfiles>().RenameAsync(portal.Marketer, profile.Id, "Shop", CancellationToken.None)).Succeeded);
        await portal.Get<ImportProfiles>().SaveAsync(portal.Marketer, "Other", plan, CancellationToken.None);
        Assert.Equal("profile.name_taken", (await portal.Get<ImportProfiles>().RenameAsync(portal.Marketer, profile.Id, "Other", CancellationToken.None)).Problems[0].Code);
        Assert.True((await portal.Get<ImportProfiles>().DeleteAsync(portal.Marketer, profile.Id, CancellationToken.None)).Succeeded);
        Assert.Equal(["Other"], (await portal.Get<ImportProfiles>().ListAsync(portal.Marketer, CancellationToken.None)).Select(p => p.Name));
    }

    [Theory, Engines]
    public async Task A_workbook_is_imported_from_the_sheet_that_was_chosen(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        string[] header = ["phone", "opt_in", "opt_in_at", "source"];
        var file = WorkbookFile.With(WorkbookFile.Row(1, header) + WorkbookFile.Row(2, "+447700900201", "yes", "2026-05-01", "form"));
        file["xl/workbook.xml"] = WorkbookFile.Book("", ("One", "visible", "1"), ("Two", "visible", "4"));
        file["xl/_rels/workbook.xml.rels"] = WorkbookFile.Relationships(("1", "worksheet", "worksheets/sheet1.xml"), ("4", "worksheet", "worksheets/sheet2.xml"));
        file["xl/worksheets/sheet2.xml"] = WorkbookFile.Sheet(WorkbookFile.Row(1, header) + WorkbookFile.Row(3, "+447700900202", "yes", "2026-05-01", "form") + WorkbookFile.Row(5, "+447700900203", "yes", "2026-05-01", "form"));
        using var upload = new MemoryStream(file.ToBytes());
        var id = (await portal.Get<UploadList>().RunAsync(portal.Marketer, "people.xlsx", upload, CancellationToken.None)).ImportId!.Value;
        var (preview, _) = await portal.Get<PreviewImport>().GuessAsync(portal.Marketer, id, new ImportOpening(Sheet: "Two"), CancellationToken.None);
        Assert.Equal(["One", "Two"], preview!.Sheets);
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, preview.Plan, new ImportOpening(Sheet: "Two"), "Spring", CancellationToken.None)).Problems);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, CancellationToken.None)).Succeeded);
        await portal.RunJobsAsync();
        Assert.Equal((ListImportStatus.Finished, 2), ((await portal.DetailAsync(id)).Status, (await portal.DetailAsync(id)).Accepted));
    }

    [Fact]
    public async Task Without_the_right_none_of_it_is_done_and_another_enterprises_import_is_unknown()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 2) + ImportFlow.Rows(3, 1, when: ""));
        var nobody = portal.Marketer with { Rights = new HashSet<Right>() };
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<UndoImport>().RunAsync(nobody, id, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<Quarantine>().ListAsync(nobody, id, 1, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<Quarantine>().CompleteAsync(nobody, id, Fair, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<Quarantine>().DropAsync(nobody, id, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ExportCheck>().RunAsync(nobody, id, Stream.Null, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ImportProfiles>().ListAsync(nobody, default));
        var stranger = portal.As(PortalRole.Marketer, (await portal.AddTenantAsync("other", "Other")).Id);
        Assert.False((await portal.Get<UndoImport>().RunAsync(stranger, id, default)).Succeeded);
        Assert.False((await portal.Get<Quarantine>().CompleteAsync(stranger, id, Fair, default)).Succeeded);
        Assert.False((await portal.Get<Quarantine>().DropAsync(stranger, id, default)).Succeeded);
        Assert.Empty(await portal.Get<Quarantine>().ListAsync(stranger, id, 10, default));
    }

    private static async Task SweepAsync(TestPortal portal)
    {
        foreach (var work in portal.Services.GetServices<IUnfinishedWork>())
            await work.ResumeAsync(CancellationToken.None);
        await portal.RunJobsAsync();
    }

    private static async Task<string> StatesByNumberAsync(TestPortal portal)
    {
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, CancellationToken.None);
        var numbers = Enumerable.Range(1, 9).ToDictionary(i => Convert.ToHexString(keys.PhoneId(FormattableString.Invariant($"+4477{i:00000000}"))));
        var states = await portal.Database.ReadAsync(
            portal.TenantId, (db, t) => db.Set<ConsentState>().Where(s => s.Purpose == ConsentPurpose.Marketing).ToListAsync(t), CancellationToken.None);
        return string.Join(", ", states.Select(s => (Number: numbers[Convert.ToHexString(s.PhoneId)], s.State)).OrderBy(s => s.Number).Select(s => $"{s.Number} {s.State}"));
    }

    /// <summary>Breaks off at the given question for the time.</summary>
    private sealed class DyingClock(TimeProvider inner, int at) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow() => ++_asked == at ? throw new InvalidOperationException("killed") : inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
