using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class TagTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task One_word_in_any_case_is_one_tag(Engine engine)
    {
        await using var portal = await FilledAsync(engine, 3);
        var contacts = await IdsAsync(portal);
        Assert.Null((await portal.Get<ManageTags>().TagAsync(portal.Marketer, " VIP  guest ", true, contacts[..2], None)).Problem);
        Assert.Null((await portal.Get<ManageTags>().TagAsync(portal.Marketer, "vip guest", true, contacts[1..], None)).Problem);
        var tag = Assert.Single(await portal.Get<ManageTags>().ListAsync(portal.Marketer, None));
        Assert.Equal(("VIP guest", 3), (tag.Name, tag.Contacts));
        Assert.Null((await portal.Get<ManageTags>().TagAsync(portal.Marketer, "Vip Guest", false, contacts[..1], None)).Problem);
        Assert.Equal(2, (await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Single().Contacts);
    }

    [Theory, Engines]
    public async Task All_found_are_tagged_once_also_where_the_work_was_broken_off_and_runs_again(Engine engine)
    {
        await using var portal = await FilledAsync(engine, 30);
        var filter = new ContactFilter("person", SegmentGroup.Everybody);
        var result = await portal.Get<ManageTags>().TagAllAsync(portal.Marketer, "Spring", true, filter, None);
        Assert.Null(result.Problem);
        await portal.RunJobsAsync();
        await portal.RunJobAsync<BulkTagJob>(result.Change!.Value.Value);
        Assert.Equal(30, (await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Single().Contacts);
        Assert.Empty(await portal.Get<ManageTags>().UnderWayAsync(portal.Marketer, None));
        // What was looked for is about people; it is kept no longer than the work.
        var change = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<BulkTagging>().SingleAsync(t), None);
        Assert.Equal((null, null, 30), (change.Search, change.MatchJson, change.Done));
    }

    [Theory, Engines]
    public async Task Tagging_everybody_and_edits_at_once_lose_nothing_of_each_other(Engine engine)
    {
        await using var portal = await FilledAsync(engine, 40);
        var contacts = await IdsAsync(portal);
        await portal.Get<ManageTags>().TagAllAsync(portal.Marketer, "Spring", true, ContactFilter.All, None);
        var edits = contacts.Take(20).Select(async id =>
        {
            var edit = new ContactEdit("Renamed One", null, null, new Dictionary<string, string>(), 1);
            return await portal.Get<EditContact>().RunAsync(portal.Marketer, id, edit, None);
        });
        var taken = await Task.WhenAll(Task.Run(async () => { await portal.RunJobsAsync(); return (ContactResult)new ContactResult.NotFound(); }), Task.WhenAll(edits).ContinueWith(all => all.Result[0], TaskScheduler.Default));
        Assert.IsType<ContactResult.Done>(taken[1]);
        Assert.Equal(40, (await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Single().Contacts);
        Assert.Equal(20, await portal.Get<ContactsQuery>().CountAsync(portal.Marketer, new ContactFilter("renamed", SegmentGroup.Everybody), None));
    }

    [Theory, Engines]
    public async Task A_deleted_tag_leaves_everybody_and_its_name_is_free_at_once(Engine engine)
    {
        await using var portal = await FilledAsync(engine, 5);
        var contacts = await IdsAsync(portal);
        var old = (await portal.Get<ManageTags>().TagAsync(portal.Marketer, "Spring", true, contacts, None)).Tag!.Value;
        Assert.Null((await portal.Get<ManageTags>().DeleteAsync(portal.Marketer, old, None)).Problem);
        await portal.Get<ManageTags>().TagAsync(portal.Marketer, "spring", true, contacts[..1], None);
        await portal.RunJobsAsync();
        Assert.Equal(1, (await portal.Get<ManageTags>().ListAsync(portal.Marketer, None)).Single().Contacts);
        Assert.Equal(1, await portal.CountAsync<Tag>());
    }

    [Theory, Engines]
    public async Task Nobody_of_another_tenant_is_tagged_and_without_the_right_nobody(Engine engine)
    {
        await using var portal = await FilledAsync(engine, 3);
        var contacts = await IdsAsync(portal);
        var other = portal.As(PortalRole.Marketer, (await portal.AddTenantAsync("harbour", "Harbour")).Id);
        Assert.Null((await portal.Get<ManageTags>().TagAsync(other, "Spring", true, contacts, None)).Problem);
        Assert.Equal(0, (await portal.Get<ManageTags>().ListAsync(other, None)).Single().Contacts);
        Assert.Empty(await portal.Get<ManageTags>().ListAsync(portal.Marketer, None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ManageTags>().TagAllAsync(portal.As(PortalRole.ComplianceOfficer), "Spring", true, ContactFilter.All, None));
        Assert.NotNull((await portal.Get<ManageTags>().TagAsync(portal.Marketer, new string('x', 41), true, contacts, None)).Problem);
        Assert.NotNull((await portal.Get<ManageTags>().TagAsync(portal.Marketer, " ", true, contacts, None)).Problem);
    }

    private static async Task<TestPortal> FilledAsync(Engine engine, int people)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, people));
        return portal;
    }

    private static Task<List<ContactId>> IdsAsync(TestPortal portal) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Contact>().OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(t), None);
}
