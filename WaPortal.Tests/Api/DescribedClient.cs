using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace WaPortal.Tests.Api;

/// <summary>
/// A client that knows nothing but the description: it finds each operation by its id, fills its path, and holds what it sends and gets against the schemas, as a generated one would.
/// </summary>
internal sealed class DescribedClient(HttpClient http, JsonNode description, string token)
{
    public static async Task<DescribedClient> ReadAsync(HttpClient http, string token) =>
        new(http, (await http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!, token);

    /// <summary>The ids of all operations.</summary>
    public IEnumerable<string> Operations => description["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!["operationId"]!.GetValue<string>());

    /// <summary>The same description with another key.</summary>
    public DescribedClient With(string other) => new(http, description, other);

    public async Task<(int Status, JsonNode? Body, HttpResponseHeaders Headers)> CallAsync(string operation, JsonNode? body = null, string? id = null, string? idempotencyKey = null, string query = "")
    {
        var (path, method, described) = (
            from p in description["paths"]!.AsObject()
            from o in p.Value!.AsObject()
            where o.Value!["operationId"]!.GetValue<string>() == operation
            select (p.Key, o.Key, o.Value)).Single();
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path.Replace("{id}", id, StringComparison.Ordinal) + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null)
        {
            Fits(body, described!["requestBody"]!["content"]!["application/json"]!["schema"]!, operation);
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request);
        var status = (int)answer.StatusCode;
        var text = await answer.Content.ReadAsStringAsync();
        var json = text.Length == 0 ? null : JsonNode.Parse(text);
        var told = described!["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(told is not null, $"{operation} answered {status}, which is not described: {text}");
        Assert.Equal(status < 300 ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        if (status < 300)
            Fits(json!, told["content"]!["application/json"]!["schema"]!, operation);
        else
            Assert.False(string.IsNullOrEmpty(json!["code"]?.GetValue<string>()), text);
        return (status, json, answer.Headers);
    }

    // Required fields are there, and no others than described.
    private void Fits(JsonNode value, JsonNode schema, string where)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            schema = description["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!;
        if (schema["oneOf"] is JsonArray kinds && kinds.FirstOrDefault(k => k!["$ref"] is not null) is { } kind)
        {
            Fits(value, kind, where);
            return;
        }

        if (value is JsonObject fields && schema["properties"] is JsonObject known)
        {
            foreach (var needed in schema["required"]?.AsArray() ?? [])
                Assert.True(fields.ContainsKey(needed!.GetValue<string>()) || IsNullable(known[needed.GetValue<string>()]!), $"{where}: {needed} is missing in {fields}");
            foreach (var (name, inner) in fields)
            {
                Assert.True(known.ContainsKey(name), $"{where}: {name} is not described");
                if (inner is not null)
                    Fits(inner, known[name]!, $"{where}.{name}");
            }
        }
        else if (value is JsonArray items && schema["items"] is { } each)
        {
            foreach (var item in items)
                Fits(item!, each, where);
        }
    }

    // What is null is left out of answers.
    private static bool IsNullable(JsonNode schema) =>
        (schema["type"] is JsonArray types && types.Any(t => t!.GetValue<string>() == "null")) || (schema["oneOf"] is JsonArray kinds && kinds.Any(k => k!["type"]?.GetValue<string>() == "null"));
}
