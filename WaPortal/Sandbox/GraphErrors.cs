using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>What a call is answered with: a document, or an error body in the platform's form.</summary>
internal sealed record GraphAnswer(int Status, JsonNode Body)
{
    /// <summary>The code of an error; null for anything else.</summary>
    public int? Code => (int?)(Body as JsonObject)?["error"]?["code"];

    public static GraphAnswer Ok(JsonNode body) => new(200, body);

    public static GraphAnswer Success() => Ok(new JsonObject { ["success"] = true });
}

/// <summary>The documented error codes with the texts and HTTP statuses they come with.</summary>
internal static class GraphErrors
{
    private sealed record Fact(int Http, string Title, string Details);

    private static readonly FrozenDictionary<int, Fact> Facts = new Dictionary<int, Fact>
    {
        [0] = new(401, "AuthException", "The app user could not be authenticated."),
        [1] = new(400, "API Unknown", "Invalid request or possible server error."),
        [2] = new(503, "API Service", "Temporary due to downtime or due to being overloaded."),
        [3] = new(500, "API Method", "Capability or permissions issue."),
        [4] = new(400, "API Too Many Calls", "The app has reached its API call rate limit."),
        [10] = new(403, "API Permission Denied", "Permission is either not granted or has been removed."),
        [33] = new(400, "Parameter value is not valid", "The business phone number has been deleted."),
        [100] = new(400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
        [190] = new(401, "Access token has expired", "Your access token has expired."),
        [200] = new(403, "API Permission", "Permission is either not granted or has been removed."),
        [368] = new(403, "Temporarily blocked for policies violations", "The account has been restricted or disabled for violating a platform policy."),
        [613] = new(400, "Calls limit", "Calls to this API have exceeded the rate limit."),
        [80007] = new(400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
        [80008] = new(400, "Rate limit issues", "There have been too many calls to this WhatsApp Business Account. Wait a bit and try again."),
        [130429] = new(400, "Rate limit hit", "Cloud API message throughput has been reached."),
        [130472] = new(400, "User's number is part of an experiment", "Message was not sent as part of an experiment."),
        [130497] = new(403, "Business account is restricted from messaging users in this country.", "The business account is restricted from messaging users in this country."),
        [131000] = new(500, "Something went wrong", "Message failed to send due to an unknown error."),
        [131005] = new(403, "Access denied", "Permission is either not granted or has been removed."),
        [131008] = new(400, "Required parameter is missing", "The request is missing a required parameter."),
        [131009] = new(400, "Parameter value is not valid", "One or more parameter values are invalid."),
        [131016] = new(500, "Service unavailable", "A service is temporarily unavailable."),
        [131021] = new(400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
        [131026] = new(400, "Message undeliverable", "Message Undeliverable."),
        [131030] = new(400, "Recipient phone number not in allowed list", "Recipient phone number is not in the allowed list."),
        [131031] = new(403, "Account has been locked", "The WhatsApp Business Account has been restricted or disabled."),
        [131037] = new(400, "Display name approval is required", "The phone number needs display name approval before messages can be sent."),
        [131042] = new(400, "Business eligibility payment issue", "There was an error related to the payment method."),
        [131045] = new(500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
        [131047] = new(400, "Re-engagement message", "More than 24 hours have passed since the recipient last replied to the sender number."),
        [131048] = new(400, "Spam rate limit hit", "There are restrictions on how many messages can be sent from this phone number."),
        [131049] = new(400, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."),
        [131050] = new(400, "User has stopped marketing messages", "The recipient has chosen to stop marketing messages from this business."),
        [131051] = new(400, "Unsupported message type", "Unsupported message type."),
        [131052] = new(400, "Media download error", "Unable to download the media sent by the user."),
        [131053] = new(400, "Media upload error", "Unable to upload the media used in the message."),
        [131056] = new(400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time."),
        [131057] = new(500, "Account in maintenance mode", "The business account is in maintenance mode."),
        [131059] = new(400, "Invalid pagination cursor", "The cursor is not valid any more; start again without it."),
        [132000] = new(400, "Template Param Count Mismatch", "The number of parameters does not match the number of parameters the template expects."),
        [132001] = new(404, "Template does not exist", "The template does not exist in the specified language or has not been approved."),
        [132005] = new(400, "Template Hydrated Text Too Long", "The translated text is too long."),
        [132007] = new(400, "Template Format Character Policy Violated", "The template content violates a policy."),
        [132008] = new(400, "Template parameter value is invalid", "A parameter value is invalid."),
        [132012] = new(400, "Template Parameter Format Mismatch", "Parameters are formatted differently from the template."),
        [132015] = new(400, "Template is Paused", "The template is paused due to low quality and cannot be sent."),
        [132016] = new(400, "Template is Disabled", "The template has been paused too many times and is permanently disabled."),
        [132018] = new(400, "Template parameters are invalid", "There is an issue with the parameters of the template."),
        [132068] = new(400, "Flow is in blocked state", "The flow is in a blocked state."),
        [132069] = new(400, "Flow is in throttled state", "The flow is throttled."),
        [133010] = new(400, "Phone number Not Registered", "The phone number is not registered on the platform."),
        [135000] = new(400, "Generic user error", "Message failed to send because of an unknown error with the request parameters."),
    }.ToFrozenDictionary();

    public static string Title(int code) => Find(code).Title;

    public static GraphAnswer Of(int code, string? details = null)
    {
        var fact = Find(code);
        var error = Base(string.Create(CultureInfo.InvariantCulture, $"(#{code}) {fact.Title}"), code);
        error["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = details ?? fact.Details };
        return Finish(fact.Http, error);
    }

    /// <summary>The form in which template creation and edits are refused: code 100, the reason in a subcode and in texts for people.</summary>
    public static GraphAnswer InvalidTemplate(int? subcode, string title, string message, string? field = null)
    {
        var error = Base("Invalid parameter", 100);
        if (subcode is { } value) error["error_subcode"] = value;
        error["is_transient"] = false;
        error["error_user_title"] = title;
        error["error_user_msg"] = message;
        if (field is not null) error["error_data"] = new JsonObject { ["blame_field_specs"] = new JsonArray(new JsonArray(field)) };
        return Finish(400, error);
    }

    public static GraphAnswer UnknownObject(string method, string id)
    {
        var error = Base($"Unsupported {method.ToLowerInvariant()} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.", 100);
        error["error_subcode"] = 33;
        return Finish(400, error);
    }

    public static GraphAnswer NoToken() => Finish(401, Base("An access token is required to request this resource.", 190));

    /// <summary>The entry of <c>errors</c> in a failed status.</summary>
    public static JsonObject InStatus(int code) => new()
    {
        ["code"] = code,
        ["title"] = Find(code).Title,
        ["message"] = Find(code).Title,
        ["error_data"] = new JsonObject { ["details"] = Find(code).Details },
        ["href"] = "/documentation/business-messaging/whatsapp/support/error-codes",
    };

    private static Fact Find(int code) => Facts.GetValueOrDefault(code) ?? new Fact(400, "Unknown error", "An error without a known meaning.");

    private static JsonObject Base(string message, int code) => new() { ["message"] = message, ["type"] = "OAuthException", ["code"] = code };

    private static GraphAnswer Finish(int http, JsonObject error)
    {
        error["fbtrace_id"] = "A" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return new GraphAnswer(http, new JsonObject { ["error"] = error });
    }
}
