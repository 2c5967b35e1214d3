using WaPortal.Core.Delivery.Clicks;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class LinkTargetTests
{
    private const string Own = "https://m.example/r/";

    [Theory]
    [InlineData("https://shop.example", "https://shop.example/")]
    [InlineData(" HTTPS://Shop.Example:443/lamps?utm_source=whatsapp&a=b#top ", "https://shop.example/lamps?utm_source=whatsapp&a=b#top")]
    [InlineData("https://shop.example:8443/a", "https://shop.example:8443/a")]
    [InlineData("https://b\u00fccher.example/gr\u00f6\u00dfe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe")]
    [InlineData("https://\u043f\u0440\u0438\u043c\u0435\u0440.example/", "https://xn--e1afmkfd.example/")]
    [InlineData("https://[2001:db8::1]/x", "https://[2001:db8::1]/x")]
    [InlineData("https://shop.example/?next=https://other.example/%0d%0aSet-Cookie:a", "https://shop.example/?next=https://other.example/%0d%0aSet-Cookie:a")]
    public void What_is_stored_is_ascii_with_the_host_in_punycode(string typed, string stored)
    {
        var (address, problem) = LinkTarget.Read(typed, Own);
        Assert.Null(problem);
        Assert.Equal(stored, address);
        Assert.True(System.Text.Ascii.IsValid(address));
        Assert.Equal(stored, LinkTarget.Read(stored, Own).Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop.example")]
    [InlineData("http://shop.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//shop.example/")]
    [InlineData("https:shop.example")]
    [InlineData("https:\\\\shop.example\\a")]
    [InlineData("https://shop.example\\@other.example/")]
    [InlineData("https:///shop.example")]
    [InlineData("https://user@shop.example/")]
    [InlineData("https://user:pass@shop.example/")]
    [InlineData("https://shop.example/\r\nSet-Cookie: a=b")]
    [InlineData("https://shop.example/a b")]
    [InlineData("https://shop.example/{name}")]
    [InlineData("https://m.example/anything")]
    [InlineData("https://M.EXAMPLE:8443/r/x")]
    public void What_is_no_address_of_somebody_elses_page_is_refused(string typed)
    {
        var (address, problem) = LinkTarget.Read(typed, Own);
        Assert.Null(address);
        Assert.NotNull(problem);
    }

    [Fact]
    public void An_address_has_a_longest_length_as_it_is_stored()
    {
        const string Start = "https://shop.example/";
        Assert.NotNull(LinkTarget.Read(Start + new string('a', LinkTarget.MostCharacters - Start.Length), Own).Address);
        Assert.Null(LinkTarget.Read(Start + new string('a', LinkTarget.MostCharacters - Start.Length + 1), Own).Address);
        Assert.Null(LinkTarget.Read(Start + new string('\u00e4', 600), Own).Address);
    }
}
