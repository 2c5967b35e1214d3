using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WaPortal.Bench.Fuzz;

/// <summary>Makes bodies that the platform would never send out of some that it does. The same seed makes the same bodies.</summary>
internal sealed class WebhookMutator(FuzzTarget target, int seed)
{
    // Stands for what a JSON tree cannot hold; put in as text afterwards.
    private const string Mark = "@@raw@@";

    private static readonly string[] Numbers =
    [
        "1e999", "-1e999", "1e-999", "99999999999999999999999999999999999999", "-1", "0", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648",
        "253402300799", "253402300800", "-62135596801", "0.5", "1.7976931348623157e308", "00", "0x10", "NaN", "+5",
    ];

    private static readonly string[] Texts =
    [
        "\\u0000", "a\\u0000b", "\\ud800", "\\udc00\\ud800", "\\uffff", "\\u202eSTOP\\u202c", "\\u200b", "\\ufeff", "ＳＴＯＰ", "ſtop", "STOP\\u0000", "İstanbul", "e\\u0301\\u0301\\u0301",
        "👨‍👩‍👧‍👦", "\\ud83d", "'; DROP TABLE messages; --", "<script>alert(1)</script>", "=1+1", "../../etc/passwd", "%00", "\\r\\nX-Header: 1", "{{1}}", "",
        " ", "null", "true", "٠٧٧٠٠٩٠٠١٢٣", "+447700900123", "00447700900123", "0", "-1", "stop", "STOP", "Stop please", "JOIN",
    ];

    private static readonly string[] Words = ["messages", "statuses", "warning", "deleted", "brand_new", "MESSAGES", "account_update", "security", "sent", "failed", "APPROVED", "PAUSED", "text", "system", "order"];

    private readonly Random _random = new(seed);

    /// <summary>The next body.</summary>
    public byte[] Next()
    {
        var tree = FuzzSamples.Copy(_random.Next(FuzzSamples.All.Count));
        Settle(tree);
        string? raw = null;
        for (var i = _random.Next(4); i > 0; i--)
            raw = Bend(tree) ?? raw;
        var text = tree.ToJsonString();
        if (raw is not null)
            text = text.Replace($"\"{Mark}\"", raw, StringComparison.Ordinal);
        if (_random.Next(12) == 0)
            text = Twice(text);
        return Break(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a sample be about this portal, now: the account, its number, messages that were sent, people who are known.</summary>
    private void Settle(JsonNode tree)
    {
        foreach (var (holder, name) in Places(tree).ToList())
        {
            switch (name)
            {
                case "phone_number_id":
                    holder[name] = target.PhoneNumberId;
                    break;
                case "timestamp" or "time":
                    var at = (target.Now() - TimeSpan.FromMinutes(_random.Next(1, 3000))).ToUnixTimeSeconds();
                    holder[name] = holder[name] is JsonValue value && value.TryGetValue<long>(out _) ? at : at.ToString(CultureInfo.InvariantCulture);
                    break;
                case "id" when holder.ContainsKey("changes"):
                    holder[name] = target.WabaId;
                    break;
                case "id" when holder.ContainsKey("status") && target.Wamids.Count > 0 && _random.Next(4) > 0:
                    holder[name] = target.Wamids[_random.Next(target.Wamids.Count)];
                    break;
                case "message_template_name" when _random.Next(2) == 0:
                    (holder[name], holder["message_template_language"], holder["message_template_id"]) = (target.Template, "en_GB", target.TemplatePlatformId);
                    break;
                case "from" or "wa_id" or "recipient_id" when target.People.Count > 0 && _random.Next(3) > 0:
                    holder[name] = target.People[_random.Next(target.People.Count)];
                    break;
            }
        }
    }

    /// <summary>Changes one place; gives what to put in for the mark where it set one.</summary>
    private string? Bend(JsonNode tree)
    {
        var places = Places(tree).ToList();
        if (places.Count == 0)
            return null;
        var (holder, name) = places[_random.Next(places.Count)];
        switch (_random.Next(11))
        {
            case 0:
                holder.Remove(name);
                return null;
            case 1:
                holder[name] = OtherType();
                return null;
            case 2:
                holder[name] = Mark;
                return Deep(_random.Next(3) == 0 ? _random.Next(1000, 20_000) : _random.Next(20, 70));
            case 3:
                holder[name] = Mark;
                var number = Numbers[_random.Next(Numbers.Length)];
                return _random.Next(2) == 0 ? number : $"\"{number}\"";
            case 4:
                holder[name] = Mark;
                return $"\"{Texts[_random.Next(Texts.Length)]}\"";
            case 5:
                holder[name] = Words[_random.Next(Words.Length)];
                return null;
            case 6:
                string[] about = ["phone_number_id", "metadata", "recipient_id", "from", "wa_id", "id", "display_phone_number", "contacts"];
                var gone = about[_random.Next(about.Length)];
                foreach (var (one, _) in places.Where(p => p.Name == gone).ToList())
                    one.Remove(gone);
                return null;
            case 7:
                holder[name] = new string((char)_random.Next('a', 'z'), _random.Next(10) == 0 ? 200_000 : _random.Next(30, 1_000));
                return null;
            case 8:
                foreach (var list in places.Select(p => p.Holder[p.Name]).OfType<JsonArray>().Where(l => l.Count > 0 && l.ToJsonString().Length < 5_000).Take(1).ToList())
                {
                    for (var i = _random.Next(1, 150); i > 0; i--)
                        list.Add(list[0]?.DeepClone());
                }

                return null;
            case 9:
                var (other, otherName) = places[_random.Next(places.Count)];
                holder[name] = other[otherName]?.DeepClone();
                return null;
            default:
                holder[Words[_random.Next(Words.Length)]] = holder[name]?.DeepClone();
                return null;
        }
    }

    private JsonNode? OtherType() => _random.Next(7) switch
    {
        0 => null,
        1 => true,
        2 => 17,
        3 => "17",
        4 => new JsonArray(),
        5 => new JsonObject(),
        _ => new JsonArray(1, "two", new JsonObject { ["three"] = 3 }),
    };

    private string Deep(int levels) => _random.Next(2) == 0
        ? new string('[', levels) + new string(']', levels)
        : string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    // The same name again in one object, with another value.
    private string Twice(string text)
    {
        var at = text.IndexOf('{', _random.Next(text.Length));
        var end = at < 0 ? -1 : text.IndexOf(':', at);
        return end > at + 1 && text[at + 1] == '"' ? $"{text[..(at + 1)]}{text[(at + 1)..end]}:\"{Words[_random.Next(Words.Length)]}\",{text[(at + 1)..]}" : text;
    }

    private byte[] Break(byte[] body)
    {
        switch (_random.Next(10))
        {
            case 0:
                for (var i = _random.Next(1, 9); i > 0 && body.Length > 0; i--)
                    body[_random.Next(body.Length)] = (byte)_random.Next(256);
                return body;
            case 1:
                return body[.._random.Next(body.Length)];
            case 2 when _random.Next(20) == 0:
                return [.. body, .. Enumerable.Repeat((byte)' ', Math.Max(0, (3 * 1024 * 1024) - body.Length + _random.Next(-2, 3)))];
            default:
                return body;
        }
    }

    private static IEnumerable<(JsonObject Holder, string Name)> Places(JsonNode? node) => node switch
    {
        JsonObject one => one.Select(member => (one, member.Key)).Concat(one.SelectMany(member => Places(member.Value))),
        JsonArray many => many.SelectMany(Places),
        _ => [],
    };
}
