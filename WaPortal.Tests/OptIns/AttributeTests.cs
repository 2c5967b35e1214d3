using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class AttributeTests
{
    private const string List =
        "phone,name,opt_in,opt_in_at,source,orders,birthday,member,shop\n"
        + "+447400123401,Ann One,yes,2026-05-01T10:00:00Z,form,12,1990-05-04,yes,Bristol\n"
        + "+447400123402,Ben Two,yes,2026-05-01T10:00:00Z,form,\"3,5\",4.5.1991,Nein,leeds\n"
        + "+447400123403,Cat Three,yes,2026-05-01T10:00:00Z,form,-7,5/4/1992,perhaps,Atlantis\n"
        + "+447400123404,Dan Four,yes,2026-05-01T10:00:00Z,form,\"1,500\",,1,\n";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("5", "5")]
    [InlineData("5.10", "5.1")]
    [InlineData("3,5", "3.5")]
    [InlineData("1.234,50", "1234.5")]
    [InlineData("1,234,567.8", "1234567.8")]
    [InlineData("-0", "0")]
    [InlineData("1,500", null)]
    [InlineData("1e9", null)]
    [InlineData("0x10", null)]
    [InlineData("12 EUR", null)]
    [InlineData("79228162514264337593543950336", null)]
    public void A_number_is_read_only_where_it_can_be_but_one(string text, string? canonical) =>
        Assert.Equal(canonical, new AttributeRule("n", AttributeType.Number, []).Read(text)?.Canonical);

    [Theory]
    [InlineData("2026-11-03", "2026-11-03")]
    [InlineData("3.11.2026", "2026-11-03")]
    [InlineData("2026-11-03 00:00:00", "2026-11-03")]
    [InlineData("2026-11-03T00:00:00Z", "2026-11-03")]
    [InlineData("3/11/2026", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("2026-11-03 11:00", null)]
    public void A_day_is_read_only_where_it_can_be_but_one(string text, string? canonical) =>
        Assert.Equal(canonical, new AttributeRule("d", AttributeType.Date, []).Read(text)?.Canonical);

    [Theory]
    [InlineData("https://example.com", "https://example.com/")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://user:secret@example.com/", null)]
    [InlineData("/relative", null)]
    public void An_address_is_whole_and_harmless(string text, string? canonical) =>
        Assert.Equal(canonical, new AttributeRule("u", AttributeType.Url, []).Read(text)?.Canonical);

    [Fact]
    public void Keys_of_numbers_and_days_are_in_their_order()
    {
        double[] numbers = [double.MinValue, -1000, -2.5, -1, -0.001, 0, 0.001, 1, 2.5, 10, 1000, double.MaxValue];
        var keys = numbers.Select(n => Convert.ToHexString(AttributeRule.NumberKey(n))).ToList();
        Assert.Equal(keys, keys.Order(StringComparer.Ordinal));
        Assert.Equal(AttributeRule.NumberKey(0), AttributeRule.NumberKey(-0.0));
        Assert.True(Convert.ToHexString(AttributeRule.DayKey(new DateOnly(1999, 12, 31))).CompareTo(Convert.ToHexString(AttributeRule.DayKey(new DateOnly(2000, 1, 1))), StringComparison.Ordinal) < 0);
    }

    [Theory, Engines]
    public async Task Values_that_lists_brought_are_typed_when_the_attribute_is_defined_and_what_does_not_fit_stays(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await portal.RunJobsAsync();
        await CheckAsync(portal);
    }

    [Theory, Engines]
    public async Task Values_of_an_import_are_typed_at_once(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await DefineAsync(portal);
        await portal.ImportAsync(List);
        await CheckAsync(portal);
    }

    [Theory, Engines]
    public async Task A_deleted_definition_leaves_the_texts_and_no_values(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await portal.RunJobsAsync();
        foreach (var attribute in (await portal.Get<ManageAttributes>().ListAsync(portal.Marketer, None)).Attributes)
            Assert.Empty((await portal.Get<ManageAttributes>().DeleteAsync(portal.Marketer, attribute.Attribute.Id, None)).Problems);
        await portal.RunJobsAsync();
        Assert.Equal((0, 0), (await portal.CountAsync<ContactValue>(), await portal.CountAsync<AttributeDefinition>()));
        Assert.Equal("Atlantis", (await FieldsAsync(portal, "cat"))["shop"].Text);
    }

    [Theory, Engines]
    public async Task A_person_cannot_write_a_value_that_does_not_fit_but_may_leave_one_alone(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await portal.RunJobsAsync();
        var id = (await FindAsync(portal, "cat")).Id;
        var version = (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, id, None))!.Version;
        var edit = new ContactEdit("Cat Three", null, null, new Dictionary<string, string> { ["birthday"] = "tomorrow" }, version);
        Assert.Equal(["birthday"], Assert.IsType<ContactResult.Refused>(await portal.Get<EditContact>().RunAsync(portal.Marketer, id, edit, None)).Problems.Keys);
        Assert.IsType<ContactResult.Done>(await portal.Get<EditContact>().RunAsync(portal.Marketer, id, edit with { Fields = new Dictionary<string, string> { ["BIRTHDAY"] = "4.5.1992" } }, None));
        var fields = await FieldsAsync(portal, "cat");
        Assert.Equal(("1992-05-04", true), (fields["birthday"].Text, fields["birthday"].Fits));
        Assert.Equal(("Atlantis", false), (fields["shop"].Text, fields["shop"].Fits));
    }

    [Theory, Engines]
    public async Task Defined_attributes_are_offered_first_and_only_to_their_own_tenant(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        Assert.Equal(["birthday", "member", "orders", "shop"], (await portal.Get<ContactFieldsQuery>().ColumnsAsync(portal.Marketer, None)).Take(4).Order(StringComparer.Ordinal));
        var other = portal.As(PortalRole.Marketer, (await portal.AddTenantAsync("harbour", "Harbour")).Id);
        Assert.Empty((await portal.Get<ManageAttributes>().ListAsync(other, None)).Attributes);
        var theirs = (await portal.Get<ManageAttributes>().ListAsync(portal.Marketer, None)).Attributes[0].Attribute.Id;
        Assert.NotEmpty((await portal.Get<ManageAttributes>().DeleteAsync(other, theirs, None)).Problems);
        Assert.Contains("key", (await portal.Get<ManageAttributes>().AddAsync(portal.Marketer, new AttributeDraft("ORDERS", "Orders", AttributeType.Text, []), None)).Problems.Keys);
        Assert.Contains("choices", (await portal.Get<ManageAttributes>().AddAsync(portal.Marketer, new AttributeDraft("size", "Size", AttributeType.Choice, ["S", "s"]), None)).Problems.Keys);
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ManageAttributes>().AddAsync(portal.As(PortalRole.Approver), new AttributeDraft("x", "X", AttributeType.Text, []), None));
    }

    private static async Task CheckAsync(TestPortal portal)
    {
        var (attributes, reading) = await portal.Get<ManageAttributes>().ListAsync(portal.Marketer, None);
        Assert.False(reading);
        Assert.Equal([("birthday", 2, 1), ("member", 3, 1), ("orders", 3, 1), ("shop", 2, 1)], attributes.Select(a => (a.Attribute.Rule.Key, a.Filled, a.Unfit)));
        Assert.Equal(("3.5", "1991-05-04", "no", "Leeds"), ((await FieldsAsync(portal, "ben"))["orders"].Text, (await FieldsAsync(portal, "ben"))["birthday"].Text, (await FieldsAsync(portal, "ben"))["member"].Text, (await FieldsAsync(portal, "ben"))["shop"].Text));
        Assert.Equal(("perhaps", false), ((await FieldsAsync(portal, "cat"))["member"].Text, (await FieldsAsync(portal, "cat"))["member"].Fits));
        Assert.Equal(["Ann One"], await FindAsync(portal, "orders", ConditionOperator.Greater, "3.5"));
        Assert.Equal(["Ann One", "Ben Two"], await FindAsync(portal, "orders", ConditionOperator.AtLeast, "3,5"));
        Assert.Equal(["Cat Three"], await FindAsync(portal, "orders", ConditionOperator.Less, "-1"));
        Assert.Equal(["Ann One"], await FindAsync(portal, "birthday", ConditionOperator.Less, "1991-01-01"));
        Assert.Equal(["Ann One", "Dan Four"], await FindAsync(portal, "member", ConditionOperator.Is, "yes"));
        Assert.Equal(["Ben Two", "Cat Three"], await FindAsync(portal, "member", ConditionOperator.IsNot, "yes"));
        Assert.Equal(["Ben Two"], await FindAsync(portal, "shop", ConditionOperator.Is, "LEEDS"));
        Assert.Equal(["Cat Three", "Dan Four"], await FindAsync(portal, "shop", ConditionOperator.HasNone));
    }

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(List);
        await DefineAsync(portal);
        return portal;
    }

    private static async Task DefineAsync(TestPortal portal)
    {
        AttributeDraft[] drafts =
        [
            new("orders", "Orders", AttributeType.Number, []), new("birthday", "Birthday", AttributeType.Date, []), new("member", "Member", AttributeType.YesNo, []),
            new("shop", "Shop", AttributeType.Choice, ["Bristol", "Leeds", ""]),
        ];
        foreach (var draft in drafts)
            Assert.Empty((await portal.Get<ManageAttributes>().AddAsync(portal.Marketer, draft, None)).Problems);
        await portal.RunJobsAsync();
    }

    private static async Task<ContactRow> FindAsync(TestPortal portal, string name) =>
        (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter(name, SegmentGroup.Everybody), null, 10, None))!.Rows.Single();

    private static async Task<IReadOnlyList<string>> FindAsync(TestPortal portal, string key, ConditionOperator asked, params string[] values)
    {
        var id = (await portal.Get<ManageAttributes>().ListAsync(portal.Marketer, None)).Attributes.Single(a => a.Attribute.Rule.Key == key).Attribute.Id.Value;
        var match = new SegmentGroup(GroupKind.All, [new SegmentCondition(ConditionSubject.Attribute, asked, id, values)]);
        return [.. (await portal.Get<ContactsQuery>().PageAsync(portal.Marketer, new ContactFilter(null, match), null, 10, None))!.Rows.Select(r => r.Name!).Order(StringComparer.Ordinal)];
    }

    private static async Task<Dictionary<string, ContactField>> FieldsAsync(TestPortal portal, string name) =>
        (await portal.Get<ContactDetailQuery>().FindAsync(portal.Marketer, (await FindAsync(portal, name)).Id, None))!.Fields.ToDictionary(f => f.Key);
}
