using System.Globalization;
using System.Text;
using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>Signatures of requests that another program sends.</summary>
public sealed class StandardWebhookTests
{
    // The specification's own example.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void The_example_of_the_specification_holds() => Assert.Equal(Signature, StandardWebhook.Sign(Id, At, Body, Secret));

    [Fact]
    public void The_documented_example_holds()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "web-form.md"));
        string Told(string name) => Assert.Single(lines, l => l.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..].Trim();
        var at = Told("timestamp");
        var request = new SignedRequest(Told("id"), at, Told("signature"), Encoding.UTF8.GetBytes(Told("body")));
        Assert.True(StandardWebhook.Verify(request, [Told("secret")], DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData(Signature)]
    [InlineData("v1,AAAA v1a,xyz= v2,nothing " + Signature)]
    [InlineData(Signature + " " + Signature)]
    public void One_right_signature_among_others_is_enough(string header) => Assert.True(Verify(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1,")]
    [InlineData("v1,g1hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1, v1, v1, v1, v1, v1, v1, v1, v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Anything_else_does_not_hold(string? header) => Assert.False(Verify(header));

    [Fact]
    public void Another_body_id_time_or_secret_does_not_hold()
    {
        Assert.False(Verify(Signature, body: [.. Body, (byte)' ']));
        Assert.False(Verify(Signature, id: Id + "x"));
        Assert.False(Verify(Signature, at: "1614265331"));
        Assert.False(StandardWebhook.Verify(new SignedRequest(Id, Time, Signature, Body), [StandardWebhook.NewSecret()], At));
        Assert.False(StandardWebhook.Verify(new SignedRequest(Id, Time, Signature, Body), [], At));
        Assert.True(StandardWebhook.Verify(new SignedRequest(Id, Time, Signature, Body), [StandardWebhook.NewSecret(), Secret], At));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void The_clocks_may_be_five_minutes_apart(int seconds, bool holds) => Assert.Equal(holds, Verify(Signature, now: At.AddSeconds(seconds)));

    [Theory]
    [InlineData(" 1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("-1614265330")]
    [InlineData("99999999999999999999")]
    [InlineData(null)]
    public void A_time_that_is_no_number_of_seconds_does_not_hold(string? at) => Assert.False(Verify(Signature, at: at));

    [Theory]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("")]
    [InlineData(null)]
    public void An_id_that_could_be_read_in_two_ways_does_not_hold(string? id) =>
        Assert.False(StandardWebhook.Verify(new SignedRequest(id, Time, StandardWebhook.Sign(id ?? "", At, Body, Secret), Body), [Secret], At));

    [Fact]
    public void Secrets_are_new_each_time() => Assert.NotEqual(StandardWebhook.NewSecret(), StandardWebhook.NewSecret());

    private static string Time => At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static bool Verify(string? header, string? id = Id, string? at = "1614265330", byte[]? body = null, DateTimeOffset? now = null) =>
        StandardWebhook.Verify(new SignedRequest(id, at, header, body ?? Body), [Secret], now ?? At);
}
