namespace WaPortal.Core.OptIns.Import;

/// <summary>One record of a delimited file, or what kept it from being read.</summary>
public sealed record CsvRecord
{
    private CsvRecord()
    {
    }

    /// <summary>The physical line on which it starts; the first of the file is 1.</summary>
    public required int Line { get; init; }

    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>csv.encoding, csv.control, csv.quote, csv.unclosed_quote or csv.too_long; null when it was read.</summary>
    public string? Fault { get; init; }

    internal static CsvRecord Read(int line, IReadOnlyList<string> fields) => new() { Line = line, Fields = fields };

    internal static CsvRecord Broken(int line, string fault) => new() { Line = line, Fields = [], Fault = fault };
}
