using System.Net;
using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class NetworkRangeTests
{
    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.7", true)]
    [InlineData("203.0.113.0/24", "203.0.114.7", false)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.7", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("10.1.2.3/8", "10.9.9.9", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void An_address_is_in_a_network_or_not_in_whichever_form_it_is_written(string range, string address, bool inside) =>
        Assert.Equal(inside, NetworkRange.TryParse(range)!.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("")]
    [InlineData("office")]
    [InlineData("10.0.0.0/33")]
    [InlineData("127.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("10.1/16")]
    [InlineData("203.0.113.7:443")]
    public void What_is_no_network_is_refused(string text) => Assert.Null(NetworkRange.TryParse(text));
}
