using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>How the conditions of a segment are stored: <c>{"version":1,"match":{…}}</c>.</summary>
public static class SegmentText
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 24,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The text of a group.</summary>
    public static string Write(SegmentGroup match) => JsonSerializer.Serialize(new Stored(Version, match), Json);

    /// <summary>Reads it back; null for what this program cannot read, such as the text of a newer one.</summary>
    public static SegmentGroup? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(text, Json) is { Version: Version, Match: SegmentGroup match } && IsWhole(match) ? match : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsWhole(SegmentNode? node) => node switch
    {
        SegmentGroup group => group.Parts.All(IsWhole),
        SegmentCondition condition => condition.Values is null || condition.Values.All(v => v is not null),
        _ => false,
    };

    private sealed record Stored(int Version, SegmentNode Match);
}
