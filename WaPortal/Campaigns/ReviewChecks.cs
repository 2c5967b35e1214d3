using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>One line of what stands between a draft and its start.</summary>
/// <param name="Tone">Ok; wait for something to know; bad for what stops it.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Href">Where it is mended; null where there is nothing to mend.</param>
/// <param name="Place">That place in a word.</param>
internal sealed record ReviewCheck(StatusTone Tone, string Text, string? Href = null, string? Place = null);

/// <summary>The list of checks. What stops a start comes from the forecast, which is what the start itself asks; the rest is for people to know.</summary>
internal static class ReviewChecks
{
    /// <summary>All lines, in the order of the wizard.</summary>
    /// <param name="id">The campaign.</param>
    /// <param name="forecast">What it would do.</param>
    /// <param name="form">What was chosen.</param>
    /// <param name="template">The chosen one.</param>
    /// <param name="second">That of the second version; null where none is tested or chosen.</param>
    /// <param name="number">The chosen one.</param>
    /// <param name="tested">When a test of it was last sent; null: never.</param>
    /// <param name="changedAt">When the draft was changed last.</param>
    public static IReadOnlyList<ReviewCheck> Of(
        CampaignId id, CampaignForecast forecast, CampaignForm form, SendableTemplate? template, SendableTemplate? second, SenderNumber? number, DateTimeOffset? tested, DateTimeOffset changedAt)
    {
        var lines = new List<ReviewCheck>();
        if (forecast.SetBackTo is { } setBack)
            lines.Add(new(StatusTone.Wait, FormattableString.Invariant($"The portal was restored from a backup of {setBack.UtcDateTime:d MMM yyyy, HH:mm} UTC, and this campaign is older. Make sure that it was not sent in between.")));
        Stage("Template", () => template is null ? null : new(StatusTone.Ok, $"{template.Name} is approved in {Figures.Count(template.Translations.Count, "language", "languages")}"));
        WayOut(template, form.Message, "The text");
        WayOut(second, form.Test?.Message, "Version B's text");
        Stage("Test", () => form.Test is null ? null : new(StatusTone.Ok, "Two versions are tested before the rest gets the better one"));
        if (forecast.SkippedOfB > 0)
            lines.Add(new(StatusTone.Wait, $"For {Figures.Count(forecast.SkippedOfB, "person", "people")} version B has no text in their language or no value: whoever of them it falls to is skipped", CampaignAddresses.Edit(id, WizardPart.Content), nameof(WizardPart.Content)));
        if (form.Test is { } test && forecast.Eligible > 0 && test.ToTest().OfEach(forecast.Eligible) is > 0 and < FewForATest)
            lines.Add(new(StatusTone.Wait, $"With fewer than {FewForATest} people for each version, only a very large difference is clear", CampaignAddresses.Edit(id, WizardPart.Template), nameof(WizardPart.Template)));
        Stage("Sender", () => number is null ? null : IsRed(number)
            ? new(StatusTone.Wait, "WhatsApp rates this number's quality as low. Blocks and reports of the next days may lower its limit or stop it.", CampaignAddresses.Edit(id, WizardPart.People), nameof(WizardPart.People))
            : new(StatusTone.Ok, $"{number.DisplayNumber} is connected"));
        Stage("List", () => forecast.Eligible == 0 ? null : new(StatusTone.Ok, "Everybody counted here has consent on record"));
        if (forecast.Eligible > 0 && forecast.People > forecast.Eligible)
            lines.Add(new(StatusTone.Wait, $"{Figures.Count(forecast.People - forecast.Eligible, "person of the audience does", "people of the audience do")} not get it"));
        Stage("Mapping", () => template is null ? null : new(StatusTone.Ok, form.Test is null ? "Every variable has its value" : "Every variable of version A has its value"));
        Stage("TestMapping", () => form.Test is null || second is null ? null : new(StatusTone.Ok, "Every variable of version B has its value"));
        Stage("Schedule", () => null);
        if (forecast.Outlook is { Course: { BeginsAt: { } begins, EndsAt: var ends } } && (ends is null || ends - begins > TimeSpan.FromDays(1)))
            lines.Add(new(StatusTone.Wait, $"Limit, pace and hours spread it over {(ends - begins is { } time ? Durations.Words(time) : "months")}"));
        if (forecast.Outlook is { Unreachable: > 0 and var never })
            lines.Add(new(StatusTone.Wait, $"For {Figures.Count(never, "person", "people")} no hour is left in which the sending hours suit every time zone of their country. It pauses when only they remain."));
        Stage("Budget", () => forecast is not { Budget: { } budget, Cost: { } cost } ? null : cost.Micros > budget.Micros
            ? new(StatusTone.Wait, "It is expected to cost more than its budget, and pauses when that is used up", CampaignAddresses.Edit(id, WizardPart.Schedule), nameof(WizardPart.Schedule))
            : new(StatusTone.Ok, "The estimate is within the budget"));
        lines.AddRange(forecast.Problems.Where(p => !Known.Contains(p.Field)).Select(p => Bad(p)));
        if (forecast.Approval is { IsAsked: true } approval)
            lines.Add(approval.Missing is { } missing ? new(StatusTone.Bad, missing) : new(StatusTone.Ok, "A second person has approved it"));
        if (template is not null)
            lines.Add(tested is null ? new(StatusTone.Wait, "No test of it was sent") : tested < changedAt ? new(StatusTone.Wait, "It was changed since the last test") : new(StatusTone.Ok, "A test was sent"));
        return lines;

        void WayOut(SendableTemplate? chosen, MessageForm? message, string what)
        {
            if (chosen is { Category: TemplateCategory.Marketing } && message is not null && WithoutWayOut(chosen, message.Mapping()) is { } language)
                lines.Add(new(StatusTone.Wait, $"{what} in {MessagePreview.LanguageName(language)} names no way to stop these messages. People who find none block the number.", "/templates/" + chosen.Id.Value, "Template"));
        }

        void Stage(string field, Func<ReviewCheck?> fine)
        {
            var problems = forecast.Problems.Where(p => p.Field == field).ToList();
            lines.AddRange(problems.Select(p => Bad(p)));
            if (problems.Count == 0 && fine() is { } line)
                lines.Add(line);
        }

        ReviewCheck Bad((string Field, string Message) problem) => ReviewStep.PartOf(problem.Field) is { } part
            ? new(StatusTone.Bad, problem.Message, CampaignAddresses.Edit(id, part), part.ToString())
            : new(StatusTone.Bad, problem.Message);
    }

    // Between shares as they are usual (a tenth or two), some hundreds of people show a third more or less.
    private const int FewForATest = 200;

    private static readonly string[] Known = ["Test", "TestMapping", "Template", "Sender", "List", "Mapping", "Schedule", "Budget"];

    private static bool IsRed(SenderNumber number) => string.Equals(number.Quality, "RED", StringComparison.OrdinalIgnoreCase);

    // The linter's rule for marketing, asked of what leaves; a link to unsubscribe or a marked button is a way out too.
    private static string? WithoutWayOut(SendableTemplate template, CampaignMapping mapping) =>
        mapping.Variables.Any(v => v.Source == ValueSource.UnsubscribeLink) ? null : template.Translations.FirstOrDefault(t =>
            t.Content.AllButtons.All(b => b.OptOut is null)
            && t.Content.Lint(template.Name, t.Language, template.Category, t.Format ?? template.ParameterFormat).Any(f => f.Rule == "quality.opt_out"))?.Language;
}
