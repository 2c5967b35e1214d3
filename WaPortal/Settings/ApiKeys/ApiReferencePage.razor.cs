using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using WaPortal.Api;
using WaPortal.Core.Access.Mail;

namespace WaPortal.Settings.ApiKeys;

/// <summary>The description of the API, for people.</summary>
public partial class ApiReferencePage
{
    private IReadOnlyList<Operation> _operations = [];

    [Inject(Key = "v1")]
    public required IOpenApiDocumentProvider Documents { get; init; }

    [Inject]
    public required IOptions<MailOptions> Mail { get; init; }

    // What is configured is how the world reaches the portal; the browser may be on a shorter way.
    private Uri Base => new(Mail.Value.PortalAddress ?? new Uri(Navigation.BaseUri), ApiEndpoints.Prefix);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var document = await Documents.GetOpenApiDocumentAsync(token);
        _operations =
        [
            .. from path in document.Paths
               from operation in path.Value.Operations ?? []
               select new Operation(
                   operation.Value.OperationId ?? "", operation.Value.Tags?.FirstOrDefault()?.Name ?? "", operation.Key.Method, path.Key, operation.Value.Summary ?? "", (operation.Value.Description ?? "").Replace("`", "", StringComparison.Ordinal),
                   [.. Parts(operation.Value)]),
        ];
        return true;
    }

    private static IEnumerable<(string Heading, IReadOnlyList<Field> Fields)> Parts(OpenApiOperation operation)
    {
        if (operation.Parameters is { Count: > 0 } parameters)
            yield return ("Parameters", [.. parameters.Select(p => new Field(p.Name ?? "", Type(p.Schema), p.Description ?? "", p.Required))]);
        if (operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema is { } body)
            yield return ("Body", Fields(body));
        if (operation.Responses?.FirstOrDefault(r => r.Key.StartsWith('2')) is { Value.Content: { } content } && content.Values.FirstOrDefault()?.Schema is { } answer)
            yield return ("Answer", Fields(answer));
    }

    private static List<Field> Fields(IOpenApiSchema schema) =>
        [.. (schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(p => new Field(p.Key, Type(p.Value), p.Value.Description ?? "", schema.Required?.Contains(p.Key) == true))];

    private static string Type(IOpenApiSchema? schema)
    {
        if (schema is null)
            return "";
        if (schema.Enum is { Count: > 0 } values)
            return string.Join(" | ", values.Select(v => v?.ToString() ?? "null"));
        if (schema.OneOf is { Count: > 0 } kinds)
            return Type(kinds.FirstOrDefault(k => k.Type != JsonSchemaType.Null));
        if (schema.Items is { } items)
            return Type(items) + " […]";
        var type = (schema.Type & ~JsonSchemaType.Null)?.ToString().ToLowerInvariant() ?? "object";
        return schema.Format is { } format ? $"{type} ({format})" : type;
    }

    private sealed record Operation(string Id, string Tag, string Method, string Path, string Summary, string Description, IReadOnlyList<(string Heading, IReadOnlyList<Field> Fields)> Parts);

    private sealed record Field(string Name, string Type, string Description, bool IsRequired);
}
