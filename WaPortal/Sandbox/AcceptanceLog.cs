using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The list of what was accepted, for whoever judges a sender: a line is with the operating system before the answer leaves.</summary>
internal sealed class AcceptanceLog : IDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private readonly FileStream? _file;

    public AcceptanceLog(string? path)
    {
        if (path is null) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
    }

    public void Append(DateTimeOffset at, AcceptedMessage message)
    {
        if (_file is null) return;
        var line = new JsonObject
        {
            ["at"] = at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["arrived_at"] = message.ArrivedAt.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["message_id"] = message.Id,
            ["to"] = "+" + message.WaId,
            ["biz_opaque_callback_data"] = message.CallbackData,
            ["template"] = message.Template,
            ["phone_number_id"] = message.PhoneNumberId,
        };
        var bytes = Encoding.UTF8.GetBytes(line.ToJsonString(Readable) + "\n");
        lock (_gate)
        {
            _file.Write(bytes);
            _file.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();
}
