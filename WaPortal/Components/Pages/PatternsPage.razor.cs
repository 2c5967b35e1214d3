using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;

namespace WaPortal.Components.Pages;

/// <summary>All shared pieces on one page, for the people who build pages. Development only; elsewhere the address does not exist.</summary>
public partial class PatternsPage
{
    private ConfirmDialog? _confirm;
    private int _choice = 2;

    [Inject]
    public required IHostEnvironment Environment { get; init; }

    private bool IsShown => Environment.IsDevelopment();

    private static IReadOnlyList<WizardStep> Steps { get; } =
        [new("File", "/dev/patterns", true), new("Columns", "/dev/patterns", false), new("Consent proof", null, false), new("Check and import", null, false)];

    private static IReadOnlyList<FieldProblem> Problems { get; } =
    [
        new("lang.variable_missing", "{{city}} of the English source is missing.", "Body", "body", false, "Insert"),
        new("body.variable_at_end", "A variable may not end the body.", "Body", "body", true, "Add words"),
    ];

    private static IReadOnlyList<TimelineItem> Happened { get; } =
    [
        new("Approved", "Today 09:12 CET", "WhatsApp", Tone: StatusTone.Ok),
        new("Submitted", "Mon 23 Nov, 16:40", "Inés Ferrer", Tone: StatusTone.Wait),
        new("Rejected", "Mon 23 Nov, 15:02", "WhatsApp", "“Variable at the end of the body.”", StatusTone.Bad),
        new("Draft", "Fri 20 Nov, 11:05", "Inés Ferrer"),
    ];

    private static IReadOnlyList<FilterChip> Chips { get; } =
        [new("Approved", 28, StatusTone.Ok, "/dev/patterns", true), new("In review", 5, StatusTone.Wait, "/dev/patterns", false)];

    private static IReadOnlyList<QuotaPart> Quota { get; } =
        [new("Black Friday early access", 6753, QuotaKind.Campaign), new("Order updates", 515, QuotaKind.Other), new("Kept for one-to-one", 1000, QuotaKind.Kept)];

    private static IReadOnlyList<FunnelStep> Delivery { get; } =
        [new("Sent", 12655, "/dev/patterns"), new("Delivered", 12081, "/dev/patterns"), new("Read", 7964, "/dev/patterns"), new("Replied", 643, "/dev/patterns", FunnelKind.Result)];

    private static ChatMessage Hindi { get; } = new(
        "hi", false, new ChatHeader(ChatHeaderKind.Text, "दिवाली मुबारक!"),
        "नमस्ते {{1}}, आपके लिए *खास तोहफ़ा*: हर ऑर्डर पर _मुफ़्त_ डिलीवरी।\n> केवल 30 नवंबर तक\nकोड: ```DIWALI26``` {{2}}", "बंद करने के लिए बटन दबाएँ",
        [new(ChatButtonKind.Url, "अभी ख़रीदें"), new(ChatButtonKind.Copy, "कोड कॉपी करें"), new(ChatButtonKind.Reply, "बंद करें"), new(ChatButtonKind.Reply, "बाद में")],
        new Dictionary<string, string> { ["1"] = "आशा" });

    private static ChatMessage Arabic { get; } = new(
        "ar", true, new ChatHeader(ChatHeaderKind.Document, "catalogue-2026.pdf"),
        "مرحبًا {{1}}، طلبك رقم {{2}} جاهز للاستلام من فرع *دبي مول*.", null,
        [new(ChatButtonKind.Url, "عرض الطلب")],
        new Dictionary<string, string> { ["1"] = "ليلى", ["2"] = "CA-20418" });

    private async Task AskAsync() => await _confirm!.AskAsync();
}
