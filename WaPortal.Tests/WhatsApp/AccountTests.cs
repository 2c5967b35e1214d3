using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class AccountTests
{
    private const string TwoNumbers =
        """
        {"data":[{"id":"220914455300871","display_phone_number":"+1 555-014-2233","verified_name":"Rowan Books","quality_rating":"YELLOW","status":"CONNECTED","throughput":{"level":"HIGH"},"whatsapp_business_manager_messaging_limit":"TIER_10K"},
                 {"id":"220914455300872","display_phone_number":"+44 20 7946 0182","verified_name":"Rowan Books UK","status":"CONNECTED","throughput":{"level":"STANDARD"},"whatsapp_business_manager_messaging_limit":"TIER_10K","is_on_biz_app":true}]}
        """;

    [Theory, Engines]
    public async Task Refreshing_takes_over_what_the_platform_says_and_adds_new_numbers_once(Engine engine)
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync(TwoNumbers));
        using var clients = new Clients(platform.Address);
        await using var connected = await Connected.StartAsync(engine);
        var refresh = Refresh(connected, clients);

        Assert.Equal(2, Assert.IsType<ApiResult<int>.Ok>(await refresh.RunAsync(connected.Portal.TenantId, connected.Account, default)).Value);
        Assert.IsType<ApiResult<int>.Ok>(await refresh.RunAsync(connected.Portal.TenantId, connected.Account, default));

        var numbers = await connected.Portal.Database.ReadAsync(
            connected.Portal.TenantId, (db, token) => db.Set<SenderNumber>().OrderBy(number => number.PhoneNumberId).ToListAsync(token), default);
        Assert.Equal(
            [("220914455300871", "TIER_10K", "YELLOW", 1000), ("220914455300872", "TIER_10K", null, 20)],
            numbers.Select(number => (number.PhoneNumberId, number.Tier, number.Quality, number.ThroughputPerSecond)));
    }

    [Theory, Engines]
    public async Task A_number_that_another_enterprise_has_connected_is_not_taken(Engine engine)
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync(TwoNumbers));
        using var clients = new Clients(platform.Address);
        await using var connected = await Connected.StartAsync(engine);
        var other = await connected.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        await Connected.ConnectAsync(connected.Portal, other.Id, "104775518822330", "220914455300872");

        var result = await Refresh(connected, clients).RunAsync(connected.Portal.TenantId, connected.Account, default);

        Assert.Contains("connected elsewhere", Assert.IsType<ApiResult<int>.Unreachable>(result).Reason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task An_account_gives_its_connection_to_its_own_tenant_only(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        var other = await connected.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        var accounts = connected.Portal.Get<WhatsAppAccounts>();

        Assert.Equal(new WhatsAppConnection(Connected.Waba, "token", null), await accounts.GetConnectionAsync(connected.Portal.TenantId, connected.Account, default));
        Assert.Null(await accounts.GetConnectionAsync(other.Id, connected.Account, default));
        Assert.Equal(connected.Portal.TenantId, (await accounts.GetDoorAsync(connected.Account, default))?.Tenant);
        Assert.Null(await accounts.GetDoorAsync(WhatsAppAccountId.New(), default));
    }

    private static RefreshPhoneNumbers Refresh(Connected connected, Clients clients) => new(
        connected.Portal.Database, connected.Portal.Get<WhatsAppAccounts>(), clients.Client, connected.Portal.Get<IPortalSignals>(), connected.Portal.Clock);
}
