using System.Runtime.CompilerServices;
using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>One body of a file, or what is wrong with a place of it.</summary>
/// <param name="Line">Where it begins; the first line of the file is 1.</param>
/// <param name="Body">The bytes; null where there is a fault.</param>
/// <param name="Fault">What is wrong, without anything of the content.</param>
public readonly record struct RecordedBody(long Line, byte[]? Body, string? Fault);

/// <summary>Reads files of recorded webhooks: one JSON body, or one in each line.</summary>
public static class RecordedBodies
{
    private static readonly string TooLong = $"longer than the {WebhookDelivery.MostBytes >> 20} MiB that WhatsApp sends at most";

    // Deep ones and names that come twice are taken in, as from the platform: the inbox puts them into quarantine.
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 1_000 };

    /// <summary>The bodies in the order of the file. Memory stays flat: lines are read one by one.</summary>
    public static async IAsyncEnumerable<RecordedBody> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken token)
    {
        var lines = new ByteLines(file, WebhookDelivery.MostBytes);
        var held = new List<(long Number, byte[]? Bytes)>();
        while (held.Count < 2 && await lines.NextAsync(token) is { } line)
        {
            if (line.Bytes is null || !IsBlank(line.Bytes))
                held.Add(line);
        }

        // A body over several lines has no line that is a body by itself.
        if (held.Count > 0 && held.TrueForAll(line => line.Bytes is not null && Fault(line.Bytes) is not null))
        {
            yield return await WholeAsync(file, token);
            yield break;
        }

        foreach (var line in held)
            yield return One(line);
        while (await lines.NextAsync(token) is { } line)
        {
            if (line.Bytes is null || !IsBlank(line.Bytes))
                yield return One(line);
        }
    }

    private static RecordedBody One((long Number, byte[]? Bytes) line) =>
        (line.Bytes is null ? TooLong : Fault(line.Bytes)?.Words) is { } fault ? new RecordedBody(line.Number, null, fault) : new RecordedBody(line.Number, line.Bytes, null);

    private static async Task<RecordedBody> WholeAsync(Stream file, CancellationToken token)
    {
        file.Position = 0;
        if (file.Length > WebhookDelivery.MostBytes)
            return new RecordedBody(1, null, TooLong);
        var body = new byte[file.Length];
        await file.ReadExactlyAsync(body, token);
        body = ByteLines.WithoutMark(body);
        return Fault(body) is { } fault ? new RecordedBody(fault.Line, null, fault.Words) : new RecordedBody(1, body, null);
    }

    private static (long Line, string Words)? Fault(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : (1, "no JSON object");
        }
        catch (JsonException e)
        {
            return ((e.LineNumber ?? 0) + 1, "no JSON that can be read");
        }
    }

    private static bool IsBlank(byte[] line) => line.All(b => b is (byte)' ' or (byte)'\t' or (byte)'\r');
}
