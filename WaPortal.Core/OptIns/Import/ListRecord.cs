namespace WaPortal.Core.OptIns.Import;

/// <summary>One record of a list, or what kept it from being read.</summary>
public sealed record ListRecord
{
    private ListRecord()
    {
    }

    /// <summary>The physical line on which it starts, or the row of the sheet; the first of the file is 1.</summary>
    public required int Line { get; init; }

    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>csv.encoding, csv.control, csv.quote, csv.unclosed_quote or csv.too_long; null when it was read.</summary>
    public string? Fault { get; init; }

    /// <summary>Codes of what a person may want to know about how it was read: xlsx.formula, xlsx.error.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    internal static ListRecord Read(int line, IReadOnlyList<string> fields) => new() { Line = line, Fields = fields };

    internal static ListRecord Broken(int line, string fault) => new() { Line = line, Fields = [], Fault = fault };

    internal bool IsBlank => Fault is null && Fields.All(string.IsNullOrWhiteSpace);
}

/// <summary>Gives the records of a file one by one.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>The next record that is not blank; null at the end.</summary>
    /// <exception cref="UnreadableListException">The file breaks off or turns out to be hostile.</exception>
    ListRecord? Next();
}

/// <summary>A file that looked like a list at first and cannot be read to its end.</summary>
public sealed class UnreadableListException(ImportRefusal refusal) : Exception(refusal.Message)
{
    public ImportRefusal Refusal { get; } = refusal;
}
