using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Judges what is to be sent, takes it on and plans what becomes of it.</summary>
internal sealed class MessageDesk(SandboxState state)
{
    private static readonly HashSet<string> FreeForm =
        ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "reaction"];

    public GraphAnswer Send(string phoneNumberId, JsonObject request, DateTimeOffset arrivedAt)
    {
        if (request.Text("messaging_product") != "whatsapp") return GraphErrors.Of(100, "(#100) The parameter messaging_product is required.");
        if (request.Text("status") is not null) return MarkRead(request);
        if (request.Text("to") is not { Length: > 0 } to) return GraphErrors.Of(100, "(#100) The parameter to is required.");
        if (Recipient.Read(to) is not { } waId) return GraphErrors.Of(131009, "The value of 'to' is not a phone number.");
        if (waId == SandboxAccount.WaId) return GraphErrors.Of(131021);
        if (request.Text("biz_opaque_callback_data") is { Length: > 512 }) return GraphErrors.Of(100, "biz_opaque_callback_data is longer than 512 characters.");
        var type = request.Text("type") ?? "text";
        var messageId = NewMessageId(waId);
        lock (state.Gate)
        {
            var judged = type == "template" ? JudgeTemplate(request) : JudgeFreeForm(request, type, waId);
            if (judged.Refusal is not null) return judged.Refusal;
            var inside = state.HasOpenWindow(waId);
            if (state.Limits.Take(waId, messageId, inside, state.Now) is { } limited)
            {
                if (limited.Code == Limits.OverLimit) state.Count("over_limit");
                return limited;
            }

            var message = new AcceptedMessage(messageId, phoneNumberId, waId, request.Text("biz_opaque_callback_data"), judged.Template, judged.Category, inside, arrivedAt);
            var failure = judged.Category == "marketing" && state.HasStoppedMarketing(waId) ? 131050 : judged.CertainFailure;
            state.Replies.Keep(new PressableMessage(messageId, waId, judged.Buttons ?? []));
            state.Accept(message, Updates(message, state.Statuses.Plan(waId, judged.Template, state.Behaviour, failure)));
        }

        var entry = new JsonObject { ["id"] = messageId };
        if (type == "template") entry["message_status"] = "accepted";
        return GraphAnswer.Ok(new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(new JsonObject { ["input"] = to, ["wa_id"] = waId }),
            ["messages"] = new JsonArray(entry),
        });
    }

    public static string NewMessageId(string waId)
    {
        var unique = Convert.ToHexString(RandomNumberGenerator.GetBytes(9));
        return "wamid.HBgM" + Convert.ToBase64String(Encoding.ASCII.GetBytes(waId + "\u0015\u0002" + unique));
    }

    public static JsonObject Contact(string waId) => new()
    {
        ["profile"] = new JsonObject { ["name"] = "Person " + waId[^4..] },
        ["wa_id"] = waId,
        ["user_id"] = "ZZ." + waId.PadLeft(20, '0'),
    };

    private sealed record Judgement(GraphAnswer? Refusal, string? Template = null, string Category = "service", int? CertainFailure = null, IReadOnlyList<(int Index, string Label, string Payload)>? Buttons = null);

    private Judgement JudgeTemplate(JsonObject request)
    {
        if (request["template"] is not JsonObject sent || sent.Text("name") is not { } name) return new(GraphErrors.Of(131008, "template.name is missing."));
        if ((sent["language"] as JsonObject)?.Text("code") is not { } language) return new(GraphErrors.Of(131008, "template.language.code is missing."));
        var components = sent.Objects("components").ToList();
        return state.Templates.Read(name, language, template => template?.Status switch
        {
            null => new Judgement(GraphErrors.Of(132001, $"template name ({name}) does not exist in {language}")),
            "APPROVED" => ParameterCheck.Check(template, components) is { } refusal
                ? new Judgement(refusal)
                : new Judgement(null, template.Name, template.Category.ToLowerInvariant(), UsesLostMedia(components) ? 131053 : null, QuickReplies.Of(template, components)),
            "PAUSED" => new Judgement(GraphErrors.Of(132015)),
            "DISABLED" => new Judgement(GraphErrors.Of(132016)),
            _ => new Judgement(GraphErrors.Of(132001, $"template name ({name}) in {language} is {template.Status}, not approved")),
        });
    }

    private Judgement JudgeFreeForm(JsonObject request, string type, string waId)
    {
        if (!FreeForm.Contains(type)) return new(GraphErrors.Of(131051, $"The message type '{type}' is not supported."));
        if (request[type] is null) return new(GraphErrors.Of(131008, $"The object '{type}' is missing."));
        if (type == "text")
        {
            if ((request[type] as JsonObject)?.Text("body") is not { Length: > 0 } body) return new(GraphErrors.Of(131008, "text.body is missing."));
            if (body.Length > 4096) return new(GraphErrors.Of(100, "Param text['body'] must be at most 4096 characters long."));
        }

        if (!state.HasOpenWindow(waId)) return new(GraphErrors.Of(131047));
        var lost = type is "image" or "video" or "audio" or "document" or "sticker"
            && (request[type] as JsonObject)?.Text("id") is { } id && state.Media.Find(id) is null;
        return new Judgement(null, CertainFailure: lost ? 131053 : null);
    }

    // The answer is still 200: that the media cannot be used comes later by webhook.
    private bool UsesLostMedia(IEnumerable<JsonObject> components) => components
        .Where(component => component.Upper("type") == "HEADER")
        .SelectMany(component => component.Objects("parameters"))
        .Select(parameter => parameter[parameter.Text("type") ?? ""] as JsonObject)
        .Any(media => media?.Text("id") is { } id && state.Media.Find(id) is null);

    private GraphAnswer MarkRead(JsonObject request)
    {
        if (request.Text("status") != "read" || request.Text("message_id") is not { } id) return GraphErrors.Of(100, "status is 'read' and goes with a message_id.");
        return state.KnowsInbound(id) ? GraphAnswer.Success() : GraphErrors.Of(131009, "message_id is not the id of a message that came in.");
    }

    private List<PendingUpdate> Updates(AcceptedMessage message, IReadOnlyList<PlannedStatus> plan)
    {
        var contact = Contact(message.WaId).ToJsonString();
        var now = state.Now;
        return [.. plan.Select(planned =>
        {
            var due = now + planned.After;
            var failed = planned.Status == "failed";
            return new PendingUpdate(
                state.Outbox.NextId(), due.ToUnixTimeMilliseconds(), UpdateKind.Status, "messages", Status(message, planned, due).ToJsonString(),
                failed ? null : contact, failed && !message.InsideWindow ? message.WaId : null, message.Id);
        })];
    }

    private static JsonObject Status(AcceptedMessage message, PlannedStatus planned, DateTimeOffset at)
    {
        var status = new JsonObject
        {
            ["id"] = message.Id,
            ["status"] = planned.Status,
            ["timestamp"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["recipient_id"] = message.WaId,
        };
        if (message.CallbackData is not null) status["biz_opaque_callback_data"] = message.CallbackData;
        if (planned.WithPricing)
            status["pricing"] = new JsonObject { ["billable"] = true, ["pricing_model"] = "PMP", ["type"] = "regular", ["category"] = message.Category };
        if (planned.ErrorCode != 0) status["errors"] = new JsonArray(GraphErrors.InStatus(planned.ErrorCode));
        return status;
    }
}
