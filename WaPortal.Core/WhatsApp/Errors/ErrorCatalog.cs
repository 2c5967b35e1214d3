using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaPortal.Core.WhatsApp;

/// <summary>The platform's error codes, each with what to do about it. Read once from the embedded <c>error-catalog.json</c>.</summary>
public static class ErrorCatalog
{
    /// <summary>Stands for HTTP 429 from the platform's edge, which carries no error body.</summary>
    public const int ThrottledWithoutCode = -429;

    /// <summary>Stands for another HTTP 4xx without an error body, which something on the way may have written.</summary>
    public const int RefusedWithoutCode = -400;

    private static readonly Lazy<Facts> Loaded = new(Load);

    /// <summary>All facts, in the order of their codes. A range of codes is listed with its first.</summary>
    public static IReadOnlyList<ErrorFact> All => Loaded.Value.All;

    /// <summary>The fact for a code. An unknown code gets a safe one: not repeated, to be shown with the platform's words.</summary>
    public static ErrorFact Find(int code) => Find(code, null);

    /// <summary>The fact for a code with its subcode, or without it when the pair is not known.</summary>
    public static ErrorFact Find(int code, int? subcode)
    {
        var facts = Loaded.Value;
        if (subcode is { } sub && facts.BySubcode.TryGetValue((code, sub), out var precise))
            return precise;
        if (facts.ByCode.TryGetValue(code, out var fact))
            return fact;
        foreach (var (first, last, range) in facts.Ranges)
        {
            if (code >= first && code <= last)
                return range with { Code = code };
        }

        return code switch
        {
            ThrottledWithoutCode => new ErrorFact(code, "Too many requests", "The platform's edge asked to slow down, without a code.", RetryRule.Backoff, "Nothing: sending goes on by itself.", ErrorScope.App),
            RefusedWithoutCode => new ErrorFact(code, "Refused without a code", "The request was refused, perhaps by something between here and the platform.", RetryRule.Never, "Check the platform's address, version and any proxy on the way.", ErrorScope.Request),
            _ => new ErrorFact(code, "Unknown error", "This code is not in the catalogue.", RetryRule.Never, "Read the platform's own words; ask its support with the trace id.", ErrorScope.Request) { IsKnown = false },
        };
    }

    private static Facts Load()
    {
        using var stream = typeof(ErrorCatalog).Assembly.GetManifestResourceStream("WaPortal.Core.WhatsApp.error-catalog.json")
            ?? throw new InvalidOperationException("The error catalogue is not embedded.");
        var rows = JsonSerializer.Deserialize<Row[]>(stream, Reading) ?? [];
        var facts = new Facts([], [], [], []);
        foreach (var row in rows)
        {
            var fact = new ErrorFact(row.Code, row.Title, row.Meaning, row.Retry, row.Advice, row.Scope)
            {
                Subcode = row.Subcode,
                Wait = row.WaitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                IsOptOut = row.OptOut,
            };
            facts.All.Add(fact);
            if (row.Subcode is { } sub)
                facts.BySubcode.Add((row.Code, sub), fact);
            else if (row.Through is { } last)
                facts.Ranges.Add((row.Code, last, fact));
            else
                facts.ByCode.Add(row.Code, fact);
        }

        return facts;
    }

    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private sealed record Facts(
        List<ErrorFact> All,
        Dictionary<int, ErrorFact> ByCode,
        Dictionary<(int Code, int Subcode), ErrorFact> BySubcode,
        List<(int First, int Last, ErrorFact Fact)> Ranges);

    private sealed record Row
    {
        public required int Code { get; init; }

        public int? Subcode { get; init; }

        public int? Through { get; init; }

        public required string Title { get; init; }

        public required string Meaning { get; init; }

        public required RetryRule Retry { get; init; }

        public required string Advice { get; init; }

        public required ErrorScope Scope { get; init; }

        public int? WaitSeconds { get; init; }

        public bool OptOut { get; init; }
    }
}
