using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Sandbox;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Sandbox;

public sealed class SandboxLeaveTests
{
    [Fact]
    public async Task Once_a_real_platform_is_named_nothing_is_taken_under_the_sandboxs_secret()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var account = await portal.Get<ConnectWhatsApp>().RunAsync(
            portal.TenantId, new WhatsAppAccountDetails("Sandbox", SandboxAccount.WabaId, null, null, "sandbox-token", "sandbox-secret", "sandbox-verify"), CancellationToken.None);
        var own = await portal.Get<ConnectWhatsApp>().RunAsync(
            portal.TenantId, new WhatsAppAccountDetails("Own", "104775518822330", null, null, "token", "secret", "verify"), CancellationToken.None);
        var leave = new SandboxLeave(portal.Get<TenantDirectory>(), portal.Get<ManageAccounts>());

        await leave.StartAsync(CancellationToken.None);
        await leave.StartAsync(CancellationToken.None);

        Assert.Null(await portal.Get<WhatsAppAccounts>().GetConnectionAsync(portal.TenantId, account, CancellationToken.None));
        Assert.NotNull(await portal.Get<WhatsAppAccounts>().GetConnectionAsync(portal.TenantId, own, CancellationToken.None));
        Assert.Equal(1, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().CountAsync(e => e.Event == "whatsapp.disconnected", t), CancellationToken.None));
    }

    [Theory]
    [InlineData("https://graph.facebook.com", true)]
    [InlineData("http://127.0.0.1:9", false)]
    [InlineData("", false)]
    public async Task It_leaves_a_real_platform_only(string platform, bool leaves)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-leave-").FullName;
        await using (var app = PortalHost.Build(["--urls", "http://127.0.0.1:0", "--Data:Directory", directory, "--WhatsApp:BaseAddress", platform, "--WhatsApp:AllowLoopback", "true", "--applicationName", "WaPortal"]))
            Assert.Equal(leaves, app.Services.GetServices<IHostedService>().OfType<SandboxLeave>().Any());
        Directory.Delete(directory, recursive: true);
    }
}
