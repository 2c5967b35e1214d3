using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ImportJobTests
{
    [Theory, Engines]
    public async Task A_list_becomes_contacts_consents_and_a_chain_that_holds(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("04_in_and_out.csv")));
        var detail = await portal.DetailAsync(id);
        Assert.Equal((ListImportStatus.Finished, 25, 20, 0, 5, 0), (detail.Status, detail.Position, detail.Accepted, detail.Rejected, detail.Duplicates, detail.KeptOut));
        var states = await portal.StatesAsync();
        Assert.Equal(15, states[ConsentChoice.OptedIn]);
        Assert.Equal(5, states[ConsentChoice.OptedOut]);
        var audience = await portal.AudienceAsync();
        Assert.Equal(20, audience.Count);
        Assert.Equal(15, audience.Count(m => m.Consent == ConsentChoice.OptedIn && m.EntrySeq > 0));
        var verification = await portal.VerifyAsync();
        Assert.Equal((25, 0), (verification.Entries, verification.Breaks.Count));
    }

    [Theory, Engines]
    public async Task Members_show_masked_and_their_notes_are_kept(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("03_quoted_newlines.csv")));
        var list = Assert.Single(await portal.Get<OptInListsQuery>().ListAsync(portal.Marketer, CancellationToken.None));
        Assert.Equal((15, 15), (list.Members, list.OptedIn));
        var members = await portal.Get<OptInListDetailQuery>().MembersAsync(portal.Marketer, list.Id, null, 10, CancellationToken.None);
        Assert.Equal(10, members.Count);
        Assert.All(members, m => Assert.StartsWith("+44 ••••", m.Phone, StringComparison.Ordinal));
        Assert.Equal(5, (await portal.Get<OptInListDetailQuery>().MembersAsync(portal.Marketer, list.Id, members[^1].Id, 10, CancellationToken.None)).Count);
        Assert.Contains(await portal.AudienceAsync(), m => m.Attributes.Contains("Wants mail too.", StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task An_import_that_dies_between_batches_goes_on_and_doubles_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1, 4300) + ImportFlow.Rows(1, 200, "no"));
        for (var kill = 1; kill <= 3; kill++)
        {
            using var stop = new CancellationTokenSource();
            var want = kill * 1000;
            var job = new ImportJob(
                portal.Database, portal.Get<Core.Tenancy.TenantKeys>(), portal.Get<ConsentLedger>(), portal.Get<ImportFiles>(),
                portal.Get<Core.Tenancy.IPortalSignals>(), portal.Get<Core.Audit.AuditTrail>(), new KillingClock(portal.Clock, stop));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.RunAsync(portal.TenantId, id.Value, stop.Token));
            Assert.Equal(want, (await portal.DetailAsync(id)).Position);
        }

        await portal.RunJobsAsync();
        var detail = await portal.DetailAsync(id);
        Assert.Equal((ListImportStatus.Finished, 4500, 4300, 200), (detail.Status, detail.Position, detail.Accepted, detail.Duplicates));
        Assert.Equal(4300, await portal.CountAsync<Contact>());
        Assert.Equal(4500, await portal.CountAsync<ConsentLedgerEntry>());
        Assert.Equal(200, (await portal.StatesAsync())[ConsentChoice.OptedOut]);
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task Two_runs_of_the_same_import_and_two_imports_at_once_write_each_row_once(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var first = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1, 1500));
        var second = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1001, 1500), "Summer");
        await Task.WhenAll(new[] { first, first, second, second }.Select(id => Task.Run(() => RunUntilDoneAsync(portal, id))));
        Assert.Equal(2500, await portal.CountAsync<Contact>());
        Assert.Equal(3000, await portal.CountAsync<ConsentLedgerEntry>());
        Assert.Equal(1500, (await portal.AudienceAsync()).Count);
        Assert.Equal(1500, (await portal.AudienceAsync("Summer")).Count);
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task An_import_never_undoes_a_later_opt_out_and_an_older_one_gives_way(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await OptOutAsync(portal, "+447700000001", new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await OptOutAsync(portal, "+447700000002", new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        var detail = await portal.DetailAsync(await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 3)));
        Assert.Equal((3, 1), (detail.Accepted, detail.KeptOut));
        var byPhone = (await portal.AudienceAsync()).OrderBy(m => m.Name).Select(m => m.Consent);
        Assert.Equal([ConsentChoice.OptedOut, ConsentChoice.OptedIn, ConsentChoice.OptedIn], byPhone);
        await OptOutAsync(portal, "+447700000003", portal.Clock.GetUtcNow());
        var before = await portal.StatesAsync();
        await portal.Get<RebuildConsentStates>().RunAsync(portal.TenantId, CancellationToken.None);
        Assert.Equal(before, await portal.StatesAsync());
        Assert.Equal(2, before[ConsentChoice.OptedOut]);
    }

    [Theory, Engines]
    public async Task The_same_bytes_are_named_and_change_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var text = ImportFlow.Header + ImportFlow.Rows(1, 5);
        var first = await portal.ImportAsync(text);
        var again = await portal.Get<UploadList>().RunAsync(portal.Marketer, "other.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        Assert.Equal(first, again.SameBytesAs);
        await portal.PlanAsync(again.ImportId!.Value, "Spring");
        var start = await portal.Get<StartImport>().RunAsync(portal.Marketer, again.ImportId.Value, CancellationToken.None);
        Assert.Equal("import.same_bytes", Assert.Single(start.Problems).Code);
        Assert.Equal(5, await portal.CountAsync<ConsentLedgerEntry>());
    }

    [Theory, Engines]
    public async Task Rejects_are_downloaded_with_line_column_and_reason_and_kept_encrypted(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(await File.ReadAllTextAsync(ImportFixtures.Path("05_some_invalid.csv")));
        using var stream = new MemoryStream();
        Assert.True(await portal.Get<ExportRejects>().RunAsync(portal.Marketer, id, false, stream, CancellationToken.None));
        var lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).TrimEnd().Split("\r\n");
        Assert.Equal(9, lines.Length);
        Assert.StartsWith("5,phone,phone.not_valid,", lines[1], StringComparison.Ordinal);
        Assert.Contains("'+44 7700 90020,Dan", lines[1], StringComparison.Ordinal);
        var cells = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<ImportReject>().Select(r => r.Cells).ToListAsync(t), CancellationToken.None);
        Assert.All(cells, c => Assert.DoesNotContain("Dan", System.Text.Encoding.UTF8.GetString(c), StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task A_running_import_can_be_cancelled_and_is_found_after_the_job_store_was_lost(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        await portal.Jobs.CancelAsync<ImportJob>(portal.TenantId, id.Value, CancellationToken.None);
        foreach (var work in portal.Services.GetServices<IUnfinishedWork>())
            await work.ResumeAsync(CancellationToken.None);
        Assert.Contains(portal.Jobs.Waiting, w => w.Subject == id.Value);
        Assert.True((await portal.Get<CancelImport>().RunAsync(portal.Marketer, id, CancellationToken.None)).Succeeded);
        await portal.RunJobsAsync();
        Assert.Equal((ListImportStatus.Cancelled, 0), ((await portal.DetailAsync(id)).Status, await portal.CountAsync<Contact>()));
    }

    [Theory, Engines]
    public async Task A_list_that_nobody_starts_within_a_week_is_deleted(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var old = await portal.UploadAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        portal.Clock.Advance(TimeSpan.FromDays(6));
        var young = await portal.UploadAsync(ImportFlow.Header + ImportFlow.Rows(1, 6));
        portal.Clock.Advance(TimeSpan.FromDays(2));
        foreach (var work in portal.Services.GetServices<IUnfinishedWork>())
            await work.ResumeAsync(CancellationToken.None);
        await portal.RunJobsAsync();
        Assert.Equal((ListImportStatus.Cancelled, ListImportStatus.Uploaded), ((await portal.DetailAsync(old)).Status, (await portal.DetailAsync(young)).Status));
        Assert.Single(Directory.GetFiles(portal.Get<DataDirectory>().TenantSubdirectory(portal.TenantId, "imports")));
    }

    [Theory, Engines]
    public async Task Another_tenant_sees_none_of_it_and_knows_the_number_by_another_id(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var id = await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        var other = await portal.AddTenantAsync("other", "Other");
        var stranger = portal.As(PortalRole.Marketer, other.Id);
        Assert.Null(await portal.Get<ImportDetailQuery>().FindAsync(stranger, id, CancellationToken.None));
        Assert.Empty(await portal.Get<OptInListsQuery>().ListAsync(stranger, CancellationToken.None));
        Assert.False(await portal.Get<ExportRejects>().RunAsync(stranger, id, false, Stream.Null, CancellationToken.None));
        Assert.False((await portal.Get<CancelImport>().RunAsync(stranger, id, CancellationToken.None)).Succeeded);
        var keys = portal.Get<Core.Tenancy.TenantKeys>();
        Assert.NotEqual((await keys.GetAsync(portal.TenantId, default)).PhoneId("+447700000001"), (await keys.GetAsync(other.Id, default)).PhoneId("+447700000001"));
    }

    [Fact]
    public async Task Without_the_right_nothing_is_imported_or_read()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var nobody = portal.Marketer with { Rights = new HashSet<Right>() };
        var id = ListImportId.New();
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<UploadList>().RunAsync(nobody, "x", Stream.Null, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<PreviewImport>().RunAsync(nobody, id, null, null, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<StartImport>().RunAsync(nobody, id, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<CancelImport>().RunAsync(nobody, id, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ExportRejects>().RunAsync(nobody, id, false, Stream.Null, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<OptInListsQuery>().ListAsync(nobody, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<LedgerQuery>().ListAsync(nobody, null, null, 10, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<LedgerQuery>().HistoryAsync(nobody, "+447700000001", default));
    }

    internal static Task<bool> OptOutAsync(TestPortal portal, string e164, DateTimeOffset at, string? key = null) => portal.Database.WriteAsync(
        portal.TenantId, (db, t) => portal.Get<OptOuts>().RecordAsync(db, e164, "inbound", "STOP", at, key ?? "wamid:" + Guid.NewGuid(), null, t), CancellationToken.None);

    private static async Task RunUntilDoneAsync(TestPortal portal, ListImportId id)
    {
        while ((await portal.DetailAsync(id)).Status == ListImportStatus.Running)
            await portal.Get<ImportJob>().RunAsync(portal.TenantId, id.Value, CancellationToken.None);
    }

    /// <summary>Cancels after the first batch of a run: the job asks for the time elapsed after each.</summary>
    private sealed class KillingClock(TimeProvider inner, CancellationTokenSource stop) : TimeProvider
    {
        private int _timestamps;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp()
        {
            if (++_timestamps == 2)
                stop.Cancel();
            return inner.GetTimestamp();
        }
    }
}
