using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("elevenchars")]
    [InlineData("password1234")]
    [InlineData("QwertyUiop123")]
    [InlineData("qwertyuiop12345")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("121212121212")]
    [InlineData("my WaPortal login")]
    [InlineData("casa-alba is great")]
    [InlineData("we love CasaAlba so")]
    [InlineData("ines.ferrer rocks!")]
    [InlineData("Passw0rd!Passw0rd!")]
    [InlineData("P4$$w0rd2026!!")]
    [InlineData("abcabcabcabcabc")]
    [InlineData("1qaz2wsx3edc4rfv")]
    [InlineData("zyxwvutsrqponm")]
    [InlineData("qwertyuiopasdf12")]
    [InlineData("Summer2026!Summer")]
    [InlineData("ilove_football_1999")]
    [InlineData("1234567890qwerty")]
    [InlineData("correcthorsebatterystaple")]
    public void Short_common_and_named_passwords_are_refused(string password) =>
        Assert.NotNull(PasswordRules.Fault(password, "Casa Alba", "casa-alba", "ines.ferrer@example.com"));

    [Fact]
    public void Length_is_12_to_128_and_any_character_will_do()
    {
        Assert.Null(PasswordRules.Fault("ñ lamp 🔥 qu"));
        var longest = string.Concat(Enumerable.Range(100, 43).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)))[..PasswordRules.MaxLength];
        Assert.Null(PasswordRules.Fault(longest));
        Assert.NotNull(PasswordRules.Fault(longest + "1"));
    }

    [Theory]
    [InlineData("seven lamps on the quay")]
    [InlineData("kettle umbrella fjord")]
    [InlineData("vE9#tr2!mZq0")]
    [InlineData("tango-4-violets-89")]
    public void Unrelated_words_and_random_characters_are_accepted(string password) => Assert.Null(PasswordRules.Fault(password, "Casa Alba", "casa-alba"));

    [Fact]
    public void A_hash_holds_for_its_password_only_and_rounds_are_as_demanded()
    {
        var hashing = new PasswordHashing();
        var hash = hashing.Hash("seven lamps on the quay");
        Assert.True(hashing.Verify(hash, "seven lamps on the quay"));
        Assert.False(hashing.Verify(hash, "seven lamps on the quai"));
        Assert.False(hashing.VerifyNobody("seven lamps on the quay"));
        // Identity's format 3: one byte of version, four each of PRF (2 = HMAC-SHA-512), rounds and salt length.
        var bytes = Convert.FromBase64String(hash);
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)));
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)) >= 210_000);
    }
}
