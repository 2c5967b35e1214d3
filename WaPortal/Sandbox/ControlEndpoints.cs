using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The levers beside the platform, under <c>/sandbox/</c>. They need no token.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes, SandboxState state, WebhookPump pump)
    {
        routes.MapGet("/sandbox/state", context => GraphGate.WriteAsync(context, GraphAnswer.Ok(Describe(state, pump))));
        routes.MapPost("/sandbox/webhook", HandleAsync((_, request) => SetWebhookAsync(request, state, pump)));
        routes.MapPost("/sandbox/faults", Handle((_, request) => Done(state.Faults.Add(request))));
        routes.MapDelete("/sandbox/faults", async context =>
        {
            state.Faults.Clear();
            await GraphGate.WriteAsync(context, GraphAnswer.Success());
        });
        routes.MapPost("/sandbox/behaviour", Handle((_, request) => SetBehaviour(request, state)));
        routes.MapPost("/sandbox/limits", Handle((_, request) => SetLimits(request, state)));
        routes.MapPost("/sandbox/inbound", Handle((_, request) => TakeInbound(request, state)));
        routes.MapPost("/sandbox/press", Handle((_, request) => TakePress(request, state)));
        routes.MapPost("/sandbox/preferences", Handle((_, request) => TakePreference(request, state)));
        routes.MapPost("/sandbox/templates/{id}/decision", Handle((context, request) => Done(state.Templates.Decide(
            (string)context.GetRouteValue("id")!, request.Upper("event"), request.Text("reason"), request.Text("category")))));
    }

    private static RequestDelegate Handle(Func<HttpContext, JsonObject, GraphAnswer> handle) => HandleAsync((context, request) => Task.FromResult(handle(context, request)));

    private static RequestDelegate HandleAsync(Func<HttpContext, JsonObject, Task<GraphAnswer>> handle) => async context =>
    {
        var request = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
        await GraphGate.WriteAsync(context, request is null ? Done("The body is not a JSON object.") : await handle(context, request));
    };

    private static GraphAnswer Done(string? fault) => fault is null ? GraphAnswer.Success() : new GraphAnswer(400, new JsonObject { ["success"] = false, ["error"] = fault });

    private static JsonObject Describe(SandboxState state, WebhookPump pump)
    {
        var limits = state.Limits;
        lock (state.Gate)
        {
            return new JsonObject
            {
                ["now"] = state.Now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                ["seed"] = state.Options.Seed,
                ["waba_id"] = SandboxAccount.WabaId,
                ["phone_number_id"] = SandboxAccount.PhoneNumberId,
                ["portfolio_id"] = SandboxAccount.PortfolioId,
                ["app_id"] = SandboxAccount.AppId,
                ["webhook"] = state.WebhookUrl?.ToString(),
                ["subscribed"] = state.Outbox.Subscribed,
                ["accepted"] = state.Counted("accepted"),
                ["counters"] = state.Counters(),
                ["queue"] = new JsonObject { ["updates_waiting"] = state.Outbox.Count, ["posts_on_the_wire"] = pump.OnTheWire, ["posts_to_retry"] = pump.Retrying },
                ["limits"] = new JsonObject { ["tier"] = limits.Tier, ["throughput"] = limits.Throughput, ["pair"] = limits.Pair, ["people_in_24h"] = limits.PeopleInWindow(state.Now) },
                ["behaviour"] = state.Behaviour.ToJson(),
                ["faults"] = state.Faults.ToJson(),
                ["media"] = state.Media.Count,
                ["templates"] = new JsonArray([.. state.Templates.Documents().Select(document => (JsonNode)new JsonObject
                {
                    ["id"] = document.Text("id"),
                    ["name"] = document.Text("name"),
                    ["language"] = document.Text("language"),
                    ["category"] = document.Text("category"),
                    ["status"] = document.Text("status"),
                    ["rejected_reason"] = document.Text("rejected_reason"),
                })]),
            };
        }
    }

    private static async Task<GraphAnswer> SetWebhookAsync(JsonObject request, SandboxState state, WebhookPump pump)
    {
        if (request.Text("url") is null)
        {
            state.SetWebhook(null);
            return GraphAnswer.Success();
        }

        if (!Uri.TryCreate(request.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return Done("url is an http or https address.");
        if (await pump.VerifyAsync(url, request.Text("verify_token") ?? state.Options.VerifyToken, CancellationToken.None) is { } reason)
            return new GraphAnswer(400, new JsonObject { ["success"] = false, ["verified"] = false, ["error"] = reason });
        state.SetWebhook(url);
        return GraphAnswer.Ok(new JsonObject { ["success"] = true, ["verified"] = true, ["url"] = url.ToString() });
    }

    private static GraphAnswer SetBehaviour(JsonObject request, SandboxState state)
    {
        if (state.Behaviour.With(request, out var reason) is not { } behaviour) return Done(reason);
        state.SetBehaviour(behaviour);
        return GraphAnswer.Ok(behaviour.ToJson());
    }

    // A limit that is not named stays; null takes it away.
    private static GraphAnswer SetLimits(JsonObject request, SandboxState state)
    {
        var (tier, throughput, pair) = (state.Limits.Tier, state.Limits.Throughput, state.Limits.Pair);
        foreach (var (name, value) in request)
        {
            if (value is not null && value.AsNumber() is not (>= 0 and <= int.MaxValue)) return Done($"{name} is a number or null.");
            var limit = (int?)value.AsNumber();
            if (name == "tier") tier = limit;
            else if (name == "throughput") throughput = limit;
            else if (name == "pair") pair = limit;
            else return Done($"There is no limit '{name}': tier, throughput and pair are known.");
        }

        state.SetLimits(tier, throughput, pair);
        return GraphAnswer.Ok(new JsonObject { ["success"] = true, ["tier"] = tier, ["throughput"] = throughput, ["pair"] = pair });
    }

    // Presses a quick reply of the last template that a person got, or of the message that is named.
    private static GraphAnswer TakePress(JsonObject request, SandboxState state)
    {
        var from = Recipient.Read(request.Text("from"));
        if (from is null && request.Text("message_id") is null) return Done("from is a phone number with a plus; or name a message_id.");
        if (state.Replies.Find(from, request.Text("message_id")) is not { } message) return Done("No template with quick replies is known of it.");
        if (request["button"].AsNumber() is { } wanted && message.Buttons.All(b => b.Index != (int)wanted)) return Done("There is no such quick reply.");
        var button = request["button"].AsNumber() is { } place ? message.Buttons.First(b => b.Index == (int)place) : message.Buttons[0];
        return TakeInbound(
            new JsonObject { ["from"] = "+" + (from ?? message.WaId), ["text"] = button.Label, ["payload"] = button.Payload, ["context"] = message.Id }, state);
    }

    private static GraphAnswer TakeInbound(JsonObject request, SandboxState state)
    {
        if (Recipient.Read(request.Text("from")) is not { } from) return Done("from is a phone number with a plus.");
        if (request.Text("text") is not { Length: > 0 } text) return Done("text is required.");
        var id = MessageDesk.NewMessageId(from);
        var message = new JsonObject
        {
            ["from"] = from,
            ["from_user_id"] = MessageDesk.Contact(from).Text("user_id"),
            ["id"] = id,
            ["timestamp"] = state.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        // With a payload it is a tap on a quick reply of a template.
        if (request.Text("payload") is { } payload)
        {
            message["type"] = "button";
            message["button"] = new JsonObject { ["payload"] = payload, ["text"] = text };
        }
        else
        {
            message["type"] = "text";
            message["text"] = new JsonObject { ["body"] = text };
        }

        if (request.Text("context") is { } quoted) message["context"] = new JsonObject { ["from"] = SandboxAccount.WaId, ["id"] = quoted };
        state.TakeInbound(from, id, new PendingUpdate(
            state.Outbox.NextId(), state.Now.ToUnixTimeMilliseconds(), UpdateKind.Message, "messages", message.ToJsonString(), MessageDesk.Contact(from).ToJsonString()));
        return GraphAnswer.Ok(new JsonObject { ["success"] = true, ["message_id"] = id });
    }

    private static GraphAnswer TakePreference(JsonObject request, SandboxState state)
    {
        if (Recipient.Read(request.Text("from")) is not { } from || request.Text("value") is not ("stop" or "resume")) return Done("from is a phone number with a plus, value is stop or resume.");
        var stop = request.Text("value") == "stop";
        state.TakePreference(from, stop, new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = SandboxAccount.WaId, ["phone_number_id"] = SandboxAccount.PhoneNumberId },
            ["contacts"] = new JsonArray(MessageDesk.Contact(from)),
            ["user_preferences"] = new JsonArray(new JsonObject
            {
                ["wa_id"] = from,
                ["detail"] = stop ? "User requested to stop marketing messages" : "User requested to resume marketing messages",
                ["category"] = "marketing_messages",
                ["value"] = stop ? "stop" : "resume",
                ["timestamp"] = state.Now.ToUnixTimeSeconds(),
            }),
        });
        return GraphAnswer.Success();
    }
}
