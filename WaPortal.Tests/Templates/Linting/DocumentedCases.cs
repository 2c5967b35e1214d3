using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace WaPortal.Tests.Templates.Linting;

/// <summary>Create payloads with the verdict the documentation gives them.</summary>
public sealed record DocumentedCase(string Id, bool Valid, string Rule, JsonObject Payload)
{
    public JsonElement Element => JsonSerializer.SerializeToElement(Payload);

    public override string ToString() => Id;
}

public static class DocumentedCases
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<DocumentedCase> All { get; } = Load();

    public static TheoryData<string> Ids => [.. All.Select(c => c.Id)];

    public static DocumentedCase Get(string id) => All.Single(c => c.Id == id);

    private static List<DocumentedCase> Load()
    {
        using var stream = typeof(DocumentedCases).Assembly.GetManifestResourceStream("WaPortal.Tests.Templates.Linting/documented-cases.json")!;
        return JsonSerializer.Deserialize<List<DocumentedCase>>(stream, Web)!;
    }
}
