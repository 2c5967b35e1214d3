using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>How the people on the other side behave. Shares are between 0 and 1, delays are means.</summary>
/// <param name="Delivered">Of the messages that do not fail. All of them by default, so that every message comes to an end.</param>
/// <param name="Read">Of the delivered ones.</param>
/// <param name="Failed">Error code to share of all messages.</param>
internal sealed record Behaviour(
    double Delivered, double Read, IReadOnlyDictionary<int, double> Failed, int SentDelayMs, int DeliveredDelayMs, int ReadDelayMs)
{
    public static readonly Behaviour Default = new(1, 0.6, new Dictionary<int, double> { [131026] = 0.02, [131049] = 0.01 }, 200, 800, 3000);

    /// <summary>Takes over what the request names; null with a reason when it makes no sense.</summary>
    public Behaviour? With(JsonObject request, out string reason)
    {
        reason = "";
        var next = this;
        foreach (var (key, value) in request)
        {
            switch (key)
            {
                case "delivered" when Share(value) is { } share:
                    next = next with { Delivered = share };
                    break;
                case "read" when Share(value) is { } share:
                    next = next with { Read = share };
                    break;
                case "failed" when value is JsonObject failed && Shares(failed) is { } shares:
                    next = next with { Failed = shares };
                    break;
                case "delayMs" when Delay(value) is { } delay:
                    next = next with { SentDelayMs = delay, DeliveredDelayMs = delay, ReadDelayMs = delay };
                    break;
                case "sentDelayMs" when Delay(value) is { } delay:
                    next = next with { SentDelayMs = delay };
                    break;
                case "deliveredDelayMs" when Delay(value) is { } delay:
                    next = next with { DeliveredDelayMs = delay };
                    break;
                case "readDelayMs" when Delay(value) is { } delay:
                    next = next with { ReadDelayMs = delay };
                    break;
                default:
                    reason = $"'{key}' is not known or its value does not fit: delivered and read are shares from 0 to 1, failed maps codes to shares that sum to at most 1, delays are milliseconds.";
                    return null;
            }
        }

        return next;
    }

    public JsonObject ToJson() => new()
    {
        ["delivered"] = Delivered,
        ["read"] = Read,
        ["failed"] = new JsonObject(Failed.OrderBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value))),
        ["sentDelayMs"] = SentDelayMs,
        ["deliveredDelayMs"] = DeliveredDelayMs,
        ["readDelayMs"] = ReadDelayMs,
    };

    private static double? Share(JsonNode? node) => node.AsNumber() is >= 0 and <= 1 and var share ? share : null;

    private static int? Delay(JsonNode? node) => node.AsNumber() is >= 0 and <= 86_400_000 and var delay ? (int)delay : null;

    private static Dictionary<int, double>? Shares(JsonObject failed)
    {
        var shares = new Dictionary<int, double>();
        foreach (var (key, value) in failed)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || Share(value) is not { } share) return null;
            shares[code] = share;
        }

        return shares.Values.Sum() <= 1.000001 ? shares : null;
    }
}
