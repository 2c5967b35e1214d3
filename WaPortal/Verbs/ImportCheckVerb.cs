using System.Globalization;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Verbs;

/// <summary>Reads an opt-in list as an import would, stores nothing, and prints what would become of each record.</summary>
internal sealed class ImportCheckVerb(TimeProvider clock) : IVerb
{
    public string Name => "import check";

    public string Usage => "FILE [--region GB] [--zone Europe/London] [--now INSTANT] [--dates dmy|mdy] [--encoding windows-1252] [--sheet NAME] [--map column=field ...]   prints one JSON object";

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
            await using var file = await OpenAsync(call.File, token);
            return await CheckAsync(file, call, stdout, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await stderr.WriteLineAsync($"The file cannot be read: {call.File}");
            return 2;
        }
    }

    // What cannot be read twice, such as a pipe, is taken in first.
    private static async Task<FileStream> OpenAsync(string path, CancellationToken token)
    {
        var file = File.OpenRead(path);
        if (file.CanSeek)
            return file;
        await using (file)
        {
            var copy = SpoolFile.Create();
            await file.CopyToAsync(copy, token);
            return copy;
        }
    }

    private static async Task<int> CheckAsync(FileStream file, Call call, TextWriter stdout, CancellationToken token)
    {
        var (format, _, unlike) = ImportFile.Sniff(file, call.Opening.Encoding);
        if ((unlike ?? ImportFile.Mismatch(call.File, format)) is { } mismatch)
            return await RefuseAsync(mismatch, stdout);
        var (reader, refusal) = ImportReader.Open(file, call.Opening);
        using (reader)
        {
            if (reader is null)
                return await RefuseAsync(refusal!, stdout);
            try
            {
                var (columns, unknown) = Columns(reader, call.Map);
                if (columns is null)
                    return await RefuseAsync(unknown!, stdout);
                using var report = new ImportCheckReport();
                var plan = new ImportPlan(columns, call.Region, call.Zone, call.Dates, null, [ConsentPurpose.Marketing]);
                Evaluate(reader, new ImportEvaluation(plan, call.Now), report, token);
                await report.WriteAsync(reader, stdout, token);
                return 0;
            }
            catch (UnreadableListException e)
            {
                return await RefuseAsync(e.Refusal, stdout);
            }
        }
    }

    private static (ColumnMapping[]? Columns, ImportRefusal? Refusal) Columns(ImportReader reader, IReadOnlyList<(string Header, ImportField Field)> map)
    {
        var columns = ColumnGuesser.Guess(reader.Headers, [.. reader.PeekRecords(50).Where(r => r.Fault is null).Select(r => r.Fields)]).ToArray();
        foreach (var (header, field) in map)
        {
            var at = Array.FindIndex(columns, c => string.Equals(c.Header, header.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at < 0)
                return (null, new ImportRefusal("plan.column", $"There is no column \"{header}\"."));
            // A field chosen by hand takes it away from the column that it was guessed for.
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i].Field == field && field is not (ImportField.Attribute or ImportField.Note or ImportField.Ignore))
                    columns[i] = new ColumnMapping(columns[i].Header, ImportField.Ignore);
            }

            columns[at] = new ColumnMapping(columns[at].Header, field, field is ImportField.Attribute or ImportField.Note ? ColumnGuesser.AttributeName(header) : null);
        }

        return columns.Any(c => c.Field == ImportField.Phone) ? (columns, null) : (null, new ImportRefusal("file.no_phone", "No column holds phone numbers."));
    }

    private static void Evaluate(ImportReader reader, ImportEvaluation evaluation, ImportCheckReport report, CancellationToken token)
    {
        foreach (var tenant in reader.Headers.Where(ColumnGuesser.NamesTenant))
            report.Remark(new { column = tenant, code = "column.tenant_ignored" });
        while (reader.Next() is { } record)
        {
            token.ThrowIfCancellationRequested();
            report.Add(evaluation.Evaluate(record));
        }
    }

    private static async Task<int> RefuseAsync(ImportRefusal refusal, TextWriter stdout)
    {
        await stdout.WriteLineAsync(ImportCheckReport.Json(new { refused = new { code = refusal.Code, message = refusal.Message } }));
        return 1;
    }

    private sealed record Call(
        string File, string? Region, string Zone, DateTimeOffset Now, DateOrder Dates, ImportOpening Opening, IReadOnlyList<(string Header, ImportField Field)> Map)
    {
        public static (Call? Call, string? Fault) Read(string[] args, DateTimeOffset now)
        {
            var call = new Call("", null, "UTC", now, DateOrder.IsoOnly, new ImportOpening(), []);
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
                    case "--region" when PhoneRegion.All.Any(r => string.Equals(r.Code, value, StringComparison.OrdinalIgnoreCase)):
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
                    case "--encoding" when Encodings.TryGetValue(value, out var encoding):
                        call = call with { Opening = call.Opening with { Encoding = encoding } };
                        break;
                    case "--sheet":
                        call = call with { Opening = call.Opening with { Sheet = value } };
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

        private static readonly Dictionary<string, ImportEncoding> Encodings =
            Enum.GetValues<ImportEncoding>().ToDictionary(ImportCheckReport.Name, StringComparer.OrdinalIgnoreCase);

        private static ImportField? Field(string name) =>
            Enum.TryParse<ImportField>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var field) && Enum.IsDefined(field) && !char.IsAsciiDigit(name[0]) ? field : name switch
            {
                "time" => ImportField.OptInAt,
                "consent" => ImportField.OptIn,
                _ => ColumnGuesser.FieldOf(name),
            };
    }
}
