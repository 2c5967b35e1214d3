using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WaPortal.Compliance.Requests;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Compliance;

public sealed class PersonRequestTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_request_is_due_at_the_end_of_the_same_day_a_month_later_and_may_be_extended_once(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var handle = portal.Get<HandleRequests>();
        var received = new DateTimeOffset(2026, 8, 31, 10, 0, 0, TimeSpan.Zero);
        var id = Assert.IsType<RequestResult.Done>(await handle.OpenAsync(officer, new NewRequest(RequestKind.Access, "07700 900001", "Ada", RequestWay.Letter, received, null), None)).Id;
        // September is shorter, and London's clocks are an hour ahead then.
        Assert.Equal(new DateTimeOffset(2026, 9, 30, 22, 59, 59, 999, TimeSpan.Zero), (await FindAsync(portal, officer, id)).Request.DueAt);
        Assert.IsType<RequestResult.Refused>(await handle.ExtendAsync(officer, id, "Many files", None));

        var fresh = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Access);
        Assert.IsType<RequestResult.Done>(await handle.ExtendAsync(officer, fresh, "Many files", None));
        Assert.IsType<RequestResult.Refused>(await handle.ExtendAsync(officer, fresh, "Still many", None));
        var view = await FindAsync(portal, officer, fresh);
        Assert.Equal((2, new DateTimeOffset(2027, 2, 20, 23, 59, 59, 999, TimeSpan.Zero), "Many files"), (view.Request.Number, view.Request.DueAt, view.Request.ExtensionReason));
        Assert.Equal(["Deadline extended by two months", "Identity checked", "Written down"], view.History.Select(h => h.What));
        Assert.Equal(4, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(e => e.Event.StartsWith("request."), t), None));
    }

    [Theory, Engines]
    public async Task An_answer_tells_all_that_is_stored_and_ends_the_request_when_it_was_handed_over(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 2) + "+447700000001,Other Name,,2026-05-01T10:00:00Z,form\n");
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var handle = portal.Get<HandleRequests>();
        var id = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Access, identity: false);
        Assert.Null(await portal.Get<TakeAnswer>().RunAsync(officer, id, None));
        await handle.CheckIdentityAsync(officer, id, "Called back", None);
        Assert.IsType<RequestResult.Refused>(await handle.HandOverAsync(officer, id, "By letter", None));
        var pack = (await portal.Get<TakeAnswer>().RunAsync(officer, id, None))!;
        Assert.Equal(("+447700000001", 1), (pack.Phone, pack.Evidence!.Evidence.Entries.Count));
        Assert.Equal("Person 1", (string?)pack.Stored["contacts"]!["people"]![0]!["name"]);
        Assert.Equal("Spring", (string?)pack.Stored["contacts"]!["lists"]![0]!["list"]);
        Assert.Equal("Other Name", (string?)Assert.Single(pack.Stored["imports"]!.AsArray())!["row"]!.AsArray()[1]);
        Assert.Equal("Ada Lost", (string?)pack.Stored["requests"]![0]!["asked_by"]);
        Assert.DoesNotContain("Person 2", pack.Stored.ToJsonString(), StringComparison.Ordinal);
        Assert.IsType<RequestResult.Done>(await handle.HandOverAsync(officer, id, "By letter", None));
        Assert.Equal(RequestState.Done, (await FindAsync(portal, officer, id)).Request.State);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<TakeAnswer>().RunAsync(portal.Marketer, id, None));
    }

    [Theory, Engines]
    public async Task Another_open_request_of_an_erased_person_ends_and_forgets_them_too(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var access = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Access);
        var erasure = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Erasure);
        await portal.Get<HandleRequests>().EraseAsync(officer, erasure, false, "Asked to", None);
        await portal.RunJobsAsync();
        Assert.Equal((RequestState.Withdrawn, null), ((await FindAsync(portal, officer, access)).Request.State, (await FindAsync(portal, officer, access)).Details));
        Assert.Equal(RequestState.Done, (await FindAsync(portal, officer, erasure)).Request.State);
    }

    [Fact]
    public async Task The_page_of_a_request_masks_the_number()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        var id = await ErasureTests.ReadyRequestAsync(portal, officer, RequestKind.Erasure);
        await using var context = portal.Renderer(officer, RequestWords.Address(id));
        var page = context.Render<RequestPage>(p => p.Add(x => x.Id, id.Value));
        page.WaitForAssertion(() => Assert.Contains("Ada Lost", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("7700000001", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("7700 000001", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_column_that_may_hold_somebody_is_on_the_list_of_what_an_erasure_does()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var found = await portal.Database.ReadAsync(portal.TenantId, (db, _) => Task.FromResult(db.Model.GetEntityTypes()
            .Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.GetTableName() is not null).SelectMany(Suspicious).ToHashSet()), None);
        Assert.True(found.Count > 20);
        var listed = PersonalColumns.Erased.Keys.Concat(PersonalColumns.Kept.Keys).ToHashSet();
        Assert.Empty(found.Except(listed));
    }

    // Encrypted and hashed bytes but for those of a secret, and whatever points at a person.
    private static IEnumerable<string> Suspicious(IEntityType entity)
    {
        string[] secrets = ["tenant_keys", "whats_app_accounts", "users", "sessions", "recovery_codes", "passkeys", "one_time_links", "audit_events", "audit_chain_heads", "sign_in_failures", "template_translations", "sample_media", "translation_reviews", "translation_versions"];
        var table = entity.GetTableName()!;
        return secrets.Contains(table) ? [] : entity.GetProperties()
            .Where(p => p.ClrType == typeof(byte[]) || p.GetColumnName() is "contact_id" or "phone" or "wamid" or "source_key" or "name" && table == "contacts")
            .Select(p => $"{table}.{p.GetColumnName()}");
    }

    private static async Task<RequestView> FindAsync(TestPortal portal, Actor officer, PersonRequestId id) => (await portal.Get<RequestsQuery>().FindAsync(officer, id, None))!;
}
