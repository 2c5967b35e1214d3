using WaPortal.Core.Access.Mail;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class MailOptionsTests
{
    [Fact]
    public void Without_a_host_there_is_no_mail_and_no_fault() => Assert.Empty(Faults(new MailOptions()));

    [Fact]
    public void A_whole_section_is_accepted() => Assert.Empty(Faults(Whole()));

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var options = new MailOptions { Host = "smtp.example.com", Tls = false, Port = 0, From = "Portal <portal@example.com>", User = "portal", PortalAddress = new Uri("https://portal.example.com/x") };
        Assert.Equal(
            ["Mail:Tls", "Mail:From", "Mail:User", "Mail:PortalAddress", "Mail:Port"],
            Faults(options).Select(f => f.Split(' ')[0]));
    }

    [Theory]
    [InlineData("https://portal.example.com", true)]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://portal.example.com", false)]
    [InlineData("ftp://localhost", false)]
    public void Links_in_mails_are_encrypted_or_stay_on_this_machine(string address, bool accepted)
    {
        var options = Whole();
        options.PortalAddress = new Uri(address);
        Assert.Equal(accepted, !Faults(options).Any());
    }

    [Fact]
    public void Settings_without_their_host_are_a_fault() => Assert.Single(Faults(new MailOptions { From = "portal@example.com" }));

    private static MailOptions Whole() => new()
    {
        Host = "smtp.example.com",
        From = "portal@example.com",
        User = "portal",
        Password = "secret",
        PortalAddress = new Uri("https://portal.example.com"),
    };

    private static IEnumerable<string> Faults(MailOptions options) => new ValidateMailOptions().Validate(null, options).Failures ?? [];
}
