using System.Text.Json.Nodes;

namespace WaPortal.Core.WhatsApp;

/// <summary>The answer to creating a template. Category and status may differ from what was asked for.</summary>
public sealed record TemplateCreated(string Id, string Status, string Category);

/// <summary>A template as the platform holds it. Enumerations are open strings in upper case.</summary>
public sealed record TemplateInfo
{
    /// <summary>The translation's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name, shared by all translations.</summary>
    public required string Name { get; init; }

    /// <summary>The language code, with an underscore.</summary>
    public required string Language { get; init; }

    /// <summary>Such as <c>APPROVED</c>, <c>PENDING</c>, <c>REJECTED</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Such as <c>MARKETING</c>.</summary>
    public required string Category { get; init; }

    /// <summary>Such as <c>ORDER_STATUS</c>; null for none.</summary>
    public string? SubCategory { get; init; }

    /// <summary>The category before the platform changed it.</summary>
    public string? PreviousCategory { get; init; }

    /// <summary>The category that the platform says it should have.</summary>
    public string? CorrectCategory { get; init; }

    /// <summary><c>POSITIONAL</c> or <c>NAMED</c>.</summary>
    public string? ParameterFormat { get; init; }

    /// <summary>Why it was rejected; null for <c>NONE</c>.</summary>
    public string? RejectedReason { get; init; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string? QualityScore { get; init; }

    /// <summary>How long the platform tries to deliver, in seconds.</summary>
    public int? MessageSendTtlSeconds { get; init; }

    /// <summary>When it was changed last, where the platform says so.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The components, as on the wire.</summary>
    public required JsonArray Components { get; init; }
}
