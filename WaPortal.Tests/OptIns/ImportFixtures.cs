using System.Text;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Tests.OptIns;

/// <summary>Sample lists and lists made on the spot.</summary>
internal static class ImportFixtures
{
    public static string Path(string sample) => System.IO.Path.Combine(AppContext.BaseDirectory, "OptIns", "Samples", sample);

    public static List<ImportRow> Evaluate(string file, DateTimeOffset now)
    {
        using var stream = File.OpenRead(file);
        return Evaluate(stream, now, "GB", "Europe/London", DateOrder.IsoOnly);
    }

    public static List<ImportRow> Evaluate(byte[] bytes, DateTimeOffset now, string zone = "Europe/London", DateOrder dates = DateOrder.IsoOnly) =>
        Evaluate(new MemoryStream(bytes), now, "GB", zone, dates);

    public static List<ImportRow> Evaluate(string text, DateTimeOffset now, string zone, DateOrder dates = DateOrder.IsoOnly) =>
        Evaluate(Encoding.UTF8.GetBytes(text), now, zone, dates);

    public static ImportPlan Plan(IReadOnlyList<string> headers, string region = "GB", string zone = "Europe/London", DateOrder dates = DateOrder.IsoOnly) =>
        new(ColumnGuesser.Guess(headers, []), region, zone, dates, null, [ConsentPurpose.Marketing]);

    private static List<ImportRow> Evaluate(Stream stream, DateTimeOffset now, string region, string zone, DateOrder dates)
    {
        using var reader = ImportReader.Open(stream).Reader!;
        var evaluation = new ImportEvaluation(Plan(reader.Headers, region, zone, dates), now);
        var rows = new List<ImportRow>();
        while (reader.Next() is { } record)
            rows.Add(evaluation.Evaluate(record));
        return rows;
    }
}
