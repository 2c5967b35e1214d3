using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class WordingTests
{
    private const string Words = "Yes, I would like offers from Casa Alba by WhatsApp. I can stop at any time.";
    private const string Header = "phone,opt_in,opt_in_at,source,wording\n";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task What_was_put_to_use_keeps_its_words_and_is_never_deleted(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var id = await PublishAsync(portal, "WEB-1", ConsentPurpose.Marketing);
        var before = (await portal.Get<WordingsQuery>().FindAsync(officer, id, None))!.Value.Wording;
        Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().SaveAsync(officer, id, Draft("WEB-9", "Other words.") with { Places = "At the till" }, None));
        var after = (await portal.Get<WordingsQuery>().FindAsync(officer, id, None))!.Value.Wording;
        Assert.Equal((before.Text, before.Hash, "WEB-1", "At the till"), (after.Text, after.Hash, after.Code, after.Places));
        Assert.IsType<WordingResult.Refused>(await portal.Get<ManageWordings>().DeleteAsync(officer, id, None));

        Assert.IsType<WordingResult.Refused>(await portal.Get<ManageWordings>().NewVersionAsync(officer, id, "web-1", None));
        var next = Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().NewVersionAsync(officer, id, "WEB-2", None));
        var second = (await portal.Get<WordingsQuery>().FindAsync(officer, next.Id, None))!.Value;
        Assert.Equal((2, WordingState.Draft, 2), (second.Wording.Version, second.Wording.State, second.Series.Count));
        Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().RetireAsync(officer, id, None));
        Assert.IsType<WordingResult.Refused>(await portal.Get<ManageWordings>().PublishAsync(officer, id, None));
    }

    [Theory, Engines]
    public async Task A_judgement_names_a_place_that_is_there_and_goes_with_the_words(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var wordings = portal.Get<ManageWordings>();
        var id = Assert.IsType<WordingResult.Done>(await wordings.CreateAsync(officer, Draft("WEB-1", Words), None)).Id;
        Assert.IsType<WordingResult.Refused>(await wordings.JudgeAsync(officer, id, OptInRequirement.SaysWhatsApp, true, "by telegram", None));
        Assert.IsType<WordingResult.Refused>(await wordings.JudgeAsync(officer, id, OptInRequirement.SaysWhatsApp, true, " ", None));
        await wordings.JudgeAsync(officer, id, OptInRequirement.NamesBusiness, true, "Casa Alba", None);
        await wordings.JudgeAsync(officer, id, OptInRequirement.SaysWhatsApp, true, "by whatsapp", None);
        await wordings.JudgeAsync(officer, id, OptInRequirement.ActiveAct, true, "They tick an empty box", None);
        await wordings.JudgeAsync(officer, id, OptInRequirement.SaysWhatComes, false, null, None);
        Assert.Equal([OptInRequirement.SaysWhatComes], (await FindAsync(portal, id)).Unmet);
        await wordings.SaveAsync(officer, id, Draft("WEB-1", Words + " Really."), None);
        Assert.Equal(4, (await FindAsync(portal, id)).Unmet.Count);
    }

    [Theory, Engines]
    public async Task A_row_that_names_a_wording_points_at_its_words_and_opens_no_more_than_they_say(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var marketing = await PublishAsync(portal, "WEB-2024-03", ConsentPurpose.Marketing);
        await PublishAsync(portal, "TILL-1", ConsentPurpose.Authentication, "Send me my codes by WhatsApp.");
        var import = await ImportAsync(
            portal,
            Header
            + "+447700900001,yes,2026-05-01T10:00:00Z,form, web-2024-03 \n"
            + "+447700900002,yes,2026-05-01T10:00:00Z,form,an older sentence\n"
            + "+447700900003,yes,2026-05-01T10:00:00Z,form,TILL-1\n"
            + $"+447700900004,yes,2026-05-01T10:00:00Z,form,\"{Words}\"\n",
            ConsentPurpose.Marketing, ConsentPurpose.Utility);
        Assert.Equal((3, 1), (import.Accepted, import.Rejected));
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var lines = await portal.Get<LedgerQuery>().ListAsync(officer, null, null, 10, None);
        var hash = (await FindAsync(portal, marketing)).Hash;
        Assert.Equal(
            [("opt-in:marketing", "WEB-2024-03", hash), ("opt-in:marketing", null, null), ("opt-in:utility", null, null), ("opt-in:marketing", "WEB-2024-03", hash)],
            lines.OrderBy(l => l.Seq).Select(l => (l.Kind, l.Evidence!.WordingCode, l.Evidence.WordingHash)));
        Assert.Contains(lines, l => l.Evidence!.Wording == "an older sentence");
        Assert.Equal(2, (await FindAsync(portal, marketing)).Entries);
        Assert.Empty((await portal.VerifyAsync()).Breaks);

        var pack = (await portal.Get<TakeEvidence>().RunAsync(officer, lines.Single(l => l.Seq == 1).Person, "Complaint", None))!;
        Assert.Equal(Words, Assert.Single(pack.Wordings).Text);
    }

    [Theory, Engines]
    public async Task The_check_tells_which_rows_name_no_wording(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await PublishAsync(portal, "WEB-1", ConsentPurpose.Marketing);
        var id = await portal.UploadAsync(Header + "+447700900001,yes,2026-05-01T10:00:00Z,form,WEB-1\n+447700900002,yes,2026-05-01T10:00:00Z,form,WEB-7\n");
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, None);
        Assert.Equal([3], Assert.Single(preview!.Report.Remarks, r => r.Code == "wording.unknown").Lines);
    }

    [Theory, Engines]
    public async Task A_wording_put_to_use_while_an_import_runs_changes_nothing_about_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await PublishAsync(portal, "WEB-1", ConsentPurpose.Marketing);
        var id = await portal.UploadAsync(Header + "+447700900001,yes,2026-05-01T10:00:00Z,form,WEB-2\n");
        await PlanAsync(portal, id, ConsentPurpose.Marketing);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, None)).Succeeded);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await PublishAsync(portal, "WEB-2", ConsentPurpose.Marketing, "Other words.");
        await portal.RunJobsAsync();
        var line = Assert.Single(await portal.Get<LedgerQuery>().ListAsync(portal.As(PortalRole.ComplianceOfficer), null, null, 10, None));
        Assert.Equal(("WEB-2", null), (line.Evidence!.Wording, line.Evidence.WordingCode));
    }

    [Theory]
    [InlineData(OptInRequirement.NamesBusiness, "Casa Alba")]
    [InlineData(OptInRequirement.SaysWhatsApp, "WhatsApp")]
    [InlineData(OptInRequirement.ActiveAct, "I would like")]
    [InlineData(OptInRequirement.SaysWhatComes, "offers")]
    [InlineData(OptInRequirement.HowToStop, "stop")]
    public void A_hint_names_the_place(OptInRequirement requirement, string place)
    {
        Assert.Equal(place, RequirementHints.Find(requirement, Words, "Casa Alba"));
        Assert.Null(RequirementHints.Find(requirement, "Hello.", "Casa Alba"));
    }

    internal static async Task<WordingId> PublishAsync(TestPortal portal, string code, ConsentPurpose purpose, string text = Words)
    {
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var id = Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().CreateAsync(officer, Draft(code, text) with { Purposes = [purpose] }, None)).Id;
        Assert.IsType<WordingResult.Done>(await portal.Get<ManageWordings>().PublishAsync(officer, id, None));
        return id;
    }

    private static WordingDraft Draft(string code, string text) => new("Newsletter form", code, [ConsentPurpose.Marketing], "en_GB", text, "Web form");

    private static Task<Wording> FindAsync(TestPortal portal, WordingId id) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Wording>().FirstAsync(w => w.Id == id, t), None);

    private static async Task<ImportDetail> ImportAsync(TestPortal portal, string text, params ConsentPurpose[] purposes)
    {
        var id = await portal.UploadAsync(text);
        await PlanAsync(portal, id, purposes);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, None)).Succeeded);
        await portal.RunJobsAsync();
        return await portal.DetailAsync(id);
    }

    private static async Task PlanAsync(TestPortal portal, ListImportId id, params ConsentPurpose[] purposes)
    {
        var (guess, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, None);
        var plan = guess!.Plan with { Purposes = purposes };
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, plan, null, "Spring", None)).Problems);
        await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, plan, null, None);
    }
}
