using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>How many records are rejected for one reason, with the first lines.</summary>
public sealed record ImportProblem(string Code, string Words, string? Column, int Count, IReadOnlyList<int> Lines);

/// <summary>How many accepted records have something that a person may want to know.</summary>
public sealed record ImportRemark(string Code, int Count, IReadOnlyList<int> Lines);

/// <summary>Accepted rows by what stands in the language column.</summary>
public sealed record LanguageCount(string Language, int Rows);

/// <summary>What the ledger would say about the first accepted row.</summary>
/// <param name="Phone">Masked.</param>
public sealed record PreviewEntry(int Line, string Phone, bool OptedIn, DateTimeOffset At, string? Source, string? Proof, string? Wording);

/// <summary>What an import would do, counted without writing anything. Accepted, rejected and duplicates sum up to the records.</summary>
/// <param name="Quarantined">Of the rejected: rows that lack nothing but a proof.</param>
/// <param name="OptedOut">People who say no in this file.</param>
/// <param name="KeptOut">Rows that say yes about people who opted out later than that; they stay opted out.</param>
/// <param name="Filled">For each column the rows with a value.</param>
public sealed record ImportReport(
    int Records,
    int Accepted,
    int Duplicates,
    int Quarantined,
    int OptedOut,
    int KeptOut,
    IReadOnlyList<int> Filled,
    IReadOnlyList<ImportProblem> Problems,
    IReadOnlyList<ImportRemark> Remarks,
    IReadOnlyList<LanguageCount> Languages)
{
    public int Rejected => Records - Accepted - Duplicates;
}

/// <summary>Counts towards a report, record by record.</summary>
internal sealed class ImportReportCounter(ImportPlan plan)
{
    private const int MostLines = 20;
    private const int MostLanguages = 50;

    private readonly int[] _filled = new int[plan.Columns.Count];
    private readonly Dictionary<(string Code, string? Column), (ImportRow.Rejected First, int Count, List<int> Lines)> _problems = [];
    private readonly Dictionary<string, (int Count, List<int> Lines)> _remarks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _languages = new(StringComparer.Ordinal);
    private int _accepted;
    private int _duplicates;
    private int _quarantined;
    private int _optedOut;
    private int _keptOut;

    public int Records { get; private set; }

    /// <summary>Null while no row is accepted.</summary>
    public PreviewEntry? First { get; private set; }

    public void Add(ListRecord record, ImportRow row)
    {
        Records++;
        for (var i = 0; i < Math.Min(record.Fields.Count, _filled.Length); i++)
            _filled[i] += string.IsNullOrWhiteSpace(record.Fields[i]) ? 0 : 1;
        switch (row)
        {
            case ImportRow.Accepted accepted:
                Accept(accepted);
                break;
            case ImportRow.Duplicate duplicate:
                _duplicates++;
                _optedOut += duplicate is { Differs: true, Entry.OptedIn: false } ? 1 : 0;
                break;
            case ImportRow.Rejected rejected:
                _quarantined += rejected.LacksProof ? 1 : 0;
                var (first, count, lines) = _problems.GetValueOrDefault((rejected.Code, rejected.Column), (rejected, 0, []));
                _problems[(rejected.Code, rejected.Column)] = (first, count + 1, Note(lines, row.Line));
                break;
        }
    }

    public void KeptOut(int rows) => _keptOut += rows;

    public ImportReport ToReport() => new(
        Records, _accepted, _duplicates, _quarantined, _optedOut, _keptOut, _filled,
        [.. _problems.Select(p => new ImportProblem(p.Key.Code, p.Value.First.Words, p.Key.Column, p.Value.Count, p.Value.Lines)).OrderByDescending(p => p.Count)],
        [.. _remarks.Select(r => new ImportRemark(r.Key, r.Value.Count, r.Value.Lines)).OrderByDescending(r => r.Count)],
        [.. _languages.OrderByDescending(l => l.Value).Select(l => new LanguageCount(l.Key, l.Value))]);

    private void Accept(ImportRow.Accepted row)
    {
        _accepted++;
        _optedOut += row.Entry.OptedIn ? 0 : 1;
        foreach (var code in row.Remarks)
        {
            var (count, lines) = _remarks.GetValueOrDefault(code, (0, []));
            _remarks[code] = (count + 1, Note(lines, row.Line));
        }

        if (row.Entry.Language is { } language && (_languages.ContainsKey(language) || _languages.Count < MostLanguages))
            _languages[language] = _languages.GetValueOrDefault(language) + 1;
        First ??= new PreviewEntry(
            row.Line, PhoneNumber.Create(row.Entry.E164).Masked(), row.Entry.OptedIn, row.Entry.At, row.Entry.Source, row.Entry.Proof, row.Entry.Wording);
    }

    private static List<int> Note(List<int> lines, int line)
    {
        if (lines.Count < MostLines)
            lines.Add(line);
        return lines;
    }
}
