using System.Text.RegularExpressions;
using WaPortal.Core.Audit;
using Xunit;

namespace WaPortal.Tests.Audit;

public sealed partial class EventWordsTests
{
    // Codes of refusals, which have the same form.
    private static readonly string[] NotEvents =
    [
        "import.unknown", "import.not_ready", "import.same_bytes", "import.ended", "import.unchecked", "import.no_quarantine", "import.not_undoable",
        "plan.list", "plan.time", "plan.proof", "file.name", "profile.unknown", "profile.name_taken", "profile.name", "duplicate.differs",
    ];

    [Fact]
    public void Every_event_that_the_source_records_has_its_words()
    {
        var found = Sources().SelectMany(file => EventName().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).ToHashSet();
        Assert.True(found.Count > 30, "The scan found next to nothing; it is the scan that is broken.");
        Assert.Empty(found.Where(name => !EventWords.Knows(name)).Except(NotEvents));
    }

    [Fact]
    public void Every_kind_has_events_and_an_unknown_event_shows_its_name()
    {
        Assert.All(Enum.GetValues<EventKind>(), kind => Assert.NotEmpty(EventWords.OfKind(kind)));
        Assert.Equal("future.event", EventWords.Of("future.event"));
    }

    // Files that record something, and in them every text of the form of an event's name.
    private static IEnumerable<string> Sources() => new[] { "WaPortal", "WaPortal.Core" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(file) != "EventWords.cs")
        .Where(file => File.ReadAllText(file) is var text
            && (text.Contains("AuditTrail ", StringComparison.Ordinal) || text.Contains("PlatformTrail ", StringComparison.Ordinal)));

    [GeneratedRegex(@"""([a-z][a-z-]*\.[a-z][a-z_-]*)""")]
    private static partial Regex EventName();
}
