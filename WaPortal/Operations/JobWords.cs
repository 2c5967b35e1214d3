using WaPortal.Components.Pieces;
using WaPortal.Core.Jobs;

namespace WaPortal.Operations;

/// <summary>How jobs read on the page.</summary>
internal static class JobWords
{
    /// <summary>What each job does and what its subject is. A job without words shows its own name.</summary>
    private static readonly Dictionary<string, (string Words, string Subject)> All = new(StringComparer.Ordinal)
    {
        ["DispatchJob"] = ("Sends the messages of a number", "number"),
        ["StartCampaignJob"] = ("Starts a campaign", "campaign"),
        ["ImportJob"] = ("Imports a list", "import"),
        ["CheckImportJob"] = ("Checks a list", "import"),
        ["CompleteQuarantineJob"] = ("Takes rows in that had no proof", "import"),
        ["UndoImportJob"] = ("Takes an import back", "import"),
        ["SubmitTranslationJob"] = ("Submits a translation for approval", "translation"),
        ["DeleteTranslationJob"] = ("Deletes a translation at WhatsApp", "translation"),
        ["ReplayWebhooksJob"] = ("Has webhooks processed again", "replay"),
        ["SyncTemplatesJob"] = ("Reads the templates' status", "account"),
    };

    public static string Of(string job) => All.TryGetValue(job, out var found) ? found.Words : job;

    /// <summary>"campaign 0192f3a1": the last characters, since ids of one minute begin alike.</summary>
    public static string Subject(string job, Guid subject) => $"{(All.TryGetValue(job, out var found) ? found.Subject : "subject")} {subject.ToString("N")[^8..]}";

    /// <summary>The jobs to choose from.</summary>
    public static IEnumerable<string> Names => All.Keys.OrderBy(Of, StringComparer.Ordinal);

    public static (StatusTone Tone, string Word, string? Icon) Ending(JobEnding ending) => ending switch
    {
        JobEnding.Done => (StatusTone.Ok, "Done", null),
        JobEnding.Failed => (StatusTone.Bad, "Failed", "error"),
        JobEnding.Interrupted => (StatusTone.Pause, "Interrupted", null),
    };

    /// <summary>"40 ms", "1.2 s", "3 min 20 s".</summary>
    public static string Lasted(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => FormattableString.Invariant($"{Math.Max(0, time.TotalMilliseconds):0} ms"),
        { TotalMinutes: < 1 } => FormattableString.Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary>"third try"; null for the first.</summary>
    public static string? Try(int attempt) => attempt switch
    {
        0 => null,
        1 => "second try",
        2 => "third try",
        _ => FormattableString.Invariant($"try {attempt + 1}"),
    };
}
