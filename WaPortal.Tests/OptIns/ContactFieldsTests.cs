using WaPortal.Core.OptIns.Lists;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class ContactFieldsTests
{
    private const string Text =
        "phone,name,opt_in,opt_in_at,source,shop\n"
        + "+447700900001,Amelia Hart,yes,2026-05-01T10:00:00Z,form,Bristol\n"
        + "+447700900002,Zoë Ahmadi,yes,2026-05-01T10:00:00Z,form,Leeds\n";

    [Theory, Engines]
    public async Task What_lists_brought_along_is_known_by_its_column(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(Text);
        Assert.Contains("shop", await portal.Get<ContactFieldsQuery>().ColumnsAsync(portal.Marketer, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task People_are_found_by_a_part_of_their_name_and_stay_masked(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(Text);
        var query = portal.Get<ContactFieldsQuery>();
        var found = Assert.Single(await query.PeopleAsync(portal.Marketer, " HART ", CancellationToken.None));
        Assert.Equal("Amelia Hart", found.Name);
        Assert.Equal("Bristol", found.Fields["shop"]);
        Assert.DoesNotContain("900001", found.Phone, StringComparison.Ordinal);
        Assert.Equal(2, (await query.PeopleAsync(portal.Marketer, "", CancellationToken.None)).Count);
        Assert.Empty(await query.PeopleAsync(portal.Marketer, "%", CancellationToken.None));
    }
}
