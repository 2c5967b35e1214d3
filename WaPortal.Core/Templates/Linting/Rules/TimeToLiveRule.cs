using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

internal sealed class TimeToLiveRule : TemplateRule
{
    private static readonly RuleInfo Range = RuleInfo.Error("ttl.range", "Time-to-live", "Each category has its own range of seconds.", "Sets the nearest value in the range");
    private static readonly RuleInfo Marketing = RuleInfo.Advice("ttl.marketing", "Time-to-live", "For marketing only the Marketing Messages API honours it.");

    public override IReadOnlyList<RuleInfo> Rules => [Range, Marketing];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        var ttl = template.Root["message_send_ttl_seconds"];
        if (!ttl.Exists) return;
        if (ttl.Whole is not { } seconds)
        {
            findings.Add(Range, ttl, "The time to live is a whole number of seconds.");
            return;
        }

        (long From, long To)? range = template.Category switch
        {
            "AUTHENTICATION" => (30, 900),
            "UTILITY" => (30, 43_200),
            "MARKETING" => (43_200, 2_592_000),
            _ => null,
        };
        if (range is not { } allowed) return;

        // -1 asks for 30 days and is defined for authentication and utility only.
        var unlimited = seconds == -1 && template.Category != "MARKETING";
        if (!unlimited && (seconds < allowed.From || seconds > allowed.To))
            findings.Add(
                Range, ttl, $"A time to live of {seconds} seconds is outside {allowed.From} to {allowed.To} for {template.Category}.",
                Fix.Set($"Set {Math.Clamp(seconds, allowed.From, allowed.To)} seconds", ttl.Path, Math.Clamp(seconds, allowed.From, allowed.To)));
        else if (template.Category == "MARKETING")
            findings.Add(Marketing, ttl, "For marketing templates the time to live only works with the Marketing Messages API.");
    }
}
