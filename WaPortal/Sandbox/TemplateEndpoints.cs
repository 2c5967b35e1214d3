using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

internal static class TemplateEndpoints
{
    public static void MapTemplates(this IEndpointRouteBuilder routes, GraphGate gate, SandboxState state)
    {
        routes.MapPost("/{id}/message_templates", gate.Wrap(async context =>
        {
            if (Stranger(context) is { } refusal) return refusal;
            state.Count("template_creations");
            var payload = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
            return payload is null ? GraphErrors.Of(100, "The body is not a JSON object.") : state.Templates.Create(payload);
        }));
        routes.MapGet("/{id}/message_templates", gate.Wrap(context => Task.FromResult(Stranger(context) ?? List(context, state))));
        routes.MapDelete("/{id}/message_templates", gate.Wrap(context => Task.FromResult(Stranger(context) ?? Delete(context.Request.Query, state))));
        routes.MapGet("/{id}/message_template_previews", gate.Wrap(context => Task.FromResult(Stranger(context) ?? Preview(context.Request.Query))));
        routes.MapPost("/{id}/unpause", gate.Wrap(context => Task.FromResult(state.Templates.Unpause((string)context.GetRouteValue("id")!))));
    }

    /// <summary>The archive stands on a host of its own, whose paths carry no version.</summary>
    public static void MapArchive(this IEndpointRouteBuilder routes, GraphGate gate, SandboxState state)
    {
        routes.MapPost("/{id}/message_templates/archive", gate.Wrap(context => ShelveAsync(context, state, archive: true)));
        routes.MapPost("/{id}/message_templates/unarchive", gate.Wrap(context => ShelveAsync(context, state, archive: false)));
    }

    private static async Task<GraphAnswer> ShelveAsync(HttpContext context, SandboxState state, bool archive)
    {
        if (Stranger(context) is { } refusal) return refusal;
        var payload = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
        // Seen as an array and as one string with commas.
        var ids = payload?["hsm_ids"] switch
        {
            JsonArray items => items.Select(item => item?.ToString() ?? "").ToList(),
            JsonValue text => [.. text.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            _ => [],
        };
        return state.Templates.Shelve(ids, archive);
    }

    private static GraphAnswer? Stranger(HttpContext context)
    {
        var id = (string)context.GetRouteValue("id")!;
        return id == SandboxAccount.WabaId ? null : GraphErrors.UnknownObject(context.Request.Method, id);
    }

    private static GraphAnswer Preview(IQueryCollection query)
    {
        if (!string.Equals(query["category"], "AUTHENTICATION", StringComparison.OrdinalIgnoreCase)) return GraphErrors.Of(100, "Only AUTHENTICATION has previews.");
        var languages = query["languages"].ToString().Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => one.Trim('"')).ToList();
        if (languages.Count == 0) languages = [.. TemplateLocales.Codes];
        if (languages.Find(language => !TemplateLocales.Codes.Contains(language)) is { } unknown) return GraphErrors.Of(100, $"The language {unknown} is not supported.");
        var minutes = double.TryParse(query["code_expiration_minutes"], NumberStyles.Integer, CultureInfo.InvariantCulture, out var expiry) ? expiry : (double?)null;
        if (minutes is < 1 or > 90) return GraphErrors.Of(100, "code_expiration_minutes is between 1 and 90.");
        var advised = string.Equals(query["add_security_recommendation"], "true", StringComparison.OrdinalIgnoreCase);
        return GraphAnswer.Ok(new JsonObject { ["data"] = new JsonArray([.. languages.Select(language => AuthenticationWording.Preview(language, advised, minutes))]) });
    }

    private static GraphAnswer Delete(IQueryCollection query, SandboxState state)
    {
        string? Text(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
        var ids = Text("hsm_ids")?.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim('"')).ToList();
        return state.Templates.Delete(Text("name"), Text("hsm_id"), ids);
    }

