using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.OptIns;

/// <summary>How the pages speak of imports.</summary>
internal static class ImportWords
{
    public static string Field(ImportField field) => field switch
    {
        ImportField.Ignore => "Do not import",
        ImportField.Phone => "Phone number",
        ImportField.Name => "Whole name",
        ImportField.FirstName => "First name",
        ImportField.LastName => "Last name",
        ImportField.Language => "Language",
        ImportField.OptIn => "Agreed: yes or no",
        ImportField.OptInAt => "Agreed at",
        ImportField.Source => "Source",
        ImportField.Proof => "Proof reference",
        ImportField.Wording => "Words agreed to",
        ImportField.Attribute => "Attribute",
        ImportField.Note => "Long note",
        ImportField.TimeZone => "Time zone",
        ImportField.Tags => "Tags",
    };

    public static string Purpose(ConsentPurpose purpose) => purpose switch
    {
        ConsentPurpose.Marketing => "Offers",
        ConsentPurpose.Utility => "Order updates",
        ConsentPurpose.Authentication => "Sign-in codes",
    };

    public static string Dates(DateOrder order) => order switch
    {
        DateOrder.IsoOnly => "2026-11-14",
        DateOrder.DayFirst => "day/month/year",
        DateOrder.MonthFirst => "month/day/year",
    };

    public static string Encoding(ImportEncoding encoding) => encoding switch
    {
        ImportEncoding.Utf8 => "UTF-8",
        ImportEncoding.Utf16LittleEndian => "UTF-16 LE",
        ImportEncoding.Utf16BigEndian => "UTF-16 BE",
        ImportEncoding.Windows1252 => "Windows-1252",
    };

    public static string Delimiter(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        _ => delimiter.ToString(),
    };

    public static (StatusTone Tone, string Word, string? Icon) Status(ListImportStatus status) => status switch
    {
        ListImportStatus.Uploaded or ListImportStatus.Mapped => (StatusTone.Idle, "Draft", null),
        ListImportStatus.Ready => (StatusTone.Wait, "Ready to import", null),
        ListImportStatus.Running => (StatusTone.Live, "Importing", null),
        ListImportStatus.Finished => (StatusTone.Ok, "Finished", null),
        ListImportStatus.Failed => (StatusTone.Bad, "Failed", "error"),
        ListImportStatus.Cancelled => (StatusTone.Idle, "Cancelled", null),
        ListImportStatus.Undoing => (StatusTone.Live, "Taking back", null),
        ListImportStatus.Undone => (StatusTone.Idle, "Taken back", "undo"),
    };

    public static string Remark(ImportRemark remark) => remark.Code switch
    {
        "consent.dst_fold" => $"{Figures.Count(remark.Count, "time was", "times were")} shown twice by the clocks; the later was taken",
        "wording.unknown" => $"{Figures.Count(remark.Count, "row names", "rows name")} words that are no wording of yours; they are kept as they stand",
        "wording.narrower" => $"{Figures.Count(remark.Count, "row agrees", "rows agree")} to fewer kinds of message than you chose: their wording is not about the others",
        "suppression.time" => $"{Figures.Count(remark.Count, "time", "times")} could not be read; the person is opted out as of the import",
        "xlsx.formula" => $"{Figures.Count(remark.Count, "row holds", "rows hold")} formulas; what the workbook last computed was taken",
        "xlsx.error" => $"{Figures.Count(remark.Count, "row holds", "rows hold")} cells with an error in place of a value; they count as empty",
        "attribute.unfit" => $"{Figures.Count(remark.Count, "row holds", "rows hold")} values that do not fit their attribute; they are kept as they came",
        "zone.unknown" => $"{Figures.Count(remark.Count, "time zone is", "time zones are")} not known; kept as an attribute",
        "tags.unfit" => $"{Figures.Count(remark.Count, "row has", "rows have")} tags that are too long or too many; those are kept as an attribute",
        _ => $"{Figures.Count(remark.Count, "row", "rows")}: {remark.Code}",
    };

    /// <summary>The groups in which rows are held back, as the running count shows them.</summary>
    public static string Group(string code) => code switch
    {
        _ when code.StartsWith("phone.", StringComparison.Ordinal) => "Bad number",
        "consent.no_choice" or "consent.choice" => "No yes or no",
        "consent.no_proof" => "No proof",
        "person.suppressed" => "Erased person",
        "wording.purpose" => "Other words",
        _ when code.StartsWith("consent.", StringComparison.Ordinal) => "No time",
        _ => "Broken row",
    };

    public static string Left(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => "a few seconds",
        { TotalSeconds: < 90 } => $"about {Figures.Whole((long)(Math.Ceiling(time.TotalSeconds / 10) * 10))} s",
        { TotalMinutes: < 90 } => $"about {Figures.Whole((long)Math.Ceiling(time.TotalMinutes))} min",
        _ => $"about {Figures.Whole((long)Math.Round(time.TotalHours))} h",
    };
}
