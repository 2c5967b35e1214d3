using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class TestSendTests
{
    private const string List =
        """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        +447700900002,Ben,es,yes,2026-05-01T10:00:00Z,form
        +447700900003,Cay,en,no,2026-05-01T10:00:00Z,form
        """;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal) { ["body.name"] = "Tester" };

    [Theory, Engines]
    public async Task A_test_goes_to_the_test_number_alone_and_counts_nowhere_in_the_campaign(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var to = await AddAsync(scene, "07700 900001");
        Assert.IsType<CampaignResult.Done>(await SendAsync(scene, id, to));
        await scene.RunAsync();

        Assert.Equal("+447700900001", Assert.Single(scene.Platform.Sent).To);
        var test = Assert.Single(await scene.Portal.Get<SendTest>().ListAsync(scene.Marketer, id, 5, None));
        Assert.Equal(("Ana", MessageState.Accepted, "en_GB"), (test.Name, test.State, test.Language));
        Assert.Equal(CampaignState.Draft, (await scene.RowAsync(id)).State);
        Assert.Empty(await scene.MessagesAsync(id));

        // Who tested gets the campaign all the same, once.
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Equal(2, scene.Platform.Sent.Count(s => s.To == "+447700900001"));
    }

    [Theory, Engines]
    public async Task Without_consent_no_test_leaves_and_the_reason_is_said(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var to = await AddAsync(scene, "+447700900003");
        var refused = Assert.IsType<CampaignResult.Refused>(await SendAsync(scene, id, to));
        Assert.Contains("opt", Assert.Single(refused.Problems).Message, StringComparison.Ordinal);
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task Only_a_test_number_gets_a_test_and_only_a_contact_becomes_one(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var people = scene.Portal.Get<ManageTestPeople>();
        var admin = scene.Portal.As(PortalRole.TenantAdmin);
        Assert.Contains("lists", await people.AddAsync(admin, "+447700900077", None), StringComparison.Ordinal);
        Assert.NotNull(await people.AddAsync(admin, "nonsense", None));
        var to = await AddAsync(scene, "+447700900001");
        Assert.NotNull(await people.AddAsync(admin, "+447700900001", None));
        await people.RemoveAsync(admin, to, None);
        Assert.IsType<CampaignResult.Refused>(await SendAsync(scene, id, to));
        await Assert.ThrowsAsync<AccessDeniedException>(() => people.AddAsync(scene.Marketer, "+447700900001", None));
    }

    [Theory, Engines]
    public async Task Whoever_approves_may_test_too_and_a_person_who_is_erased_is_no_test_number_any_more(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var to = await AddAsync(scene, "+447700900001");
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<SendTest>().RunAsync(scene.Portal.As(PortalRole.Approver), id, to, "es", Values, None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => scene.Portal.Get<SendTest>().RunAsync(scene.Portal.As(PortalRole.ComplianceOfficer), id, to, "es", Values, None));
        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, (db, t) => Core.Data.SqlExtensions.ExecuteSqlAsync(db, "DELETE FROM contacts WHERE tenant_id = @tenant AND id = @id", t, ("@tenant", db.TenantId), ("@id", to)), None);
        Assert.Empty(await scene.Portal.Get<ManageTestPeople>().ListAsync(scene.Marketer, None));
    }

    private static async Task<ContactId> AddAsync(CampaignScene scene, string number)
    {
        var people = scene.Portal.Get<ManageTestPeople>();
        Assert.Null(await people.AddAsync(scene.Portal.As(PortalRole.TenantAdmin), number, None));
        return (await people.ListAsync(scene.Marketer, None))[^1].Id;
    }

    private static Task<CampaignResult> SendAsync(CampaignScene scene, CampaignId id, ContactId to) => scene.Portal.Get<SendTest>().RunAsync(scene.Marketer, id, to, "en_GB", Values, None);
}