    private static GraphAnswer List(HttpContext context, SandboxState state)
    {
        var query = context.Request.Query;
        var all = state.Templates.Documents(GraphGate.Origin(context)).Where(document => Fits(document, query)).ToList();
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 1000) : 25;
        var start = 0;
        if (query["after"].ToString() is { Length: > 0 } after)
        {
            if (Uncursor(after) is not { } last) return GraphErrors.Of(131059);
            start = all.TakeWhile(document => string.CompareOrdinal(document.Text("id"), last) <= 0).Count();
        }
        else if (query["before"].ToString() is { Length: > 0 } before)
        {
            if (Uncursor(before) is not { } first) return GraphErrors.Of(131059);
            start = Math.Max(0, all.TakeWhile(document => string.CompareOrdinal(document.Text("id"), first) < 0).Count() - limit);
        }

        var page = all.Skip(start).Take(limit).ToList();
        var answer = new JsonObject();
        var paging = new JsonObject();
        if (page.Count > 0)
        {
            paging["cursors"] = new JsonObject { ["before"] = Cursor(page[0]), ["after"] = Cursor(page[^1]) };
            if (start + page.Count < all.Count) paging["next"] = Address(context, "after", Cursor(page[^1]));
            if (start > 0) paging["previous"] = Address(context, "before", Cursor(page[0]));
        }

        answer["data"] = new JsonArray([.. page.Select(document => (JsonNode)GraphGate.Pick(context, Defaults(context, document)))]);
        if (page.Count > 0) answer["paging"] = paging;
        if (query["summary"].ToString().Length > 0)
        {
            answer["summary"] = new JsonObject
            {
                ["total_count"] = all.Count,
                ["message_template_count"] = state.Templates.Documents().Count,
                ["message_template_limit"] = 6000,
                ["are_translations_complete"] = true,
            };
        }

        return GraphAnswer.Ok(answer);
    }

    private static JsonObject Defaults(HttpContext context, JsonObject document)
    {
        if (context.Request.Query["fields"].ToString().Length > 0) return document;
        foreach (var extra in new[] { "rejected_reason", "quality_score", "last_updated_time", "source", "health_status" }) document.Remove(extra);
        return document;
    }

    private static bool Fits(JsonObject document, IQueryCollection query)
    {
        bool Contains(string text, string filter) => text.Contains(filter, StringComparison.OrdinalIgnoreCase);
        bool Holds(string name, Func<string, bool> fits) => query[name].ToString() is not { Length: > 0 } value || fits(value);
        var content = document["components"]!.ToJsonString();
        var name = document.Text("name")!;
        return Holds("name", value => Contains(name, value))
            && Holds("content", value => Contains(content, value))
            && Holds("name_or_content", value => Contains(name, value) || Contains(content, value))
            && Holds("category", value => OneOf(value, document.Text("category")!))
            && Holds("language", value => OneOf(value, document.Text("language")!))
            && Holds("status", value => OneOf(value, document.Text("status")!))
            && Holds("quality_score", value => OneOf(value, ((JsonObject)document["quality_score"]!).Text("score")!));
    }

    private static bool OneOf(string filter, string value) =>
        filter.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries).Any(one => string.Equals(one.Trim('"'), value, StringComparison.OrdinalIgnoreCase));

    private static string Cursor(JsonObject document) => Convert.ToBase64String(Encoding.ASCII.GetBytes("t" + document.Text("id"))).TrimEnd('=');

    private static string? Uncursor(string cursor)
    {
        var bytes = new byte[cursor.Length];
        var padded = cursor.PadRight((cursor.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var length) && length > 1 && bytes[0] == 't' ? Encoding.ASCII.GetString(bytes, 1, length - 1) : null;
    }

    private static string Address(HttpContext context, string direction, string cursor)
    {
        var kept = context.Request.Query.Where(pair => pair.Key is not ("after" or "before" or "access_token")).Select(pair => (pair.Key, Value: pair.Value.ToString())).Append((Key: direction, Value: cursor));
        return $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?" + string.Join('&', kept.Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value)));
    }
}
