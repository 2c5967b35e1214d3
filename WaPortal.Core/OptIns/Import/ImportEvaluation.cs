using System.Globalization;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.OptIns.Import;

/// <summary>
/// Decides what becomes of each record of one list, in its order. Given the same file, plan and time it decides the same, so a list
/// can be read again from the start after a crash.
/// </summary>
public sealed class ImportEvaluation(ImportPlan plan, DateTimeOffset now, WordingBook? wordings = null, IReadOnlyList<AttributeRule>? rules = null)
{
    private const int LongestField = 1000;
    private const int LongestNote = 4000;

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "yes", "true", "1", "ja", "oui", "si", "sí", "y", "wahr", "vrai", "verdadero" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "no", "false", "0", "nein", "non", "n", "falsch", "faux", "falso" };

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(plan.Zone);

    private readonly SeenNumbers _seen = new();

    // They decide about no row: what fits no type is taken in as it stands, with a remark where somebody asked for one.
    private readonly Dictionary<string, AttributeRule> _rules = (rules ?? []).ToDictionary(r => r.Key, StringComparer.OrdinalIgnoreCase);

    private readonly string[] _tags = [.. (plan.Tags ?? []).Select(Tag.Clean).OfType<string>()];

    /// <summary>Decides about the next record.</summary>
    public ImportRow Evaluate(ListRecord record)
    {
        if (record.Fault is { } fault)
            return new ImportRow.Rejected(record.Line, null, fault, FaultWords(fault), []);
        if (record.Fields.Count != plan.Columns.Count)
        {
            return Reject(record, null, "csv.columns", string.Create(CultureInfo.InvariantCulture,
                $"The row has {record.Fields.Count} columns, the header {plan.Columns.Count}."));
        }

        for (var i = 0; i < record.Fields.Count; i++)
        {
            var longest = plan.Columns[i].Field is ImportField.Note or ImportField.Wording ? LongestNote : LongestField;
            if (TextLength.IsOver(record.Fields[i], longest))
                return Reject(record, plan.Columns[i].Header, "csv.field_too_long", string.Create(CultureInfo.InvariantCulture, $"The text is longer than {longest} characters."));
        }

        return Read(record);
    }

    private ImportRow Read(ListRecord record)
    {
        var (e164, region, phoneFault) = ListPhone.Read(Raw(record, ImportField.Phone) ?? "", plan.Region);
        if (phoneFault is not null)
            return Reject(record, Header(ImportField.Phone), phoneFault.Code, phoneFault.Words);

        var remarks = new List<string>(record.Remarks);
        if (plan.IsSuppression)
            return Suppress(record, e164!, region, remarks);
        var choice = Cell(record, ImportField.OptIn)?.Normalize();
        bool optedIn;
        if (choice is null)
        {
            if (Has(ImportField.OptIn) || plan.Proof is not { EveryoneAgreed: true })
                return Reject(record, Header(ImportField.OptIn), "consent.no_choice", "There is no yes or no.");
            optedIn = true;
        }
        else if (Yes.Contains(choice) || No.Contains(choice))
        {
            optedIn = Yes.Contains(choice);
        }
        else
        {
            return Reject(record, Header(ImportField.OptIn), "consent.choice", "This is neither yes nor no.");
        }

        var when = Cell(record, ImportField.OptInAt);
        DateTimeOffset at;
        if (when is null)
        {
            if (plan.Proof?.AgreedAt is not { } fileWide)
                return Reject(record, Header(ImportField.OptInAt), "consent.no_time", "There is no time at which the choice was made.");
            at = fileWide;
        }
        else
        {
            switch (ConsentTime.Parse(when, plan.Dates, _zone, now))
            {
                case ConsentTimeResult.Wrong wrong:
                    return Reject(record, Header(ImportField.OptInAt), wrong.Code, wrong.Words);
                case ConsentTimeResult.Read read:
                    at = read.At;
                    if (read.WasAmbiguous)
                        remarks.Add("consent.dst_fold");
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }

        var source = Cell(record, ImportField.Source) ?? Text(plan.Proof?.Source);
        var proof = Cell(record, ImportField.Proof) ?? Text(plan.Proof?.Proof);
        if (source is null && proof is null)
            return Reject(record, Header(ImportField.Source) ?? Header(ImportField.Proof), "consent.no_proof", "There is neither a source nor a proof.");

        var words = Cell(record, ImportField.Wording) ?? Text(plan.Proof?.Wording);
        var attributes = Attributes(record);
        if (_rules.Count > 0 && attributes.Any(a => !string.IsNullOrWhiteSpace(a.Value) && _rules.TryGetValue(a.Key, out var rule) && rule.Read(a.Value) is null))
            remarks.Add("attribute.unfit");
        var entry = new ImportEntry(e164!, region, Name(record), Cell(record, ImportField.Language), attributes, optedIn, at, source, proof, words,
            words is null ? null : wordings?.Find(words), Zone(record, attributes, remarks), Tags(record, attributes, remarks));
        if (optedIn && words is not null && wordings is { IsEmpty: false })
        {
            var covered = entry.Covered(plan.Purposes).Count;
            if (covered == 0)
                return Reject(record, Header(ImportField.Wording), "wording.purpose", $"The wording {entry.Agreed!.Code} is about other kinds of message than those chosen.");
            if (entry.Agreed is null)
                remarks.Add("wording.unknown");
            else if (covered < plan.Purposes.Count)
                remarks.Add("wording.narrower");
        }

        return Place(record.Line, entry, remarks);
    }

    // Nothing but a number that cannot be read keeps a no from being heard; an unclear time least of all.
    private ImportRow Suppress(ListRecord record, string e164, string? region, List<string> remarks)
    {
        var at = now;
        if (Cell(record, ImportField.OptInAt) is { } when)
        {
            if (ConsentTime.Parse(when, plan.Dates, _zone, now) is ConsentTimeResult.Read read)
                at = read.At;
            else
                remarks.Add("suppression.time");
        }

        var entry = new ImportEntry(e164, region, null, null, new Dictionary<string, string>(), false, at, Cell(record, ImportField.Source) ?? Text(plan.Proof?.Source) ?? "suppression list",
            Cell(record, ImportField.Proof) ?? Text(plan.Proof?.Proof), Cell(record, ImportField.Wording), null);
        return Place(record.Line, entry, remarks);
    }

    private ImportRow Place(int line, ImportEntry entry, List<string> remarks)
    {
        ref var first = ref _seen.Of(ulong.Parse(entry.E164.AsSpan(1), CultureInfo.InvariantCulture));
        if (first == 0)
        {
            // The line of the accepted row, its lowest bit telling whether the number stands opted in.
            first = ((long)line << 1) | (entry.OptedIn ? 1L : 0L);
            return new ImportRow.Accepted(line, entry, remarks);
        }

        var stands = (first & 1) == 1;
        var firstLine = (int)(first >> 1);
        if (stands && !entry.OptedIn)
            first &= ~1L;
        return new ImportRow.Duplicate(line, firstLine, entry, stands != entry.OptedIn);
    }

    // What is no time zone is kept as an attribute: somebody may make something of it.
    private string? Zone(ListRecord record, Dictionary<string, string> attributes, List<string> remarks)
    {
        if (Cell(record, ImportField.TimeZone) is not { } zone)
            return null;
        if (zone.Length <= Lists.Contact.TimeZoneLength && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return zone;
        remarks.Add("zone.unknown");
        attributes.TryAdd(Header(ImportField.TimeZone)!, zone);
        return null;
    }

    private IReadOnlyList<string> Tags(ListRecord record, Dictionary<string, string> attributes, List<string> remarks)
    {
        if (Cell(record, ImportField.Tags) is not { } cell)
            return _tags;
        var named = cell.Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var clean = named.Take(ImportPlan.MostTags).Select(Tag.Clean).OfType<string>().ToList();
        if (clean.Count < named.Length)
        {
            remarks.Add("tags.unfit");
            attributes.TryAdd(Header(ImportField.Tags)!, cell);
        }

        return [.. _tags.Concat(clean).Distinct(StringComparer.Ordinal)];
    }

    private string? Name(ListRecord record)
    {
        if (Cell(record, ImportField.Name) is { } whole)
            return whole;
        var parts = new[] { Cell(record, ImportField.FirstName), Cell(record, ImportField.LastName) }.Where(p => p is not null).ToList();
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    /// <summary>Attributes exactly as they stand, line breaks too; first and last name are kept apart for templates that greet by one.</summary>
    private Dictionary<string, string> Attributes(ListRecord record)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < plan.Columns.Count; i++)
        {
            var column = plan.Columns[i];
            var name = column.Field switch
            {
                ImportField.FirstName => "first_name",
                ImportField.LastName => "last_name",
                ImportField.Attribute or ImportField.Note => column.Attribute ?? column.Header,
                _ => null,
            };
            if (name is not null && record.Fields[i].Length > 0)
                attributes[name] = WithoutApostrophe(record.Fields[i]);
        }

        return attributes;
    }

    private bool Has(ImportField field) => plan.Columns.Any(c => c.Field == field);

    private string? Header(ImportField field) => plan.Columns.FirstOrDefault(c => c.Field == field)?.Header;

    private string? Cell(ListRecord record, ImportField field) => Raw(record, field) is { } cell ? Text(WithoutApostrophe(cell)) : null;

    // A number takes one apostrophe off by itself.
    private string? Raw(ListRecord record, ImportField field)
    {
        for (var i = 0; i < plan.Columns.Count; i++)
        {
            if (plan.Columns[i].Field == field)
                return record.Fields[i];
        }

        return null;
    }

    // Our exports put an apostrophe before what a spreadsheet would take for a formula; a round trip takes it off again.
    private static string WithoutApostrophe(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && SafeCsvWriter.LooksLikeFormula(cell.AsSpan().TrimStart('\'')) ? cell[1..] : cell;

    private static string? Text(string? text) => text?.Trim().Trim('\uFEFF') is { Length: > 0 } plain ? plain : null;

    private static ImportRow.Rejected Reject(ListRecord record, string? column, string code, string words) => new(record.Line, column, code, words, record.Fields);

    private static string FaultWords(string fault) => fault switch
    {
        "csv.encoding" => "The row holds bytes that are not text in the file's encoding.",
        "csv.control" => "The row holds control characters.",
        "csv.quote" => "A quotation mark stands where none may: inside an unquoted cell, or text follows a closing one.",
        "csv.unclosed_quote" => "A quotation mark is opened and never closed.",
        "csv.too_long" => "The row is longer than 1 MiB.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
