using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ContactExportTests
{
    private const string List =
        "phone,name,opt_in,opt_in_at,source,orders,tags,time_zone\n"
        + "+447400123401,=cmd|' /C calc'!A0,yes,2026-05-01T10:00:00Z,form,12,VIP,Europe/London\n"
        + "+447400123402,Ben Two,no,2026-05-01T10:00:00Z,form,many,,Mars/Base\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Contacts_leave_with_a_fresh_code_as_text_that_no_spreadsheet_computes_and_on_record(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var officer = await portal.SignedInAsync(PortalRole.ComplianceOfficer);
        using var file = new MemoryStream();
        await portal.Get<ExportContacts>().RunAsync(officer, ContactFilter.All, "Audit", file, None);
        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("'+447400123401,'=cmd|' /C calc'!A0,,GB,Europe/London,VIP,opted in,never agreed,never agreed,12", text, StringComparison.Ordinal);
        Assert.Contains("'+447400123402,Ben Two,,GB,Europe/London,,opted out,opted out,opted out,many", text, StringComparison.Ordinal);
        Assert.Equal(["2 rows: Audit"], await portal.Database.ReadAsync(
            portal.TenantId, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "contact.exported").Select(e => e.Reason).ToListAsync(t), None));
        portal.Clock.Advance(FreshCode.Freshness + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => portal.Get<ExportContacts>().CheckAsync(officer, ContactFilter.All, None));
        var marketer = await portal.SignedInAsync(PortalRole.Marketer);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ExportContacts>().CheckAsync(marketer, ContactFilter.All, None));
    }

    [Theory, Engines]
    public async Task A_list_brings_tags_for_everybody_and_its_check_tells_what_does_not_fit(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.Get<ManageAttributes>().AddAsync(portal.Marketer, new AttributeDraft("orders", "Orders", AttributeType.Number, []), None);
        var id = await portal.UploadAsync(List);
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, null, null, None);
        Assert.Equal(["attribute.unfit", "zone.unknown"], preview!.Report.Remarks.Select(r => r.Code).Order(StringComparer.Ordinal));
        var plan = preview.Plan with { Tags = ["Spring fair"] };
        Assert.Equal(["plan.tags"], (plan with { Tags = [new string('x', 41)] }).Problems().Select(p => p.Code));
        Assert.Empty((await portal.Get<SaveImportPlan>().RunAsync(portal.Marketer, id, plan, null, "Spring", None)).Problems);
        await portal.Get<PreviewImport>().RunAsync(portal.Marketer, id, plan, null, None);
        Assert.True((await portal.Get<StartImport>().RunAsync(portal.Marketer, id, None)).Succeeded);
        await portal.RunJobsAsync();
        Assert.Equal([("Spring fair", 2), ("VIP", 1)], (await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Select(t => (t.Name, t.Contacts)));
        var ben = (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter("ben", SegmentGroup.Everybody), null, 5, None))!.Rows.Single();
        var fields = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, ben.Id, None))!.Fields.ToDictionary(f => f.Key, f => (f.Text, f.Fits));
        Assert.Equal((("many", false), ("Mars/Base", true)), (fields["orders"], fields["time_zone"]));
    }

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.Get<ManageAttributes>().AddAsync(portal.Marketer, new AttributeDraft("orders", "Orders", AttributeType.Number, []), None);
        await portal.ImportAsync(List);
        return portal;
    }
}
