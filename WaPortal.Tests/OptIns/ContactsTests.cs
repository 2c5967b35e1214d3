using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ContactsTests
{
    private const string List =
        "phone,name,language,opt_in,opt_in_at,source,shop\n"
        + "+447400123401,Zoë van der Berg,en_GB,yes,2026-05-01T10:00:00Z,form,Bristol\n"
        + "+447400123402,Anna Andersson,sv,yes,2026-05-01T10:00:00Z,form,Leeds\n"
        + "+33612345678,Łukasz Größe,fr,yes,2026-05-01T10:00:00Z,form,Bristol\n"
        + "+447400123404,,en_GB,no,2026-05-01T10:00:00Z,form,Bristol\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_name_is_found_by_the_beginning_of_any_word_without_accents_and_case(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        Assert.Equal(["Zoë van der Berg"], await NamesAsync(portal, "ZOE"));
        Assert.Equal(["Zoë van der Berg"], await NamesAsync(portal, "ber"));
        Assert.Equal(["Zoë van der Berg"], await NamesAsync(portal, "be zo"));
        Assert.Equal(["Łukasz Größe"], await NamesAsync(portal, "lukasz grosse"));
        Assert.Equal(["Anna Andersson"], await NamesAsync(portal, "an")); // both words begin so, the contact stands once
        Assert.Empty(await NamesAsync(portal, "erg"));
        Assert.Empty(await NamesAsync(portal, "zoe lukasz"));
        Assert.Empty(await NamesAsync(portal, "%"));
        Assert.Equal(4, (await NamesAsync(portal, " ")).Count);
    }

    [Theory, Engines]
    public async Task A_number_is_found_in_any_form_that_a_person_types(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        foreach (var form in new[] { "+44 7400 123401", "07400 123 401", "0044 (0)7400-123401", "447400123401" })
            Assert.Equal(["Zoë van der Berg"], await NamesAsync(portal, form));
        Assert.Empty(await NamesAsync(portal, "07400 123 409"));
        Assert.Empty(await NamesAsync(portal, "07400 1234"));
        Assert.Equal(1, await portal.Get<ContactsQuery>().CountAsync(portal.Marketer, new ContactFilter("07400123401", SegmentGroup.Everybody), None));
    }

    [Theory, Engines]
    public async Task Filters_hold_together(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var list = (await portal.Get<OptInListsQuery>().ListAsync(portal.Marketer, None)).Single().Id.Value.ToString();
        Assert.Equal(2, await CountAsync(portal, Is(ConditionSubject.Language, "en_GB")));
        Assert.Equal(1, await CountAsync(portal, Is(ConditionSubject.Region, "FR")));
        Assert.Equal(4, await CountAsync(portal, Is(ConditionSubject.List, list)));
        Assert.Equal(0, await CountAsync(portal, new SegmentCondition(ConditionSubject.List, ConditionOperator.IsNot, Values: [list])));
        Assert.Equal(3, await CountAsync(portal, new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: [nameof(ConsentPurpose.Marketing)])));
        Assert.Equal(1, await CountAsync(portal, new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedOut, Values: [nameof(ConsentPurpose.Utility)])));
        Assert.Equal(3, await CountAsync(portal, new SegmentCondition(ConditionSubject.Consent, ConditionOperator.NeverAgreed, Values: [nameof(ConsentPurpose.Utility)])));
        Assert.Equal(1, await CountAsync(portal, Is(ConditionSubject.Language, "en_GB"), new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: [nameof(ConsentPurpose.Marketing)])));
        Assert.Equal(3, await CountAsync(portal, Is(ConditionSubject.TimeZone, "Europe/London")));
        Assert.Equal(1, await CountAsync(portal, new SegmentCondition(ConditionSubject.TimeZone, ConditionOperator.IsNot, Values: ["Europe/London"])));
    }

    [Theory, Engines]
    public async Task Pages_go_on_behind_the_last_one_by_id_and_by_word(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 25));
        foreach (var search in new[] { null, "per" })
        {
            var seen = new List<ContactId>();
            ContactCursor? after = null;
            do
            {
                var page = (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter(search, SegmentGroup.Everybody), after, 10, None))!;
                seen.AddRange(page.Rows.Select(r => r.Id));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(25, seen.Count);
            Assert.Equal(25, seen.Distinct().Count());
        }
    }

    [Theory, Engines]
    public async Task A_name_that_an_import_changes_is_found_by_the_new_one_alone(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await portal.ImportAsync("phone,name,opt_in,opt_in_at,source\n+447400123401,Zara Quill,yes,2026-06-01T10:00:00Z,form\n");
        Assert.Equal(["Zara Quill"], await NamesAsync(portal, "qui"));
        Assert.Empty(await NamesAsync(portal, "berg"));
        // What the second list says nothing about stays.
        Assert.Equal("Bristol", (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, await IdAsync(portal, "zara"), None))!.Fields.Single(f => f.Key == "shop").Text);
    }

    [Theory, Engines]
    public async Task An_edit_over_a_change_by_somebody_else_is_refused(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var id = await IdAsync(portal, "zoe");
        var seen = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, id, None))!;
        await portal.ImportAsync("phone,name,opt_in,opt_in_at,source\n+447400123401,Zara Quill,yes,2026-06-01T10:00:00Z,form\n");
        var edit = new ContactEdit("Zoë Berg", "en_GB", "Europe/Paris", new Dictionary<string, string> { ["shop"] = "" }, seen.Version);
        Assert.IsType<ContactResult.Stale>(await portal.Get<EditContact>().RunAsync(portal.Marketer, id, edit, None));
        seen = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, id, None))!;
        Assert.IsType<ContactResult.Done>(await portal.Get<EditContact>().RunAsync(portal.Marketer, id, edit with { Version = seen.Version }, None));
        var after = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, id, None))!;
        Assert.Equal(("Zoë Berg", "Europe/Paris", true), (after.Name, after.Zone, after.ZoneIsGiven));
        Assert.Empty(after.Fields);
        Assert.Equal(["Zoë Berg"], await NamesAsync(portal, "ber"));
    }

    [Theory, Engines]
    public async Task Somebody_entered_by_hand_has_agreed_to_nothing_and_stays_out_after_an_opt_out(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var blank = new ContactEdit("New Person", null, null, new Dictionary<string, string>(), 0);
        var added = Assert.IsType<ContactResult.Done>(await portal.Get<EditContact>().AddAsync(portal.Marketer, "07700 900077", blank, None));
        var detail = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, added.Id, None))!;
        Assert.All(detail.Consent, c => Assert.Null(c.Choice));
        Assert.Equal("Europe/London", detail.Zone);
        Assert.Equal(added.Id, Assert.IsType<ContactResult.Known>(await portal.Get<EditContact>().AddAsync(portal.Marketer, "+447700900077", blank, None)).Id);
        Assert.Contains("number", Assert.IsType<ContactResult.Refused>(await portal.Get<EditContact>().AddAsync(portal.Marketer, "12", blank, None)).Problems.Keys);
    }

    [Theory, Engines]
    public async Task Without_the_right_nothing_is_changed_and_a_contact_of_another_tenant_is_not_found(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var id = await IdAsync(portal, "zoe");
        var edit = new ContactEdit("X", null, null, new Dictionary<string, string>(), 1);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<EditContact>().RunAsync(portal.As(PortalRole.ComplianceOfficer), id, edit, None));
        var other = portal.As(PortalRole.Marketer, (await portal.AddTenantAsync("harbour", "Harbour")).Id);
        Assert.Null(await portal.Get<ContactDetailQuery>().FindAsync(other, id, None));
        Assert.IsType<ContactResult.NotFound>(await portal.Get<EditContact>().RunAsync(other, id, edit, None));
        Assert.Empty((await portal.Get<ContactsQuery>().PageAsync(other, ContactFilter.All, null, 10, None))!.Rows);
        Assert.Equal(0, await portal.Get<ContactsQuery>().CountAsync(other, new ContactFilter("zo", SegmentGroup.Everybody), None));
        Assert.Empty((await portal.Get<ContactsQuery>().ChoicesAsync(other, None)).Languages);
    }

    [Theory, Engines]
    public async Task Languages_and_countries_in_use_are_offered(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var choices = await portal.Get<ContactsQuery>().ChoicesAsync(portal.Marketer, None);
        Assert.Equal(["en_GB", "fr", "sv"], choices.Languages.Order(StringComparer.Ordinal));
        Assert.Equal(["FR", "GB"], choices.Regions.Order(StringComparer.Ordinal));
    }

    [Theory, Engines]
    public async Task Contacts_that_an_older_version_stored_are_read_anew(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => db.Set<ContactWord>().ExecuteDeleteAsync(t), None);
        Assert.Empty(await NamesAsync(portal, "zoe"));
        await portal.RunJobAsync<IndexContactsJob>(portal.TenantId.Value);
        Assert.Equal(["Zoë van der Berg"], await NamesAsync(portal, "zoe"));
    }

    private static SegmentCondition Is(ConditionSubject subject, string value) => new(subject, ConditionOperator.Is, Values: [value]);

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(List);
        return portal;
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(TestPortal portal, string search) =>
        [.. (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter(search, SegmentGroup.Everybody), null, 50, None))!.Rows.Select(r => r.Name ?? "")];

    private static async Task<ContactId> IdAsync(TestPortal portal, string search) =>
        (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter(search, SegmentGroup.Everybody), null, 50, None))!.Rows.Single().Id;

    private static async Task<int?> CountAsync(TestPortal portal, params SegmentCondition[] conditions)
    {
        var filter = new ContactFilter(null, new SegmentGroup(GroupKind.All, conditions));
        var count = await portal.Get<ContactsQuery>().CountAsync(portal.Marketer, filter, None);
        Assert.Equal(count, (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, filter, null, 50, None))!.Rows.Count);
        return count;
    }
}
