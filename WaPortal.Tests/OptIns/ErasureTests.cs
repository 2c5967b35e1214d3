using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ErasureTests
{
    private const string Number = "+447700000001";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Nothing_is_left_of_an_erased_person_and_the_chain_holds(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 3));
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var request = await ReadyRequestAsync(portal, officer, RequestKind.Erasure);
        Assert.IsType<RequestResult.Done>(await portal.Get<HandleRequests>().EraseAsync(officer, request, false, "Asked to", None));
        await portal.RunJobsAsync();

        Assert.Equal((2, 2, 2), (await portal.CountAsync<Contact>(), await portal.CountAsync<ConsentSubject>(), await portal.CountAsync<ConsentState>()));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
        var view = (await portal.Get<RequestsQuery>().FindAsync(officer, request, None))!;
        Assert.Equal((RequestState.Done, null, null), (view.Request.State, view.Phone, view.Details));
        var proof = (await portal.Get<ErasureQuery>().FindAsync(officer, view.Request.ErasureId!.Value, None))!;
        Assert.Equal((4L, 4L, false), (proof.Erasure.EntrySeq, proof.Erasure.CheckpointSize, proof.Erasure.IsSuppressed));
        Assert.NotNull(proof.Erasure.CleanedAt);
        Assert.Null(proof.Erasure.Phone);
        Assert.Equal((1, 1), (proof.Erasure.Counts["contacts"], proof.Erasure.Counts["ledger"]));
        Assert.Equal(0, await portal.CountAsync<SuppressedPerson>());
        var lines = await portal.Get<LedgerQuery>().ListAsync(officer, null, null, 10, None);
        Assert.Equal(["erasure", "opt-in:marketing"], lines.Where(l => l.Evidence is null).Select(l => l.Kind));

        // Nobody objected to messages: a later list may bring them as somebody new.
        Assert.Equal(1, (await portal.DetailAsync(await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1, when: "2026-06-01T10:00:00Z"), "Later"))).Accepted);
        Assert.Equal(3, await portal.CountAsync<ConsentSubject>());
    }

    [Theory, Engines]
    public async Task Whoever_had_opted_out_is_kept_out_of_later_lists_and_leaves_no_row_there(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 2));
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called", None);
        await EraseAsync(portal, complete: false);
        Assert.True((await ErasureAsync(portal)).IsSuppressed);
        Assert.IsType<OptOutResult.Erased>(await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called again", None));
        Assert.IsType<ContactResult.Refused>(await portal.Get<EditContact>().AddAsync(portal.Marketer, Number, new ContactEdit("Ada", null, null, new Dictionary<string, string>(StringComparer.Ordinal), 0), None));
        var entries = await portal.CountAsync<ConsentLedgerEntry>();

        var id = await portal.UploadAsync(ImportFlow.Header + ImportFlow.Rows(1, 3, when: "2026-11-01T10:00:00Z"));
        await portal.PlanAsync(id, "Later");
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, None);
        Assert.Equal(Suppression.Code, Assert.Single(preview!.Report.Problems).Code);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, None)).Succeeded);
        await portal.RunJobsAsync();
        var import = await portal.DetailAsync(id);
        Assert.Equal((3, 2, 1, 0), (import.Position, import.Accepted, import.Rejected, import.Quarantined));
        Assert.Equal(entries + 2, await portal.CountAsync<ConsentLedgerEntry>());
        Assert.Equal(2, await portal.CountAsync<ConsentSubject>());
        using var output = new MemoryStream();
        await portal.Get<ExportRejects>().RunAsync(portal.Marketer, id, false, output, None);
        var rejects = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains(Suppression.Code, rejects, StringComparison.Ordinal);
        Assert.DoesNotContain("7700000001", rejects, StringComparison.Ordinal);
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task A_complete_removal_keeps_not_even_the_wish(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called", None);
        await EraseAsync(portal, complete: true);
        Assert.Equal(0, await portal.CountAsync<SuppressedPerson>());
        Assert.Equal(1, (await portal.DetailAsync(await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1, when: "2026-11-01T10:00:00Z"), "Later"))).Accepted);
    }

    [Theory, Engines]
    public async Task An_opt_out_that_comes_while_somebody_is_erased_lasts(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        await portal.Get<HandleRequests>().EraseAsync(officer, await ReadyRequestAsync(portal, officer, RequestKind.Erasure), true, "Asked to", None);
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called", None);
        await portal.RunJobsAsync();
        Assert.True((await ErasureAsync(portal)).IsSuppressed);
        Assert.Equal(0, await portal.CountAsync<ConsentSubject>());
    }

    [Theory, Engines]
    public async Task A_yes_that_somebody_gives_themselves_later_ends_the_suppression(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        await portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called", None);
        await EraseAsync(portal, complete: false);
        portal.Clock.Advance(TimeSpan.FromDays(1));
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, None);
        var yes = new ConsentEvent(keys.PhoneId(Number), ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(Number, portal.Clock.GetUtcNow(), "form", "form", null, null, null), "form");
        var appended = await portal.Database.WriteAsync(portal.TenantId, (db, t) => portal.Get<ConsentLedger>().AppendAsync(db, [yes], t), None);
        Assert.Equal((1, 0), (appended.Entries, await portal.CountAsync<SuppressedPerson>()));
    }

    [Theory, Engines]
    public async Task An_import_under_way_brings_nobody_back_and_what_it_rejected_is_searched(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        // Line 2 accepted, line 3 in quarantine, both about the person; and a list that nobody has started.
        var id = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1, 2) + "+447700000001,Ada Lost,yes,,form\n");
        var waiting = await portal.UploadAsync("phone,name\n07700 000001,Ada Lost\n");
        var other = await portal.UploadAsync("phone,name\n07700 000002,Somebody Else\n");
        await portal.Get<HandleRequests>().EraseAsync(officer, await ReadyRequestAsync(portal, officer, RequestKind.Erasure), true, "Asked to", None);
        await portal.RunJobAsync<ErasePersonJob>((await ErasureAsync(portal)).Id);
        Assert.Null((await ErasureAsync(portal)).EndedAt);
        await portal.RunJobAsync<ImportJob>(id.Value);
        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await portal.RunJobsAsync();

        Assert.NotNull((await ErasureAsync(portal)).EndedAt);
        var import = await portal.DetailAsync(id);
        Assert.Equal((3, 1, 2, 0), (import.Position, import.Accepted, import.Rejected, import.Quarantined));
        Assert.Equal((1, 1), (await portal.CountAsync<Contact>(), await portal.CountAsync<ConsentSubject>()));
        Assert.Equal((ListImportStatus.Cancelled, ListImportStatus.Uploaded), ((await portal.DetailAsync(waiting)).Status, (await portal.DetailAsync(other)).Status));
        Assert.Single(Directory.EnumerateFiles(portal.Get<DataDirectory>().TenantSubdirectory(portal.TenantId, "imports")));
        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, None);
        var rejects = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<ImportReject>().ToListAsync(t), None);
        Assert.All(rejects, r => Assert.Empty(RejectCells.Decrypt(keys, r)));
    }

    [Theory, Engines]
    public async Task What_waits_is_never_sent_and_what_left_stays_in_the_counts_without_the_person(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var portal = scene.Portal;
        await scene.OptInAsync(2);
        var sent = await scene.OrderAsync(2);
        await scene.DispatchAsync(3);
        var before = await scene.MessagesAsync(sent);
        var waiting = await scene.OrderAsync(2);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        await portal.Get<HandleRequests>().EraseAsync(officer, await ReadyRequestAsync(portal, officer, RequestKind.Erasure, DeliveryScene.Phone(0)), false, "Asked to", None);
        await scene.DispatchAsync(12);
        await portal.RunJobAsync<ErasePersonJob>((await ErasureAsync(portal)).Id);

        Assert.NotNull((await ErasureAsync(portal)).EndedAt);
        Assert.Equal(3, scene.Platform.Sent.Count);
        Assert.Equal(1, (await scene.MessagesAsync(waiting)).Count(m => m is { State: MessageState.Skipped, Reason: "Erased" }));
        var gone = scene.Keys.PhoneId(DeliveryScene.Phone(0));
        var after = (await scene.MessagesAsync(sent)).Concat(await scene.MessagesAsync(waiting)).ToList();
        Assert.DoesNotContain(after, m => m.PhoneId.AsSpan().SequenceEqual(gone));
        Assert.Equal(2, after.Count(m => m.Payload is null));
        await scene.AssertCountsAsync(sent);
        await scene.AssertCountsAsync(waiting);
        // A late status finds the message no more, so that it ties nobody to it.
        var row = before.First(m => m.PhoneId.AsSpan().SequenceEqual(gone));
        await scene.StatusAsync(scene.Status(row, MessageStatus.Read));
        Assert.Equal(MessageState.Accepted, (await scene.MessagesAsync(sent)).Single(m => m.Id == row.Id).State);
    }

    [Theory, Engines]
    public async Task A_claim_that_has_not_started_does_not_start_any_more(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var portal = scene.Portal;
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        var lease = Guid.NewGuid();
        var claim = await portal.Get<ClaimStore>().ClaimAsync(portal.TenantId, scene.Sender, lease, 100, None);
        Assert.Single(claim.Messages);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        await portal.Get<HandleRequests>().EraseAsync(officer, await ReadyRequestAsync(portal, officer, RequestKind.Erasure, DeliveryScene.Phone(0)), false, "Asked to", None);
        Assert.Empty(await portal.Get<StartStore>().StartAsync(portal.TenantId, lease, [.. claim.Messages.Select(m => m.Id)], None));
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task An_audience_that_was_read_before_does_not_bring_the_person_back(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var portal = scene.Portal;
        await scene.OptInAsync(2);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        await portal.Get<HandleRequests>().EraseAsync(officer, await ReadyRequestAsync(portal, officer, RequestKind.Erasure, DeliveryScene.Phone(0)), false, "Asked to", None);
        var order = await scene.OrderAsync(2);
        Assert.Single(await scene.MessagesAsync(order));
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Erasure_import_and_opt_out_of_one_number_at_once_end_with_the_person_gone(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var request = await ReadyRequestAsync(portal, officer, RequestKind.Erasure);
        var id = await portal.StartAsync(ImportFlow.Header + ImportFlow.Rows(1, 1500, when: "2026-06-01T10:00:00Z"), "Race");
        await Task.WhenAll(
            Task.Run(() => portal.RunJobAsync<ImportJob>(id.Value)),
            Task.Run(() => portal.Get<HandleRequests>().EraseAsync(officer, request, false, "Asked to", None)),
            Task.Run(() => portal.Get<RecordOptOut>().RunAsync(portal.Marketer, Number, null, "Called", None)));
        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await portal.RunJobsAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await portal.RunJobsAsync();

        var keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, None);
        var gone = keys.PhoneId(Number);
        Assert.False(await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Contact>().AnyAsync(c => c.PhoneId == gone, t), None));
        Assert.False(await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<ConsentSubject>().AnyAsync(c => c.PhoneId == gone, t), None));
        Assert.NotNull((await ErasureAsync(portal)).EndedAt);
        Assert.True((await ErasureAsync(portal)).IsSuppressed);
        var import = await portal.DetailAsync(id);
        Assert.Equal((1500, 1500), (import.Position, import.Accepted + import.Rejected));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task Erasing_asks_for_a_fresh_code_a_checked_identity_and_the_right(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var handle = portal.Get<HandleRequests>();
        var request = await ReadyRequestAsync(portal, officer, RequestKind.Erasure, identity: false);
        Assert.IsType<RequestResult.Refused>(await handle.EraseAsync(officer, request, false, "Asked to", None));
        await handle.CheckIdentityAsync(officer, request, "Called back", None);
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => handle.EraseAsync(portal.As(PortalRole.ComplianceOfficer), request, false, "Asked to", None));
        foreach (var role in Enum.GetValues<PortalRole>().Where(r => r != PortalRole.ComplianceOfficer))
            await Assert.ThrowsAsync<AccessDeniedException>(async () => await handle.EraseAsync(await portal.SignedInAsync(role), request, false, "Asked to", None));
        Assert.IsType<RequestResult.Done>(await handle.EraseAsync(officer, request, false, "Asked to", None));
        Assert.IsType<RequestResult.Refused>(await handle.EraseAsync(officer, request, false, "Asked to", None));
        // The ledger knew nobody, and says all the same that somebody was erased.
        await portal.RunJobsAsync();
        Assert.Equal((1, 0), (await portal.CountAsync<ConsentLedgerEntry>(), await portal.CountAsync<ConsentSubject>()));
        Assert.DoesNotContain("7700000001", string.Join(' ', (await AuditAsync(portal)).Select(e => e.Reason + e.Target)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_erasure_neither_number_nor_name_stands_in_any_file()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        const string name = "Wilhelmina Quarrington";
        var rows = new StringBuilder(ImportFlow.Header);
        rows.Append(ImportFlow.Rows(100, 150));
        rows.Append("+447700000001," + name + ",yes,2026-05-01T10:00:00Z,form\n");
        rows.Append(ImportFlow.Rows(300, 150));
        await portal.ImportAsync(rows.ToString());
        await portal.UploadAsync("phone,name\n07700 000001," + name + "\n");
        Assert.True(portal.HoldsInFiles(name), "The scan does not find what is there.");
        await EraseAsync(portal, complete: false);
        Assert.NotNull((await ErasureAsync(portal)).CleanedAt);
        foreach (var trace in (string[])[name, "447700000001", "07700 000001"])
            Assert.False(portal.HoldsInFiles(trace), $"“{trace}” is still there");
    }

    private static async Task EraseAsync(TestPortal portal, bool complete)
    {
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var request = await ReadyRequestAsync(portal, officer, RequestKind.Erasure);
        Assert.IsType<RequestResult.Done>(await portal.Get<HandleRequests>().EraseAsync(officer, request, complete, "Asked to", None));
        await portal.RunJobsAsync();
        Assert.NotNull((await ErasureAsync(portal)).EndedAt);
    }

    internal static async Task<PersonRequestId> ReadyRequestAsync(TestPortal portal, Actor officer, RequestKind kind, string number = Number, bool identity = true)
    {
        var handle = portal.Get<HandleRequests>();
        var id = Assert.IsType<RequestResult.Done>(await handle.OpenAsync(officer, new NewRequest(kind, number, "Ada Lost", RequestWay.Email, portal.Clock.GetUtcNow(), "Please"), None)).Id;
        if (identity)
            Assert.IsType<RequestResult.Done>(await handle.CheckIdentityAsync(officer, id, "Called back", None));
        return id;
    }

    private static Task<PersonErasure> ErasureAsync(TestPortal portal) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<PersonErasure>().SingleAsync(t), None);

    private static Task<List<AuditEvent>> AuditAsync(TestPortal portal) => portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().ToListAsync(t), None);
}
