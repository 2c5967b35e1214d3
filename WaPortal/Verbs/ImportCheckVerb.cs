using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Verbs;

/// <summary>Reads an opt-in list as an import would, stores nothing, and prints what would become of each record.</summary>
internal sealed class ImportCheckVerb(TimeProvider clock) : IVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Name => "import check";

    public string Usage => "FILE [--region GB] [--zone Europe/London] [--now INSTANT] [--dates dmy|mdy] [--encoding windows-1252] [--map column=field ...]   prints one JSON object";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var (call, fault) = Call.Read(args, clock.GetUtcNow());
        if (call is null)
        {
            await stderr.WriteLineAsync(fault);
            return 2;
        }

        try
        {
            await using var file = File.OpenRead(call.File);
            var (outcome, code) = Check(file, call);
            await stdout.WriteLineAsync(JsonSerializer.Serialize(outcome, Json));
            return code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await stderr.WriteLineAsync($"The file cannot be read: {call.File}");
            return 2;
        }
    }

    private static (object Outcome, int Code) Check(Stream file, Call call)
    {
        var (reader, refusal) = ImportReader.Open(file, call.Encoding);
        using (reader)
        {
            if (reader is null)
                return Refused(refusal!);
            var columns = ColumnGuesser.Guess(reader.Headers, [.. reader.PeekRecords(50).Where(r => r.Fault is null).Select(r => r.Fields)]).ToArray();
            foreach (var (header, field) in call.Map)
            {
                var at = Array.FindIndex(columns, c => string.Equals(c.Header, header, StringComparison.OrdinalIgnoreCase));
                if (at < 0)
                    return Refused(new ImportRefusal("plan.column", $"There is no column \"{header}\"."));
                // A field chosen by hand takes it away from the column that it was guessed for.
                for (var i = 0; i < columns.Length; i++)
                {
                    if (columns[i].Field == field && field is not (ImportField.Attribute or ImportField.Note or ImportField.Ignore))
                        columns[i] = new ColumnMapping(columns[i].Header, ImportField.Ignore);
                }

                columns[at] = new ColumnMapping(columns[at].Header, field, field is ImportField.Attribute or ImportField.Note ? ColumnGuesser.AttributeName(header) : null);
            }

            if (columns.All(c => c.Field != ImportField.Phone))
                return Refused(new ImportRefusal("file.no_phone", "No column holds phone numbers."));
            var plan = new ImportPlan(columns, call.Region, call.Zone, call.Dates, null, [ConsentPurpose.Marketing]);
            return (Report(reader, plan, call.Now), 0);
        }
    }

    private static object Report(ImportReader reader, ImportPlan plan, DateTimeOffset now)
    {
        var evaluation = new ImportEvaluation(plan, now);
        int records = 0, accepted = 0;
        var rejected = new List<object>();
        var duplicates = new List<object>();
        var remarks = new List<object>();
        foreach (var tenant in reader.Headers.Where(ColumnGuesser.NamesTenant))
            remarks.Add(new { column = tenant, code = "column.tenant_ignored" });
        while (reader.Next() is { } record)
        {
            records++;
            switch (evaluation.Evaluate(record))
            {
                case ImportRow.Accepted row:
                    accepted++;
                    remarks.AddRange(row.Remarks.Select(code => new { line = row.Line, code }));
                    break;
                case ImportRow.Rejected row:
                    rejected.Add(new { line = row.Line, column = row.Column, code = row.Code, message = row.Words });
                    break;
                case ImportRow.Duplicate row:
                    duplicates.Add(new { line = row.Line, firstLine = row.FirstLine, optedOut = row.Differs });
                    break;
            }
        }

        var encoding = reader.Encoding switch
        {
            ImportEncoding.Utf8 => "utf-8",
            ImportEncoding.Utf16LittleEndian => "utf-16le",
            ImportEncoding.Utf16BigEndian => "utf-16be",
            ImportEncoding.Windows1252 => "windows-1252",
        };
        return new { encoding, delimiter = reader.Delimiter.ToString(), records, accepted, rejected, duplicates, remarks };
    }

    private static (object Outcome, int Code) Refused(ImportRefusal refusal) => (new { refused = new { code = refusal.Code, message = refusal.Message } }, 1);

    private sealed record Call(
        string File, string? Region, string Zone, DateTimeOffset Now, DateOrder Dates, ImportEncoding? Encoding, IReadOnlyList<(string Header, ImportField Field)> Map)
    {
        public static (Call? Call, string? Fault) Read(string[] args, DateTimeOffset now)
        {
            var call = new Call("", null, "UTC", now, DateOrder.IsoOnly, null, []);
            var map = new List<(string, ImportField)>();
            for (var i = 0; i < args.Length; i++)
            {
                if (!args[i].StartsWith("--", StringComparison.Ordinal))
                {
                    if (call.File.Length > 0)
                        return (null, "Name one file.");
                    call = call with { File = args[i] };
                    continue;
                }

                if (i + 1 == args.Length)
                    return (null, $"{args[i]} needs a value.");
                var value = args[++i];
                switch (args[i - 1])
                {
                    case "--region":
                        call = call with { Region = value.ToUpperInvariant() };
                        break;
                    case "--zone" when TimeZoneInfo.TryFindSystemTimeZoneById(value, out _):
                        call = call with { Zone = value };
                        break;
                    case "--now" when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at):
                        call = call with { Now = at };
                        break;
                    case "--dates" when value is "dmy" or "mdy":
                        call = call with { Dates = value == "dmy" ? DateOrder.DayFirst : DateOrder.MonthFirst };
                        break;
                    case "--encoding" when value is "windows-1252":
                        call = call with { Encoding = ImportEncoding.Windows1252 };
                        break;
                    case "--map" when value.LastIndexOf('=') is > 0 and var at && Field(value[(at + 1)..]) is { } field:
                        map.Add((value[..at], field));
                        break;
                    default:
                        return (null, $"{args[i - 1]} {value} is not understood.");
                }
            }

            return call.File.Length == 0 ? (null, "Name the file to check.") : (call with { Map = map }, null);
        }

        private static ImportField? Field(string name) =>
            Enum.TryParse<ImportField>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var field) && Enum.IsDefined(field) ? field : name switch
            {
                "time" => ImportField.OptInAt,
                "consent" => ImportField.OptIn,
                _ => null,
            };
    }
}
