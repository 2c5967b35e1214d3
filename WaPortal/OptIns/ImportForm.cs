using System.Globalization;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.OptIns;

/// <summary>Where the proof of a list's rows comes from.</summary>
public enum ProofKind
{
    /// <summary>Columns of the file say for each row when and how the person agreed.</summary>
    PerRow,

    /// <summary>One time, source and reference stand for every row that has none of its own.</summary>
    WholeList,
}

/// <summary>The plan of an import while it is being edited. What a choice hides is kept, so that going back and forth loses nothing.</summary>
public sealed class ImportForm
{
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm";

    public List<ImportFormColumn> Columns { get; } = [];

    /// <summary>ISO 3166-1 alpha-2; empty: numbers without a country are held back.</summary>
    public string Region { get; set; } = "";

    public string Zone { get; set; } = "";

    public DateOrder Dates { get; set; }

    public ProofKind Kind { get; set; }

    public bool EveryoneAgreed { get; set; }

    public string Source { get; set; } = "";

    public string Proof { get; set; } = "";

    public string Wording { get; set; } = "";

    /// <summary>As a datetime-local field writes it, in <see cref="Zone"/>.</summary>
    public string AgreedAt { get; set; } = "";

    /// <summary>The list names people who must not be written to.</summary>
    public bool IsSuppression { get; private set; }

    public HashSet<ConsentPurpose> Purposes { get; } = [];

    public string ListName { get; set; } = "";

    /// <summary>Tags for everybody, with commas between them.</summary>
    public string Tags { get; set; } = "";

    public bool Has(ImportField field) => Columns.Any(c => c.Field == field);

    /// <summary>Whether each row can prove itself: a time, and a source or a reference.</summary>
    public bool HasProofPerRow => Has(ImportField.OptInAt) && (Has(ImportField.Source) || Has(ImportField.Proof));

    public string HeaderOf(ImportField field) => Columns.FirstOrDefault(c => c.Field == field)?.Header ?? "";

    public static ImportForm Of(ImportPlan plan, string? listName)
    {
        var form = new ImportForm
        {
            Region = plan.Region ?? "",
            Zone = plan.Zone,
            Dates = plan.Dates,
            EveryoneAgreed = plan.Proof?.EveryoneAgreed == true,
            Source = plan.Proof?.Source ?? "",
            Proof = plan.Proof?.Proof ?? "",
            Wording = plan.Proof?.Wording ?? "",
            ListName = listName ?? "",
            IsSuppression = plan.IsSuppression,
            Tags = string.Join(", ", plan.Tags ?? []),
        };
        form.Columns.AddRange(plan.Columns.Select(c => new ImportFormColumn { Header = c.Header, Field = c.Field, Attribute = c.Attribute ?? ColumnGuesser.AttributeName(c.Header) }));
        form.Purposes.UnionWith(plan.Purposes);
        if (plan.Proof?.AgreedAt is { } at && form.FindZone() is { } zone)
            form.AgreedAt = TimeZoneInfo.ConvertTime(at, zone).ToString(MomentFormat, CultureInfo.InvariantCulture);
        form.Kind = form.HasProofPerRow && plan.Proof is null or { Source: null, Proof: null, AgreedAt: null } ? ProofKind.PerRow : ProofKind.WholeList;
        return form;
    }

    public ImportPlan ToPlan()
    {
        var whole = Kind == ProofKind.WholeList || IsSuppression;
        var proof = new FileWideProof(whole ? Text(Source) : null, whole && !IsSuppression ? Moment() : null, Text(Wording), whole ? Text(Proof) : null, EveryoneAgreed);
        return new ImportPlan(
            [.. Columns.Select(c => new ColumnMapping(c.Header, c.Field, c.Field is ImportField.Attribute or ImportField.Note ? Text(c.Attribute) ?? c.Header : null))],
            Text(Region), Zone, Dates,
            proof is { Source: null, AgreedAt: null, Wording: null, Proof: null, EveryoneAgreed: false } ? null : proof,
            [.. Purposes.Order()],
            Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } tags ? tags : null)
        {
            IsSuppression = IsSuppression,
        };
    }

    /// <summary>Turns the list into one of people who must not be written to, or back.</summary>
    public void Suppress(bool suppress)
    {
        if (IsSuppression == suppress)
            return;
        IsSuppression = suppress;
        Purposes.Clear();
        if (!suppress)
            Purposes.Add(ConsentPurpose.Marketing);
    }

    /// <summary>What is wrong with the time for the whole list; null when it is right, missing or not asked for.</summary>
    public string? MomentProblem(DateTimeOffset now) => IsSuppression || Kind != ProofKind.WholeList || AgreedAt.Length == 0 ? null : Moment() switch
    {
        null => "There is no such time in this time zone.",
        { } at when at > now => "The time lies in the future.",
        { Year: < 2000 } => "The time is before the year 2000.",
        _ => null,
    };

    private DateTimeOffset? Moment()
    {
        if (FindZone() is not { } zone
            || !DateTime.TryParseExact(AgreedAt, [MomentFormat, MomentFormat + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || zone.IsInvalidTime(local))
            return null;
        // A time that the clock showed twice is the later one, as in the rows of a file.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private TimeZoneInfo? FindZone() => TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : null;

    private static string? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>One column while its meaning is being chosen.</summary>
public sealed class ImportFormColumn
{
    public required string Header { get; init; }

    public ImportField Field { get; set; }

    public string Attribute { get; set; } = "";
}
