using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class SegmentTests
{
    private const string List =
        "phone,name,language,opt_in,opt_in_at,source,tags,time_zone\n"
        + "+447400123401,Ann One,en_GB,yes,2026-11-01T10:00:00Z,form,VIP;Regular,\n"
        + "+447400123402,Ben Two,,yes,2026-05-01T10:00:00Z,form,regular,Asia/Tokyo\n"
        + "+33612345678,Cat Three,fr,yes,2025-05-01T10:00:00Z,form,,nowhere\n"
        + "+447400123404,Dan Four,en_GB,no,2026-05-01T10:00:00Z,form,vip,\n";

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Marketing = [nameof(ConsentPurpose.Marketing)];

    [Theory, Engines]
    public async Task Groups_hold_together_as_they_say_and_what_is_not_known_is_in_no_is(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var vip = await TagAsync(portal, "VIP");
        var regular = await TagAsync(portal, "Regular");
        var english = new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["en_GB"]);
        Assert.Equal("Ann", await FoundAsync(portal, All(vip, regular)));
        Assert.Equal("Ann Ben Dan", await FoundAsync(portal, Group(GroupKind.Any, vip, regular)));
        Assert.Equal("Cat", await FoundAsync(portal, Group(GroupKind.None, vip, regular)));
        Assert.Equal("Ben Cat", await FoundAsync(portal, Group(GroupKind.None, english))); // Ben's language nobody knows
        Assert.Equal("Ben Cat", await FoundAsync(portal, All(english with { Is = ConditionOperator.IsNot })));
        Assert.Equal("Ann Cat", await FoundAsync(portal, Group(GroupKind.Any, All(vip, Group(GroupKind.None, new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedOut, Values: Marketing))), new SegmentCondition(ConditionSubject.Region, ConditionOperator.Is, Values: ["FR"]))));
        Assert.Equal("Ben", await FoundAsync(portal, All(new SegmentCondition(ConditionSubject.TimeZone, ConditionOperator.Is, Values: ["Asia/Tokyo"]))));
        Assert.Equal("Ann Dan", await FoundAsync(portal, Group(GroupKind.None, new SegmentCondition(ConditionSubject.TimeZone, ConditionOperator.Is, Values: ["Asia/Tokyo", "Europe/Paris"]))));
    }

    [Theory, Engines]
    public async Task Consent_is_asked_with_its_age(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        SegmentCondition Agreed(int? days, bool longer) => new(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: Marketing, Days: days, Longer: longer);
        Assert.Equal("Ann Ben Cat", await FoundAsync(portal, All(Agreed(null, false))));
        Assert.Equal("Ann", await FoundAsync(portal, All(Agreed(30, false))));
        Assert.Equal("Cat", await FoundAsync(portal, All(Agreed(365, true))));
        Assert.Equal("Dan", await FoundAsync(portal, All(new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedOut, Values: Marketing))));
    }

    [Theory, Engines]
    public async Task Hostile_conditions_are_refused_in_words_and_texts_stay_parameters(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var unknown = Guid.NewGuid().ToString();
        SegmentGroup[] refused =
        [
            All(new SegmentCondition(ConditionSubject.Tag, ConditionOperator.Is, Values: ["1 OR 1=1"])),
            All(new SegmentCondition(ConditionSubject.Tag, ConditionOperator.Is, Values: [unknown])),
            All(new SegmentCondition(ConditionSubject.List, ConditionOperator.Greater, Values: [unknown])),
            All(new SegmentCondition(ConditionSubject.Attribute, ConditionOperator.Is, Guid.NewGuid(), ["x"])),
            All(new SegmentCondition((ConditionSubject)99, ConditionOperator.Is, Values: ["x"])),
            All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: [.. Enumerable.Repeat("x", 51)])),
            All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: [new string('x', 201)])),
            All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["a\0b"])),
            All(new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: ["Everything"])),
            All(new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Read)),
            All(new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Read, Days: 99_999)),
            All([.. Enumerable.Repeat(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["x"]), 31)]),
            All(All()),
            All(All(All(All(All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["x"])))))),
        ];
        foreach (var match in refused)
        {
            Assert.NotEmpty((await portal.Get<ManageSegments>().CountAsync(portal.Marketer, match, None)).Problems);
            Assert.IsType<SegmentResult.Refused>(await portal.Get<ManageSegments>().SaveAsync(portal.Marketer, null, "Hostile", match, 0, None));
        }

        Assert.Equal("", await FoundAsync(portal, All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.Is, Values: ["en_GB' OR '1'='1"]))));
        Assert.IsType<SegmentResult.Refused>(await portal.Get<ManageSegments>().SaveAsync(portal.Marketer, null, "Everybody", SegmentGroup.Everybody, 0, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"version":2,"match":{"part":"group","kind":"All","parts":[]}}""")]
    [InlineData("""{"version":1,"match":{"part":"group","kind":"Most","parts":[]}}""")]
    [InlineData("""{"version":1,"match":{"part":"group","kind":0,"parts":[]}}""")]
    [InlineData("""{"version":1,"match":{"part":"group","kind":"All","parts":[null]}}""")]
    [InlineData("""{"version":1,"match":{"part":"sql","kind":"All","parts":[]}}""")]
    [InlineData("""{"version":1,"match":{"part":"group","kind":"All"}}""")]
    [InlineData("""{"version":1,"match":{"part":"group","kind":"All","parts":[],"more":1}}""")]
    [InlineData("""{"version":1,"match":{"part":"condition","subject":"Tag","is":"Is"}}""")]
    public void A_text_that_is_no_segment_is_not_read(string text) => Assert.Null(SegmentText.Read(text));

    [Fact]
    public void A_deep_text_is_not_read() =>
        Assert.Null(SegmentText.Read("""{"version":1,"match":""" + string.Concat(Enumerable.Repeat("""{"part":"group","kind":"All","parts":[""", 500)) + string.Concat(Enumerable.Repeat("]}", 500)) + "}"));

    [Fact]
    public void A_tree_comes_back_as_it_was_written()
    {
        var match = Group(GroupKind.Any, All(new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: Marketing, Days: 30, Longer: true)), new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Read, Guid.NewGuid()));
        var text = SegmentText.Write(match);
        Assert.Equal(text, SegmentText.Write(SegmentText.Read(text)!));
        Assert.StartsWith("""{"version":1,"match":{"part":"group","kind":"Any",""", text, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task A_segment_is_changed_by_whoever_saw_its_newest_version_and_keeps_what_it_speaks_of(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var segments = portal.Get<ManageSegments>();
        var vip = await TagAsync(portal, "VIP");
        var made = Assert.IsType<SegmentResult.Done>(await segments.SaveAsync(portal.Marketer, null, "VIPs", All(vip), 0, None));
        Assert.IsType<SegmentResult.Refused>(await segments.SaveAsync(portal.Marketer, null, "VIPs", All(vip), 0, None));
        var changed = Assert.IsType<SegmentResult.Done>(await segments.SaveAsync(portal.Marketer, made.Id, "Very important", All(vip), made.Version, None));
        Assert.IsType<SegmentResult.Stale>(await segments.SaveAsync(portal.Marketer, made.Id, "Late", All(vip), made.Version, None));
        var tag = TagId.Create(Guid.Parse(vip.Values![0]));
        Assert.Contains("Very important", (await portal.Get<ManageTags>().DeleteAsync(portal.Marketer, tag, None)).Problem, StringComparison.Ordinal);
        Assert.IsType<SegmentResult.Done>(await segments.DeleteAsync(portal.Marketer, made.Id, None));
        Assert.Null((await portal.Get<ManageTags>().DeleteAsync(portal.Marketer, tag, None)).Problem);
        Assert.True(changed.Version > made.Version);
    }

    [Theory, Engines]
    public async Task Another_tenant_neither_sees_nor_changes_a_segment(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var segments = portal.Get<ManageSegments>();
        var made = Assert.IsType<SegmentResult.Done>(await segments.SaveAsync(portal.Marketer, null, "VIPs", All(await TagAsync(portal, "VIP")), 0, None));
        var other = portal.As(PortalRole.Marketer, (await portal.AddTenantAsync("harbour", "Harbour")).Id);
        Assert.Empty(await segments.ListAsync(other, None));
        Assert.Null(await segments.FindAsync(other, made.Id, None));
        Assert.IsType<SegmentResult.NotFound>(await segments.DeleteAsync(other, made.Id, None));
        Assert.NotEmpty((await segments.CountAsync(other, All(await TagAsync(portal, "VIP")), None)).Problems);
        Assert.Equal(0, (await segments.CountAsync(other, All(new SegmentCondition(ConditionSubject.Language, ConditionOperator.IsNot, Values: ["xx"])), None)).People);
        await Assert.ThrowsAsync<AccessDeniedException>(() => segments.DeleteAsync(portal.As(PortalRole.Approver), made.Id, None));
    }

    private static SegmentGroup All(params SegmentNode[] parts) => new(GroupKind.All, parts);

    private static SegmentGroup Group(GroupKind kind, params SegmentNode[] parts) => new(kind, parts);

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(List);
        return portal;
    }

    private static async Task<SegmentCondition> TagAsync(TestPortal portal, string name) => new(
        ConditionSubject.Tag, ConditionOperator.Is, Values: [(await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Single(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase)).Id.Value.ToString()]);

    private static async Task<string> FoundAsync(TestPortal portal, SegmentGroup match)
    {
        var found = await portal.Get<ManageSegments>().CountAsync(portal.Marketer, match, None);
        Assert.Empty(found.Problems);
        Assert.Equal(found.People, found.Sample.Count);
        return string.Join(' ', found.Sample.Select(r => r.Name!.Split(' ')[0]).Order(StringComparer.Ordinal));
    }
}
