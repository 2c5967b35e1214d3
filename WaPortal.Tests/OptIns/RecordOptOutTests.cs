using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class RecordOptOutTests
{
    [Theory, Engines]
    public async Task An_opt_out_entered_by_hand_stops_what_has_not_left(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        await scene.OrderAsync(3);
        var officer = scene.Portal.As(PortalRole.ComplianceOfficer);
        var record = scene.Portal.Get<RecordOptOut>();

        // As it is said on the telephone: without the country.
        Assert.IsType<OptOutResult.Recorded>(await record.RunAsync(officer, "07700 900 001", null, " Called on 3 May ", CancellationToken.None));
        await scene.DispatchAsync(3);

        Assert.Equal([DeliveryScene.Phone(0), DeliveryScene.Phone(2)], scene.Platform.Sent.Select(m => m.To).Order());
        var line = (await scene.Portal.Get<LedgerQuery>().FindAsync(officer, 4, CancellationToken.None))!;
        Assert.Equal(("opt-out", "Called on 3 May", officer.Name), (line.Kind, line.Evidence!.Source, line.Actor));
        Assert.Empty((await scene.Portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task A_known_person_opts_out_of_one_kind_and_an_unknown_one_before_they_are_ever_imported(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var (record, ledger) = (portal.Get<RecordOptOut>(), portal.Get<LedgerQuery>());
        var person = (await ledger.FindAsync(officer, 1, CancellationToken.None))!.Person;
        await record.RunAsync(officer, person, ConsentPurpose.Marketing, "at the till", CancellationToken.None);
        Assert.Equal(
            [(ConsentPurpose.Marketing, ConsentChoice.OptedOut)],
            (await ledger.StatesOfPersonAsync(officer, person, CancellationToken.None)).Where(s => s.Purpose == ConsentPurpose.Marketing).Select(s => (s.Purpose, s.Choice)));
        Assert.NotNull((await ledger.FindAsync(officer, 2, CancellationToken.None))!.Phone);

        var stranger = Assert.IsType<OptOutResult.Recorded>(await record.RunAsync(officer, "+447700900777", null, "letter", CancellationToken.None));
        await portal.ImportAsync(ImportFlow.Header + "+447700900777,Late,yes,2020-01-01T10:00:00Z,form\n");
        Assert.All(await ledger.StatesOfPersonAsync(officer, stranger.Person, CancellationToken.None), s => Assert.Equal(ConsentChoice.OptedOut, s.Choice));
    }

    [Theory, Engines]
    public async Task What_is_no_number_no_person_or_no_right_records_nothing(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var record = portal.Get<RecordOptOut>();
        var officer = portal.As(PortalRole.ComplianceOfficer);
        Assert.IsType<OptOutResult.NoNumber>(await record.RunAsync(officer, "call me", null, "called", CancellationToken.None));
        Assert.IsType<OptOutResult.NotFound>(await record.RunAsync(officer, Guid.NewGuid(), null, "called", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => record.RunAsync(officer, "+447700900001", null, " ", CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => record.RunAsync(portal.As(PortalRole.Approver), "+447700900001", null, "called", CancellationToken.None));
        Assert.Equal(0, (await portal.VerifyAsync()).Entries);
    }
}
