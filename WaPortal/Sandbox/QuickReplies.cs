using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>A message with buttons that answer.</summary>
/// <param name="WaId">Who got it, in digits.</param>
/// <param name="Buttons">By their place in the template: the label, and what the sender put behind it.</param>
internal sealed record PressableMessage(string Id, string WaId, IReadOnlyList<(int Index, string Label, string Payload)> Buttons);

/// <summary>The latest messages whose buttons a person could press, so that a test can press one. Kept while the sandbox runs.</summary>
internal sealed class QuickReplies
{
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private readonly LinkedList<PressableMessage> _messages = [];

    /// <summary>The quick replies of a template as this message fills them; without a payload a press sends the label.</summary>
    public static IReadOnlyList<(int Index, string Label, string Payload)> Of(SandboxTemplate template, IReadOnlyCollection<JsonObject> sent) =>
    [
        .. (template.Component("BUTTONS")?.Objects("buttons") ?? []).Index()
            .Where(b => b.Item.Upper("type") == "QUICK_REPLY" && b.Item.Text("text") is not null)
            .Select(b => (b.Index, b.Item.Text("text")!, PayloadOf(sent, b.Index) ?? b.Item.Text("text")!)),
    ];

    public void Keep(PressableMessage message)
    {
        if (message.Buttons.Count == 0) return;
        lock (_gate)
        {
            _messages.AddLast(message);
            if (_messages.Count > Most) _messages.RemoveFirst();
        }
    }

    /// <summary>The message of this id, or else the person's last one.</summary>
    public PressableMessage? Find(string? waId, string? messageId)
    {
        lock (_gate) return _messages.LastOrDefault(m => (messageId is null || m.Id == messageId) && (messageId is not null || m.WaId == waId));
    }

    private static string? PayloadOf(IEnumerable<JsonObject> sent, int index) => sent
        .Where(c => c.Upper("type") == "BUTTON" && c.Upper("sub_type") == "QUICK_REPLY" && c.Text("index") == index.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .SelectMany(c => c.Objects("parameters")).Select(p => p.Text("payload")).FirstOrDefault();
}
