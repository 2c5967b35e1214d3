using System.Net;
using System.Net.WebSockets;
using Microsoft.EntityFrameworkCore;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class CircuitTests
{
    [Fact]
    public async Task A_session_holds_five_circuits_and_closing_one_makes_room()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < CircuitConnections.PerSession; i++)
            open.Add(await portal.ConnectAsync(ticket));
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket));
        open[0].Abort();
        await Eventually.TrueAsync(() => Task.FromResult(portal.Get<CircuitConnections>().List().Count == CircuitConnections.PerSession - 1), "The closed circuit is still counted.");
        open.Add(await portal.ConnectAsync(ticket));
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_session_that_another_process_ended_is_cut_here_too()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        using var socket = await portal.ConnectAsync(ticket);
        // As a verb on the server or another node would: the row alone, nobody here is told.
        await EndRowAsync(portal, ticket);
        await HttpPortal.AssertCutAsync(socket);
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket));
    }

    [Fact]
    public async Task A_disabled_users_connection_is_cut()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        using var socket = await portal.ConnectAsync(ticket);
        var tenant = (await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None))!.Tenant;
        await portal.Get<PortalDatabase>().WriteAsync(
            tenant, (db, t) => db.Set<PortalUser>().ExecuteUpdateAsync(s => s.SetProperty(u => u.Status, UserStatus.Disabled), t), CancellationToken.None);
        await HttpPortal.AssertCutAsync(socket);
    }

    [Fact]
    public async Task A_connection_whose_address_left_the_list_is_cut()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        using var socket = await portal.ConnectAsync(ticket);
        await portal.AllowOnlyAsync("203.0.113.0/24");
        await HttpPortal.AssertCutAsync(socket);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worth_nothing_once_its_session_has_ended()
    {
        await using var portal = await HttpPortal.StartAsync();
        var ticket = await portal.SignedInAsync();
        Assert.Equal(HttpStatusCode.OK, (await portal.SendAsync(HttpMethod.Get, "/account", ticket.Token)).StatusCode);
        var session = await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None);
        await portal.Get<Sessions>().EndOwnAsync(session!.ToActor(null), ticket.Id, "sign-out", CancellationToken.None);
        var answer = await portal.SendAsync(HttpMethod.Get, "/account", ticket.Token);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WebSocketException>(() => portal.ConnectAsync(ticket));
    }

    private static async Task EndRowAsync(HttpPortal portal, SessionTicket ticket)
    {
        var tenant = (await portal.Get<Sessions>().FindAsync(ticket.Token, CancellationToken.None))!.Tenant;
        var now = TimeProvider.System.GetUtcNow();
        await portal.Get<PortalDatabase>().WriteAsync(
            tenant,
            (db, t) => db.Set<PortalSession>().Where(s => s.Id == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), t),
            CancellationToken.None);
    }
}
