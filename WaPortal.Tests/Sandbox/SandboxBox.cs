using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WaPortal.Sandbox;
using Xunit;

namespace WaPortal.Tests.Sandbox;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class HandClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}

/// <summary>Someone who receives webhooks, as the portal would.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<(byte[] Body, string? Signature)> Posts { get; } = new();

    public int Answer { get; set; } = 200;

    public Uri Url => new(_app.Urls.First() + "/hook");

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapGet("/hook", (HttpContext context) => context.Request.Query["hub.verify_token"] == "sandbox-verify" && context.Request.Query["hub.mode"] == "subscribe"
            ? Results.Text(context.Request.Query["hub.challenge"].ToString())
            : Results.StatusCode(403));
        app.MapPost("/hook", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            receiver.Posts.Enqueue((body.ToArray(), context.Request.Headers["X-Hub-Signature-256"]));
            return Results.StatusCode(receiver.Answer);
        });
        await app.StartAsync();
        return receiver;
    }

    public List<JsonObject> Changes(string field) => [.. Posts
        .Select(post => (JsonObject)JsonNode.Parse(post.Body)!)
        .SelectMany(post => post["entry"]!.AsArray()).SelectMany(entry => entry!["changes"]!.AsArray()).OfType<JsonObject>()
        .Where(change => (string?)change["field"] == field).Select(change => (JsonObject)change["value"]!)];

    public List<JsonObject> Statuses() => [.. Changes("messages").SelectMany(value => value["statuses"]?.AsArray() ?? []).OfType<JsonObject>()];

    public static string Sign(byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("sandbox-secret"), body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A sandbox on a free port with a client that speaks to it.</summary>
internal sealed class SandboxBox : IAsyncDisposable
{
    public const string Waba = "100000000000001";
    public const string Number = "200000000000001";

    private SandboxServer? _server;

    public HandClock Clock { get; } = new();

    public HttpClient Http { get; private set; } = new();

    public SandboxOptions Options { get; private init; } = new();

    public static async Task<SandboxBox> StartAsync(Action<SandboxOptions>? configure = null)
    {
        var options = new SandboxOptions { Url = "http://127.0.0.1:0", ReviewDelay = TimeSpan.Zero, Throughput = null };
        configure?.Invoke(options);
        var box = new SandboxBox { Options = options };
        await box.RestartAsync();
        return box;
    }

    public async Task RestartAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Http.Dispose();
        _server = await SandboxServer.StartAsync(Options, Clock, CancellationToken.None);
        Http = new HttpClient { BaseAddress = _server.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "any");
    }

    public async Task<(int Status, JsonObject Body)> CallAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public Task<(int Status, JsonObject Body)> PostAsync(string path, JsonNode body) => CallAsync(HttpMethod.Post, path, body);

    public async Task<JsonObject> GetAsync(string path) => (await CallAsync(HttpMethod.Get, path)).Body;

    public static JsonObject Template(string name = "order_on_its_way", string text = "Hello {{1}}, your order is on its way to you.", string language = "en_GB", string category = "MARKETING") => new()
    {
        ["name"] = name,
        ["language"] = language,
        ["category"] = category,
        ["components"] = new JsonArray(new JsonObject { ["type"] = "body", ["text"] = text, ["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray("Ann")) } }),
    };

    public async Task<string> ApprovedAsync(string name = "order_on_its_way")
    {
        var created = await PostAsync($"/v25.0/{Waba}/message_templates", Template(name));
        Assert.Equal(200, created.Status);
        var id = (string)created.Body["id"]!;
        await UntilAsync(async () => (string?)(await GetAsync($"/v25.0/{id}"))["status"] == "APPROVED");
        return id;
    }

    public static JsonObject Message(string to, string? data = null, string value = "Ann", string template = "order_on_its_way", string language = "en_GB") => new()
    {
        ["messaging_product"] = "whatsapp",
        ["to"] = to,
        ["type"] = "template",
        ["biz_opaque_callback_data"] = data,
        ["template"] = new JsonObject
        {
            ["name"] = template,
            ["language"] = new JsonObject { ["code"] = language },
            ["components"] = new JsonArray(new JsonObject { ["type"] = "body", ["parameters"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = value }) }),
        },
    };

    public Task<(int Status, JsonObject Body)> SendAsync(JsonObject message) => PostAsync($"/v25.0/{Number}/messages", message);

    public async Task<int> SendCodeAsync(JsonObject message) => (await SendAsync(message)).Body["error"] is JsonObject error ? (int)error["code"]! : 0;

    public async Task SubscribeAsync(Receiver receiver) =>
        Assert.Equal(200, (await PostAsync("/sandbox/webhook", new JsonObject { ["url"] = receiver.Url.ToString() })).Status);

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var round = 0; round < 1200; round++)
        {
            if (await holds()) return;
            await Task.Delay(25);
        }

        Assert.Fail("It did not come to hold.");
    }

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
