using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>A template in one language, as the platform holds it. Kept as JSON in exactly this form.</summary>
internal sealed class SandboxTemplate
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Language { get; init; }

    public required string Category { get; set; }

    public required JsonArray Components { get; set; }

    public string Status { get; set; } = "PENDING";

    public string ParameterFormat { get; set; } = "POSITIONAL";

    public string RejectedReason { get; set; } = "NONE";

    public string Quality { get; set; } = "UNKNOWN";

    public int? TimeToLive { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ReviewAt { get; set; }

    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Where it stood before it was archived.</summary>
    public string? BeforeArchive { get; set; }

    public int Pauses { get; set; }

    public bool WasApproved { get; set; }

    /// <summary>When it was edited while approved; the quota counts these.</summary>
    public List<DateTimeOffset> ApprovedEdits { get; init; } = [];

    public bool IsNamed => ParameterFormat == "NAMED";

    public JsonObject? Component(string type) => Components.OfType<JsonObject>().FirstOrDefault(component => component.Upper("type") == type);

    public JsonObject Payload() => new()
    {
        ["name"] = Name,
        ["language"] = Language,
        ["category"] = Category,
        ["parameter_format"] = ParameterFormat,
        ["components"] = Components.DeepClone(),
    };

    /// <summary>As a read answers it.</summary>
    /// <param name="origin">Scheme and host, for the addresses of samples.</param>
    /// <param name="now">Those expire.</param>
    public JsonObject ToGraph(string origin, DateTimeOffset now)
    {
        var document = new JsonObject
        {
            ["name"] = Name,
            ["parameter_format"] = ParameterFormat,
            ["components"] = TemplateReads.Of(Components, Category, Language, origin, now),
            ["language"] = Language,
            ["status"] = Status,
            ["category"] = Category,
            ["rejected_reason"] = RejectedReason,
            ["quality_score"] = new JsonObject { ["score"] = Quality, ["date"] = UpdatedAt.ToUnixTimeSeconds() },
            ["last_updated_time"] = UpdatedAt.ToUnixTimeSeconds(),
            ["source"] = "manual",
            ["health_status"] = SandboxAccount.Health("MESSAGE_TEMPLATE", Id),
            ["id"] = Id,
        };
        if (TimeToLive is { } seconds) document["message_send_ttl_seconds"] = seconds;
        return document;
    }

    public StoredChange Stored() => new("template", Id, JsonSerializer.Serialize(this));
}
