using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>All defined attributes of a tenant, to bring what is known about a contact into their form.</summary>
internal sealed class AttributeBook(IReadOnlyList<(AttributeId Id, AttributeRule Rule)> attributes)
{
    // Letters stay letters: a million contacts hold them.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly Dictionary<string, (AttributeId Id, AttributeRule Rule)> _byKey = attributes.ToDictionary(a => a.Rule.Key, StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => attributes.Count == 0;

    public static async Task<AttributeBook> LoadAsync(PortalDbContext db, CancellationToken token) =>
        new([.. (await db.Set<AttributeDefinition>().AsNoTracking().Where(a => a.RetiredAt == null).ToListAsync(token)).Select(a => (a.Id, a.Rule))]);

    /// <summary>What decides about values, for those who only judge them.</summary>
    public static async Task<IReadOnlyList<AttributeRule>> RulesAsync(PortalDbContext db, CancellationToken token) =>
        [.. (await db.Set<AttributeDefinition>().AsNoTracking().Where(a => a.RetiredAt == null).ToListAsync(token)).Select(a => a.Rule)];

    /// <summary>The attributes under their defined keys and in canonical form; what fits no type stays as it came.</summary>
    public Dictionary<string, string> Fit(IReadOnlyDictionary<string, string> values)
    {
        var fitted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in values)
        {
            if (_byKey.TryGetValue(key, out var known))
                fitted[known.Rule.Key] = known.Rule.Read(text)?.Canonical ?? text;
            else
                fitted[key] = text;
        }

        return fitted;
    }

    /// <summary>The rows for conditions: of each attribute that has a value, with its key or with none where the words do not fit.</summary>
    public IEnumerable<(AttributeId Id, byte[]? SortKey)> Values(IReadOnlyDictionary<string, string> fitted)
    {
        foreach (var (id, rule) in attributes)
        {
            if (fitted.TryGetValue(rule.Key, out var text) && !string.IsNullOrWhiteSpace(text))
                yield return (id, rule.Read(text)?.SortKey);
        }
    }

    /// <summary>Why a person's text is no value of the attribute; null when it is one, is empty, or nobody defined the attribute.</summary>
    public string? Problem(string key, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || !_byKey.TryGetValue(key, out var known) || known.Rule.Read(text) is not null)
            return null;
        return known.Rule.Type switch
        {
            AttributeType.Number => "This is no number, or it can be read in two ways. Write it as 1234.5.",
            AttributeType.Date => "This is no day. Write it as 2026-11-03.",
            AttributeType.YesNo => "Write yes or no.",
            AttributeType.Choice => "This is none of its values.",
            AttributeType.Url => "This is no web address. It begins with https://.",
            AttributeType.Text => null,
        };
    }

    public static string Write(IReadOnlyDictionary<string, string> values) => values.Count == 0 ? "{}" : JsonSerializer.Serialize(values, Json);

    public static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
}
