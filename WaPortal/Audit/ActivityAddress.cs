using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using WaPortal.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Audit;

/// <summary>A filtered trail as its address says it. What cannot be read is left out, so that a mistyped address shows more, not a fault.</summary>
/// <param name="From">First day, in the zone of the reader.</param>
/// <param name="To">Last day.</param>
/// <param name="Person">A user's id, or <see cref="Nobody"/>.</param>
/// <param name="Before">The last event of the page before.</param>
internal sealed record ActivityAddress(
    ActivityTrail Trail, string? From = null, string? To = null, string? Person = null, string? Kind = null, string? Result = null, string? Target = null, long? Before = null)
{
    public const string Nobody = "portal";
    public const string Enterprise = "/activity";
    public const string Platform = "/platform/activity";
    public const string Export = "/export.csv";

    public bool IsFiltered => (From ?? To ?? Person ?? Kind ?? Result ?? Target) is not null;

    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    private string Base => Trail == ActivityTrail.Platform ? Platform : Enterprise;

    /// <summary>The page.</summary>
    public override string ToString() => QueryHelpers.AddQueryString(Base, Query());

    /// <summary>The same events as a file.</summary>
    public string ExportHref() => QueryHelpers.AddQueryString(Base + Export, (this with { Before = null }).Query());

    /// <summary>What Core is asked for.</summary>
    public ActivityFilter Filter(TimeZoneInfo zone) => new(
        FirstDay is { } first ? TenantClock.StartOf(first, zone) : null,
        LastDay is { } last && last < DateOnly.MaxValue ? TenantClock.StartOf(last.AddDays(1), zone) : null,
        Guid.TryParse(Person, out var user) ? new UserId(user) : null,
        Person == Nobody,
        Enum.TryParse<EventKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null,
        Result,
        Target);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private Dictionary<string, string?> Query()
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Put(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                query[name] = value;
        }

        Put("from", From);
        Put("to", To);
        Put("person", Person);
        Put("kind", Kind);
        Put("result", Result);
        Put("target", Target);
        Put("before", Before?.ToString(CultureInfo.InvariantCulture));
        return query;
    }
}
