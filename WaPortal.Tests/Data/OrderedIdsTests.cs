using WaPortal.Core.Data;
using Xunit;

namespace WaPortal.Tests.Data;

public sealed class OrderedIdsTests
{
    [Fact]
    public void Ids_of_one_millisecond_grow_as_they_were_asked_for()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => OrderedIds.Next()).ToList();

        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal((7, 0x8), (id.Version, id.Variant & 0xC)));
    }

    [Fact]
    public void Ids_asked_for_at_once_are_never_the_same()
    {
        var ids = new Guid[20_000];
        Parallel.For(0, ids.Length, i => ids[i] = OrderedIds.Next());

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
