using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WaPortal.Tests.WhatsApp;

namespace WaPortal.Tests.Templates;

/// <summary>A platform over real HTTP that keeps templates and misbehaves on request.</summary>
internal sealed class TemplatePlatform : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private KestrelPlatform _server = null!;
    private readonly Queue<Action> _late = new();
    private int _next = 1500;

    public List<JsonObject> Templates { get; } = [];

    public List<JsonObject> Edits { get; } = [];

    public List<byte[]> Uploads { get; } = [];

    /// <summary>Creates the template, then breaks the connection.</summary>
    public int ResetAfterCreate { get; set; }

    /// <summary>Answers creations with this error.</summary>
    public JsonObject? RefuseCreate { get; set; }

    /// <summary>Answers everything with 503 and no body that can be read.</summary>
    public bool Down { get; set; }

    public int Creations { get; private set; }

    /// <summary>Asked for each request that creates or edits: what happens to it.</summary>
    public Func<WireFate>? Fate { get; set; }

    /// <summary>Runs after a template was created or edited, before the answer leaves.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    /// <summary>Files creations under this category, whatever was asked for.</summary>
    public string? CreateAs { get; set; }

    /// <summary>Answers edits with this error.</summary>
    public JsonObject? RefuseEdit { get; set; }

    /// <summary>The platform's clock; without one it does not tell when a template was changed.</summary>
    public TimeProvider? Clock { get; set; }

    /// <summary>Other calls about templates that were taken: "unpause 1500", "archive 1500".</summary>
    public List<string> Acts { get; } = [];

    /// <summary>Creations and edits that the platform took, by language.</summary>
    public Dictionary<string, int> Taken { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["WhatsApp:BaseAddress"] = _server.Address.GetLeftPart(UriPartial.Authority),
        ["WhatsApp:AllowLoopback"] = "true",
    };

    public static async Task<TemplatePlatform> StartAsync()
    {
        var platform = new TemplatePlatform();
        platform._server = await KestrelPlatform.StartAsync((context, _) => platform.AnswerAsync(context));
        return platform;
    }

    public static JsonObject Error(int code, int? subcode, string userMessage) => new()
    {
        ["error"] = new JsonObject { ["message"] = "Invalid parameter", ["code"] = code, ["error_subcode"] = subcode, ["error_user_msg"] = userMessage },
    };

    public void Decide(string status, string? reason = null)
    {
        foreach (var template in Templates)
        {
            template["status"] = status;
            template["rejected_reason"] = reason ?? "NONE";
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (Down)
        {
            context.Abort();
            return;
        }

        var changes = method == "POST" && !path.Contains("upload", StringComparison.Ordinal) && !path.EndsWith("archive", StringComparison.Ordinal);
        var fate = changes && Fate is not null ? Fate() : WireFate.Answered;
        if (fate is WireFate.LostBefore or WireFate.TakenLate)
        {
            lock (_lock)
            {
                if (fate == WireFate.TakenLate) _late.Enqueue(() => Answer(method, path, "", body.ToArray()));
            }

            context.Abort();
            return;
        }

        JsonObject answer;
        lock (_lock)
        {
            // What came late is taken before the next request that changes something, but after it was looked for.
            while (changes && _late.TryDequeue(out var late)) late();
            answer = Answer(method, path, context.Request.Query["hsm_id"].ToString(), body.ToArray());
        }

        if (changes && BeforeAnswer is { } wait) await wait();
        if (fate == WireFate.LostAfter)
        {
            context.Abort();
            return;
        }

        if (ResetAfterCreate > 0 && context.Request.Method == "POST" && path.EndsWith("/message_templates", StringComparison.Ordinal))
        {
            ResetAfterCreate--;
            context.Abort();
            return;
        }

        if (answer.ContainsKey("error")) context.Response.StatusCode = 400;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Answer(string method, string path, string deleted, byte[] body)
    {
        var isTemplates = path.EndsWith("/message_templates", StringComparison.Ordinal);
        if (path.EndsWith("/uploads", StringComparison.Ordinal)) return new JsonObject { ["id"] = "upload:1" };
        if (path.Contains("/upload:", StringComparison.Ordinal))
        {
            Uploads.Add(body);
            return new JsonObject { ["h"] = "4::handle" };
        }

        if (isTemplates && method == "POST") return Create(JsonNode.Parse(body)!.AsObject());
        if (isTemplates && method == "GET")
            return new JsonObject { ["data"] = new JsonArray([.. Templates.Select(t => t.DeepClone())]) };
        if (isTemplates && method == "DELETE")
        {
            Templates.RemoveAll(t => (string?)t["id"] == deleted);
            return new JsonObject { ["success"] = true };
        }

        if (path.EndsWith("archive", StringComparison.Ordinal) || path.EndsWith("/unpause", StringComparison.Ordinal)) return Act(path, body);
        var id = path[(path.LastIndexOf('/') + 1)..];
        if (Templates.Find(t => (string?)t["id"] == id) is not { } known) return Error(100, 33, "No such template");
        if (method == "GET") return (JsonObject)known.DeepClone();
        if (RefuseEdit is not null) return (JsonObject)RefuseEdit.DeepClone();
        if ((string?)known["status"] is not ("APPROVED" or "REJECTED" or "PAUSED")) return Error(100, 2388039, "In review");
        Take(known);
        Edits.Add(JsonNode.Parse(body)!.AsObject());
        known["components"] = Edits[^1]["components"]!.DeepClone();
        known["status"] = "PENDING";
        known["last_updated_time"] = Clock?.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject { ["success"] = true };
    }

    private JsonObject Create(JsonObject payload)
    {
        Creations++;
        if (RefuseCreate is not null) return (JsonObject)RefuseCreate.DeepClone();
        if (Templates.Exists(t => (string?)t["name"] == (string?)payload["name"] && (string?)t["language"] == (string?)payload["language"]))
            return Error(100, 2388024, "Name and language exist");
        payload["id"] = (_next++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        payload["status"] = "PENDING";
        payload["category"] = CreateAs ?? (string?)payload["category"];
        Take(payload);
        Templates.Add(payload);
        return new JsonObject { ["id"] = (string?)payload["id"], ["status"] = "PENDING", ["category"] = (string?)payload["category"] };
    }

    private JsonObject Act(string path, byte[] body)
    {
        var parts = path.Split('/');
        var ids = parts[^1] == "unpause" ? [parts[^2]] : JsonNode.Parse(body)!["hsm_ids"]!.AsArray().Select(n => (string)n!).ToArray();
        foreach (var id in ids)
        {
            if (Templates.Find(t => (string?)t["id"] == id) is not { } known) return Error(100, 33, "No such template");
            Acts.Add($"{parts[^1]} {id}");
            known["status"] = parts[^1] == "archive" ? "ARCHIVED" : "APPROVED";
        }

        return new JsonObject { ["success"] = true };
    }

    private void Take(JsonObject template) => Taken[(string)template["language"]!] = Taken.GetValueOrDefault((string)template["language"]!) + 1;
}

/// <summary>What becomes of a request on its way.</summary>
internal enum WireFate
{
    Answered,

    /// <summary>The connection breaks before the platform has taken anything.</summary>
    LostBefore,

    /// <summary>The platform takes it, and the connection breaks before the answer.</summary>
    LostAfter,

    /// <summary>The connection breaks; the platform takes it later, when it was looked for already.</summary>
    TakenLate,
}
