using System.Text;
using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void Every_sample_verifies_under_its_recorded_signature_and_under_no_other()
    {
        var signatures = Samples.Signatures();
        Assert.Equal(Samples.Names("messages"), signatures.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, signature) in signatures)
        {
            var body = Samples.Bytes(name);
            Assert.True(WebhookSignature.Verify(body, signature, Samples.AppSecret), name);
            Assert.False(WebhookSignature.Verify(body, signature, "another-secret"), name);
            body[^2] ^= 1;
            Assert.False(WebhookSignature.Verify(body, signature, Samples.AppSecret), name);
        }
    }

    [Fact]
    public void A_known_vector_of_the_hash_is_met()
    {
        // RFC 4231, test case 2.
        var body = Encoding.ASCII.GetBytes("what do ya want for nothing?");
        Assert.Equal("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", WebhookSignature.Sign(body, "Jefe"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38")]
    [InlineData("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384g")]
    [InlineData("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843,sha256=00")]
    public void A_header_of_another_form_is_refused(string? header) =>
        Assert.False(WebhookSignature.Verify(Encoding.ASCII.GetBytes("what do ya want for nothing?"), header, "Jefe"));

    [Fact]
    public void An_empty_secret_verifies_nothing() =>
        Assert.False(WebhookSignature.Verify("x"u8, WebhookSignature.Sign("x"u8, ""), ""));

    [Theory]
    [InlineData("subscribe", "token-1", "1158201444", "1158201444")]
    [InlineData("subscribe", "token-1", "a_B-9", "a_B-9")]
    [InlineData("subscribe", "token-2", "1158201444", null)]
    [InlineData("subscribe", null, "1158201444", null)]
    [InlineData("unsubscribe", "token-1", "1158201444", null)]
    [InlineData(null, "token-1", "1158201444", null)]
    [InlineData("subscribe", "token-1", "<script>", null)]
    [InlineData("subscribe", "token-1", "", null)]
    [InlineData("subscribe", "token-1", null, null)]
    [InlineData("subscribe", "token-1", "0123456789012345678901234567890123456789012345678901234567890123", "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("subscribe", "token-1", "01234567890123456789012345678901234567890123456789012345678901234", null)]
    public void The_handshake_echoes_a_harmless_challenge_for_the_right_token_only(string? mode, string? token, string? challenge, string? answer) =>
        Assert.Equal(answer, WebhookHandshake.Answer(mode, token, challenge, "token-1"));

    [Fact]
    public void The_handshake_of_an_account_without_a_token_is_refused() =>
        Assert.Null(WebhookHandshake.Answer("subscribe", "", "1", ""));
}
