using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>The whole portal in this process, behind real HTTP on a free loopback port.</summary>
public sealed class HttpPortal : IAsyncDisposable
{
    private readonly string _directory;

    private HttpPortal(WebApplication app, string directory)
    {
        App = app;
        _directory = directory;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    /// <summary>Its data directory; gone after disposal.</summary>
    public string DataPath => _directory;

    public Uri Address { get; }

    /// <summary>Follows nothing and keeps no cookie.</summary>
    public HttpClient Client { get; }

    public static async Task<HttpPortal> StartAsync(params string[] args)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-http-").FullName;
        var app = PortalHost.Build(["--urls", "http://127.0.0.1:0", "--Sandbox:Url", "http://127.0.0.1:0", "--Data:Directory", directory, "--Logging:LogLevel:Default", "Warning", "--applicationName", "WaPortal", .. args]);
        // The key is made as at a first start; the database is a copy of one that was migrated already, which saves a second each time.
        _ = app.Services.GetRequiredService<MasterKey>();
        var file = app.Services.GetRequiredService<DataDirectory>().PortalFile;
        if (!File.Exists(file))
            File.Copy(await MigratedTemplates.SqliteFileAsync(), file);
        await CoreStart.RunAsync(app.Services, CancellationToken.None);
        await app.StartAsync();
        return new HttpPortal(app, directory);
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A new set-up code, as a restart would print it.</summary>
    public async Task<string> SetUpCodeAsync() => (await Get<Installations>().StartAsync(CancellationToken.None))!;

    /// <summary>Lets only this network in.</summary>
    public Task AllowOnlyAsync(string network) => Get<PlatformNetworks>().ReplaceAsync([NetworkRange.TryParse(network)!], "test", CancellationToken.None);

    /// <summary>A user (enrolled when a seed is given) after the password step; gives the cookie's token and the session.</summary>
    public async Task<SessionTicket> PasswordOkAsync(byte[]? seed, string enterprise = "casa-alba")
    {
        var tenant = await Get<CreateTenant>().RunAsync(enterprise, "Casa Alba", "Europe/London", "GB", ["en_GB"], CancellationToken.None);
        var user = new NewUser(AccessPortal.Email, "Inés Ferrer", Enum.GetValues<PortalRole>(), AccessPortal.Password, seed);
        await Get<CreateUser>().RunAsync(Actor.Job(tenant.Tenant!.Id, "test"), user, CancellationToken.None);
        var result = await Get<SignIn>().PasswordAsync(enterprise, AccessPortal.Email, AccessPortal.Password, AccessPortal.Visitor, CancellationToken.None);
        return ((SignInResult.Passed)result).Ticket;
    }

    /// <summary>A signed-in user who holds every role.</summary>
    public async Task<SessionTicket> SignedInAsync(string enterprise = "casa-alba")
    {
        var seed = Totp.NewSeed();
        var first = await PasswordOkAsync(seed, enterprise);
        var session = await Get<Sessions>().FindAsync(first.Token, CancellationToken.None);
        var code = Totp.CodeAt(seed, TimeProvider.System.GetUtcNow());
        return ((SignInResult.Passed)await Get<SignIn>().CodeAsync(session!, code, AccessPortal.Visitor, CancellationToken.None)).Ticket;
    }

    /// <summary>Opens a circuit's connection as the pages do.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string? token, string? origin)
    {
        var socket = new ClientWebSocket();
        if (token is not null)
            socket.Options.SetRequestHeader("Cookie", $"__Host-s={token}");
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{Address.Authority}/_blazor"), CancellationToken.None);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a circuit's connection from the portal's own origin.</summary>
    public Task<ClientWebSocket> ConnectAsync(SessionTicket ticket) => ConnectAsync(ticket.Token, Address.GetLeftPart(UriPartial.Authority));

    /// <summary>Waits until the portal has cut a connection.</summary>
    public static async Task AssertCutAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await socket.ReceiveAsync(new byte[1024], patience.Token);
        });
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? sessionToken = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        if (sessionToken is not null)
            request.Headers.TryAddWithoutValidation("Cookie", $"__Host-s={sessionToken}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        // A page that was open is taken down after the host has stopped, and may write for a moment more.
        for (var tries = 0; ; tries++)
        {
            try
            {
                Directory.Delete(_directory, recursive: true);
                return;
            }
            catch (IOException) when (tries < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            }
        }
    }
}
