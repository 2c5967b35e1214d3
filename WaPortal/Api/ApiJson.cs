using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaPortal.Api;

/// <summary>How the API writes and reads JSON: snake_case, strict. A field that is not known is most likely mistyped, and nobody wants half a request carried out.</summary>
internal static class ApiJson
{
    // A body has few levels; nobody nests deeper in good faith.
    private const int Depth = 16;

    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null; // keys of values are the caller's
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = Depth;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
