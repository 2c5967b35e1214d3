using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The account, its number, its subscription, and whatever else has an id of its own.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes, GraphGate gate, SandboxState state)
    {
        routes.MapGet("/{id}/phone_numbers", gate.Wrap(context => Task.FromResult(OfWaba(context) ?? GraphAnswer.Ok(new JsonObject
        {
            ["data"] = new JsonArray(GraphGate.Pick(context, Number(state), "display_phone_number", "status")),
            ["paging"] = new JsonObject { ["cursors"] = new JsonObject { ["before"] = "QVFI", ["after"] = "QVFI" } },
        }))));
        routes.MapGet("/{id}/subscribed_apps", gate.Wrap(context => Task.FromResult(OfWaba(context) ?? GraphAnswer.Ok(new JsonObject
        {
            ["data"] = state.Outbox.Subscribed
                ? new JsonArray(new JsonObject
                {
                    ["whatsapp_business_api_data"] = new JsonObject { ["id"] = SandboxAccount.AppId, ["name"] = "Sandbox app", ["link"] = "https://example.invalid/app" },
                    ["id"] = SandboxAccount.AppId,
                    ["name"] = "Sandbox app",
                })
                : [],
        }))));
        routes.MapPost("/{id}/subscribed_apps", gate.Wrap(context => Task.FromResult(OfWaba(context) ?? Subscribe(state, true))));
        routes.MapDelete("/{id}/subscribed_apps", gate.Wrap(context => Task.FromResult(OfWaba(context) ?? Subscribe(state, false))));
        routes.MapGet("/{id}/whatsapp_business_profile", gate.Wrap(context => Task.FromResult(OfNumber(context)
            ?? GraphAnswer.Ok(new JsonObject { ["data"] = new JsonArray(state.Profile.DeepClone()) }))));
        routes.MapPost("/{id}/whatsapp_business_profile", gate.Wrap(async context => OfNumber(context) ?? await EditProfileAsync(context, state)));
        routes.MapGet("/{id}", gate.Wrap(context => Task.FromResult(Get(context, state))));
        routes.MapPost("/{id}", gate.Wrap(context => PostAsync(context, state)));
        routes.MapDelete("/{id}", gate.Wrap(context => Task.FromResult(
            state.Media.Remove(Id(context)) ? GraphAnswer.Success() : GraphErrors.UnknownObject("DELETE", Id(context)))));
    }

    private static string Id(HttpContext context) => (string)context.GetRouteValue("id")!;

    private static GraphAnswer? OfWaba(HttpContext context) => Id(context) == SandboxAccount.WabaId ? null : GraphErrors.UnknownObject(context.Request.Method, Id(context));

    private static GraphAnswer? OfNumber(HttpContext context) => Id(context) == SandboxAccount.PhoneNumberId ? null : GraphErrors.UnknownObject(context.Request.Method, Id(context));

    private static JsonObject Number(SandboxState state)
    {
        var number = SandboxAccount.PhoneNumber(state.Limits.Tier, state.Limits.Throughput);
        number["health_status"] = SandboxAccount.Health("PHONE_NUMBER", SandboxAccount.PhoneNumberId);
        return number;
    }

    private static GraphAnswer Subscribe(SandboxState state, bool subscribed)
    {
        state.SetSubscribed(subscribed);
        return GraphAnswer.Success();
    }

    private static async Task<GraphAnswer> EditProfileAsync(HttpContext context, SandboxState state)
    {
        var changes = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
        if (changes?.Text("messaging_product") != "whatsapp") return GraphErrors.Of(100, "(#100) The parameter messaging_product is required.");
        foreach (var (field, most) in new[] { ("about", 139), ("address", 256), ("description", 512), ("email", 128) })
        {
            if (changes.Text(field) is { } text && text.Length > most) return GraphErrors.Of(100, $"{field} has at most {most} characters.");
        }

        state.SetProfile(changes);
        return GraphAnswer.Success();
    }

    private static GraphAnswer Get(HttpContext context, SandboxState state)
    {
        var id = Id(context);
        if (state.Media.Session(id) is { } session) return GraphAnswer.Ok(new JsonObject { ["id"] = id, ["file_offset"] = session.Received.Length });
        if (state.Media.Find(id) is { } file) return GraphAnswer.Ok(MediaEndpoints.Describe(context, file, state));
        var document = id switch
        {
            SandboxAccount.PhoneNumberId => Number(state),
            SandboxAccount.WabaId => SandboxAccount.Waba(state.Limits.Tier),
            SandboxAccount.PortfolioId => SandboxAccount.Portfolio(state.Limits.Tier),
            SandboxAccount.AppId => new JsonObject { ["id"] = SandboxAccount.AppId, ["name"] = "Sandbox app" },
            _ => state.Templates.Find(id, GraphGate.Origin(context)),
        };
        if (document is null) return GraphErrors.UnknownObject("GET", id);
        if (id is SandboxAccount.WabaId or SandboxAccount.PortfolioId) document["health_status"] = SandboxAccount.Health("WABA", id);
        return GraphAnswer.Ok(GraphGate.Pick(context, document));
    }

    private static async Task<GraphAnswer> PostAsync(HttpContext context, SandboxState state)
    {
        var id = Id(context);
        if (state.Media.Session(id) is { } session) return await MediaEndpoints.ContinueAsync(context, session, state);
        if (state.Templates.Find(id) is null) return GraphErrors.UnknownObject("POST", id);
        state.Count("template_edits");
        var payload = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
        return payload is null ? GraphErrors.Of(100, "The body is not a JSON object.") : state.Templates.Edit(id, payload);
    }
}
