using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WaPortal.Tests.WhatsApp;

namespace WaPortal.Tests.Templates;

/// <summary>A platform over real HTTP that keeps templates and misbehaves on request.</summary>
internal sealed class TemplatePlatform : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private KestrelPlatform _server = null!;
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
        var path = context.Request.Path.Value!;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (Down)
        {
            context.Abort();
            return;
        }

        JsonObject answer;
        lock (_lock) answer = Answer(context, path, body.ToArray());
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

    private JsonObject Answer(HttpContext context, string path, byte[] body)
    {
        var isTemplates = path.EndsWith("/message_templates", StringComparison.Ordinal);
        if (path.EndsWith("/uploads", StringComparison.Ordinal)) return new JsonObject { ["id"] = "upload:1" };
        if (path.Contains("/upload:", StringComparison.Ordinal))
        {
            Uploads.Add(body);
            return new JsonObject { ["h"] = "4::handle" };
        }

        if (isTemplates && context.Request.Method == "POST") return Create(JsonNode.Parse(body)!.AsObject());
        if (isTemplates && context.Request.Method == "GET")
            return new JsonObject { ["data"] = new JsonArray([.. Templates.Select(t => t.DeepClone())]) };
        if (isTemplates && context.Request.Method == "DELETE")
        {
            Templates.RemoveAll(t => (string?)t["id"] == context.Request.Query["hsm_id"].ToString());
            return new JsonObject { ["success"] = true };
        }

        var id = path[(path.LastIndexOf('/') + 1)..];
        if (Templates.Find(t => (string?)t["id"] == id) is not { } known) return Error(100, 33, "No such template");
        if (context.Request.Method == "GET") return (JsonObject)known.DeepClone();
        Edits.Add(JsonNode.Parse(body)!.AsObject());
        known["components"] = Edits[^1]["components"]!.DeepClone();
        known["status"] = "PENDING";
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
        Templates.Add(payload);
        return new JsonObject { ["id"] = (string?)payload["id"], ["status"] = "PENDING", ["category"] = (string?)payload["category"] };
    }
}
