using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>What a campaign would do if it were scheduled now.</summary>
/// <param name="Problems">What stops it, each with the wizard's field; empty when it may be scheduled.</param>
/// <param name="People">People in the audience.</param>
/// <param name="Eligible">Those who would get a message.</param>
/// <param name="Skipped">Those who would not, by reason.</param>
/// <param name="ByLanguage">Eligible people by translation.</param>
/// <param name="DailyLimit">Unique people a rolling 24 hours that the numbers of its portfolio may write to; null for no limit.</param>
/// <param name="Kept">People of it that are kept for single messages.</param>
/// <param name="FreeToday">Slots of the limit that are free for campaigns now; null for no limit.</param>
/// <param name="StartAt">When it would start; null where no valid time is chosen.</param>
public sealed record CampaignForecast(
    IReadOnlyList<(string Field, string Message)> Problems, int People, int Eligible, IReadOnlyDictionary<SkipReason, int> Skipped,
    IReadOnlyDictionary<string, int> ByLanguage, int? DailyLimit, int Kept, int? FreeToday, DateTimeOffset? StartAt)
{
    /// <summary>How it is expected to go; null where nobody would get it or nothing says from when on.</summary>
    public CampaignOutlook? Outlook { get; init; }

    /// <summary>What it is expected to cost, by the card of its start; null without a template or a card.</summary>
    public CostEstimate? Cost { get; init; }

    /// <summary>The most it may cost; null for no limit.</summary>
    public Budget? Budget { get; init; }

    /// <summary>Those who would get it, by where their clocks hang.</summary>
    internal IReadOnlyDictionary<Place, int> ByPlace { get; init; } = new Dictionary<Place, int>();

    /// <summary>Eligible people who would be skipped if they were to get the second version: no value, or no language. 0 where none is tested.</summary>
    public int SkippedOfB { get; init; }

    /// <summary>What an approval of it is bound to; null while there is no template or nobody.</summary>
    internal string? Digest { get; init; }

    /// <summary>The database was set back to this time, and the campaign is older: it may have been sent since. Null where that is no question.</summary>
    public DateTimeOffset? SetBackTo { get; init; }

    /// <summary>Whether a second person has to approve it, and what is missing.</summary>
    public ApprovalStanding? Approval { get; init; }
}

/// <summary>How an audience divides.</summary>
/// <param name="People">All of it.</param>
/// <param name="Eligible">Those who would get a message.</param>
/// <param name="Skipped">Those who would not, by reason.</param>
public sealed record AudienceBreakdown(int People, int Eligible, IReadOnlyDictionary<SkipReason, int> Skipped);

/// <summary>How a draft stands with its second person.</summary>
/// <param name="IsAsked">Whether so many people need an approval.</param>
/// <param name="Missing">Why it may not start without another word; null where it may.</param>
public sealed record ApprovalStanding(bool IsAsked, string? Missing);

/// <summary>A person of the audience with what the campaign has for them, for the preview in the wizard.</summary>
public sealed record PersonPreview(Recipient Person, ComposedMessage Message);

/// <summary>Checks a campaign and counts what it would do, from the same code that will do it.</summary>
public sealed class CampaignReview
{
    private const int PageSize = 2_000;

    private readonly PortalDatabase _database;
    private readonly SendableTemplates _templates;
    private readonly CampaignAudience _audience;
    private readonly QuotaBook _quota;
    private readonly OwnLinks _links;
    private readonly SendingOutlook _outlook;
    private readonly TimeProvider _clock;

    internal CampaignReview(
        PortalDatabase database, SendableTemplates templates, CampaignAudience audience, QuotaBook quota, OwnLinks links,
        SendingOutlook outlook, TimeProvider clock) =>
        (_database, _templates, _audience, _quota, _links, _outlook, _clock) = (database, templates, audience, quota, links, outlook, clock);

    /// <summary>The problems and numbers of a campaign; null where there is none of this id.</summary>
    public async Task<CampaignForecast?> ForecastAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var campaign = await _database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token);
        return campaign is null ? null : await ForecastAsync(actor.Tenant, campaign, token);
    }

    /// <summary>The first people of the audience with what they would get, the ones who are left out among them.</summary>
    public async Task<IReadOnlyList<PersonPreview>> PreviewAsync(
        Actor actor, AudienceChoice choice, TemplateId templateId, CampaignMapping mapping, int most, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        if (await _templates.GetAsync(actor.Tenant, templateId, token) is not { } template || (await _audience.WriteOutAsync(actor.Tenant, choice, token)).Audience is not { } audience)
            return [];
        var composer = new MessageComposer(template, mapping, Placeholders(template), _links);
        var page = await _audience.PageAsync(actor.Tenant, audience, template.Category, null, most, token);
        return [.. page.Select(p => new PersonPreview(p, composer.Compose(p)))];
    }

    /// <summary>How an audience that is being chosen divides, from the same code that freezes it; null where nobody can be counted yet.</summary>
    /// <remarks>It reads, decrypts and composes each person: a hundred thousand take seconds.</remarks>
    public async Task<AudienceBreakdown?> BreakdownAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var campaign = await _database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token);
        if (campaign is not { TemplateId: { } templateId } || campaign.Audience.IsEmpty
            || await _templates.GetAsync(actor.Tenant, new TemplateId(templateId), token) is not { } template
            || (await _audience.WriteOutAsync(actor.Tenant, campaign.Audience, token)).Audience is not { } audience)
            return null;
        var count = await CountAsync(actor.Tenant, audience, template, campaign, token);
        return new AudienceBreakdown(count.People, count.Eligible, count.Skipped);
    }

    internal async Task<CampaignForecast> ForecastAsync(TenantId tenant, Campaign campaign, CancellationToken token)
    {
        var problems = new List<(string Field, string Message)>();
        var versions = await _templates.OfAsync(tenant, campaign, token);
        var template = versions[0];
        if (template is null)
        {
            problems.Add(("Template", campaign.TemplateId is null
                ? "Choose a template."
                : "No translation of the chosen template may be sent now. Choose another one."));
        }

        else if (template.Category == TemplateCategory.Authentication)
        {
            problems.Add(("Template", "Codes are sent one at a time, to the person who asked for one. An authentication template cannot be the template of a campaign."));
        }

        var (audience, gone) = campaign.Audience.IsEmpty ? (null, "Choose an opt-in list or a segment.") : await _audience.WriteOutAsync(tenant, campaign.Audience, token);
        if (gone is not null)
            problems.Add(("List", gone));
        var sender = campaign.SenderNumberId is { } senderId
            ? await _database.ReadAsync(tenant, (db, t) => db.Set<SenderNumber>().FirstOrDefaultAsync(n => n.Id == senderId, t), token)
            : null;
        if (sender is null)
            problems.Add(("Sender", "Choose the number it is sent from."));
        else if (sender.DisconnectedAt is not null)
            problems.Add(("Sender", "The WhatsApp account of this number was disconnected. Choose another number."));
        else if (template is not null && sender.AccountId != template.AccountId)
            problems.Add(("Sender", "This number belongs to another WhatsApp account than the template."));
        if (template is not null)
            problems.AddRange(MappingProblems(template, campaign.Mapping, _links).Select(m => ("Mapping", m)));
        if (campaign.Rules.Problem is { } wrongRule)
            problems.Add(("List", wrongRule));
        if (campaign.AbTest is { } test)
            problems.AddRange(TestProblems(campaign, test, template, versions[1]));
        var startAt = StartAt(campaign, problems);

        var count = template is not null && audience is not null
            ? await CountAsync(tenant, audience, template, campaign, token, campaign.AbTest is null ? null : versions[1])
            : new AudienceCount();
        if (template is not null && audience is not null && count.Eligible == 0)
            problems.Add(("List", count.People == 0 ? "Nobody is in the audience." : "Nobody of the audience would get a message; see the reasons beside."));

        if (campaign.AbTest is { } sized && count.Eligible > 0 && sized.OfEach(count.Eligible) == 0)
            problems.Add(("Test", "There are too few people to test two versions. Take more of them, or send one version to all."));
        if (sender is { IsTest: true } && count.Eligible > SenderNumber.MostTestPeople)
            problems.Add(("Sender", TestNumber.Refusal(count.Eligible)));

        var (limit, used, kept) = sender is null ? (null, 0, 0) : await LimitAsync(tenant, sender, token);
        var free = limit - used - kept;
        var outlook = template is not null && startAt is { } begins
            ? await _outlook.OfDraftAsync(tenant, campaign, template.Category.ToString(), begins, count.ByPlace, token)
            : null;
        var card = await CardAsync(tenant, startAt ?? _clock.GetUtcNow(), token);
        var cost = template is null ? null : CostEstimate.Of(card, PriceCategory.Of(template.Category.ToString()), count.ByMarket);
        if (campaign.BudgetCurrency is { } budgeted && card?.Currency != budgeted)
            problems.Add(("Budget", $"The budget is in {budgeted}, and the rate card that holds at the start is not. Set the budget anew."));
        var digest = template is not null && audience is not null ? CampaignDigest.Of(campaign, audience, versions) : null;
        var approval = await _database.ReadAsync(tenant, async (db, t) => (Rule: await CampaignSettings.RuleAsync(db, t), Newest: await Approvals.NewestAsync(db, campaign.Id, t)), token);
        return new CampaignForecast(
            problems, count.People, count.Eligible, count.Skipped, count.ByLanguage, limit, kept, free, startAt)
        {
            Outlook = outlook,
            ByPlace = count.ByPlace,
            Cost = cost,
            Budget = campaign is { BudgetMicros: { } most, BudgetCurrency: { } currency } ? new Budget(most, currency) : null,
            Digest = digest,
            SkippedOfB = count.SkippedOfB,
            SetBackTo = await _database.ReadAsync(tenant, RestoreHolds.NewestAsync, token) is { } setBack && campaign.CreatedAt <= setBack.TakenAt ? setBack.TakenAt : null,
            Approval = new ApprovalStanding(approval.Rule.Asks(count.Eligible), Approvals.Missing(approval.Rule, approval.Newest, digest, count.Eligible)),
        };
    }

    /// <summary>What an approval would be bound to now; null while there is no template or nobody.</summary>
    internal async Task<string?> DigestAsync(TenantId tenant, Campaign campaign, CancellationToken token) =>
        await _templates.OfAsync(tenant, campaign, token) is { } found && found[0] is not null
        && (await _audience.WriteOutAsync(tenant, campaign.Audience, token)).Audience is { } audience
            ? CampaignDigest.Of(campaign, audience, found)
            : null;

    private IEnumerable<(string Field, string Message)> TestProblems(Campaign campaign, AbTest test, SendableTemplate? first, SendableTemplate? second)
    {
        foreach (var problem in test.Problems(campaign.MessageOf(AbVariant.A), campaign.Plan))
            yield return ("Test", problem);
        if (second is null)
        {
            yield return ("Test", test.TemplateId is null ? "Choose the template of version B." : "No translation of version B's template may be sent now. Choose another one.");
            yield break;
        }

        if (first is not null && second.AccountId != first.AccountId)
            yield return ("Test", "Version B's template belongs to another WhatsApp account than version A's.");
        // Consent and price go by the category: people who may get one version have to be those who may get the other.
        if (first is not null && second.Category != first.Category)
            yield return ("Test", $"Version A is a {first.Category.ToString().ToLowerInvariant()} template and version B a {second.Category.ToString().ToLowerInvariant()} one. Compare two of one category.");
        foreach (var problem in MappingProblems(second, test.Mapping, _links))
            yield return ("TestMapping", "Version B: " + problem);
    }

    private static IEnumerable<string> MappingProblems(SendableTemplate template, CampaignMapping mapping, OwnLinks links)
    {
        var mapped = mapping.Variables.ToDictionary(v => v.Variable, StringComparer.Ordinal);
        var keys = template.Translations.SelectMany(t => t.Content.Variables()).Where(v => !v.IsOptional).Select(v => v.Key).Distinct(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (!mapped.TryGetValue(key, out var source) || (source.Source is ValueSource.Attribute or ValueSource.Constant && string.IsNullOrWhiteSpace(source.Value)))
                yield return $"Say what {key} is filled with.";
            else if (source.Source == ValueSource.Expression && FieldText.Read(source.Value).Problem is { } wrongText)
                yield return $"{key}: {wrongText}";
            else if (OwnLinks.IsOne(source.Source) && LinkProblem(template, source, links) is { } wrongLink)
                yield return wrongLink;
        }

        // One of the chain that is gone is passed over; where all are, those people were meant to get it and would not.
        if (mapping.LanguageChain is { Count: > 0 } chain && !chain.Any(code => template.Translations.Any(t => t.Language == code)))
            yield return chain.Count == 1 ? $"The fallback language {chain[0]} has no approved translation." : "None of the fallback languages has an approved translation.";
    }

    private static string? LinkProblem(SendableTemplate template, VariableMapping source, OwnLinks links)
    {
        var (key, isTracked) = (source.Variable, source.Source == ValueSource.TrackedLink);
        if (links.Of(source.Source) is not { } kind)
        {
            return isTracked ? $"{key} is filled with a link that counts clicks, and the portal has no public address any more. Fill it with something else."
                : $"{key} is filled with a link to the unsubscribe page, and there is none any more. Fill it with something else.";
        }

        if (template.Translations.FirstOrDefault(t => !kind.Fits(t.Content, key)) is { } wrong)
            return $"The {(isTracked ? "link that counts clicks" : "unsubscribe link")} does not fit {key} in {wrong.Language}: the button's address has to be {kind.ButtonAddress}.";
        return isTracked && links.Target(source).Problem is { } problem ? $"{key}: {problem}" : null;
    }

    private DateTimeOffset? StartAt(Campaign campaign, List<(string Field, string Message)> problems)
    {
        var now = _clock.GetUtcNow();
        var reading = campaign.StartNow ? null : campaign.LocalStart;
        problems.AddRange(campaign.Plan.Problems(reading).Select(p => ("Schedule", p)));
        if (campaign.StartNow)
            return now;
        if (reading is not { } local || campaign.Plan.StartsAt(local, campaign.TimeZone) is not { } at)
        {
            problems.Add(("Schedule", campaign.Plan.AtPersonsTime ? "Choose the day and the time." : "Choose the day, the time and the time zone."));
            return null;
        }

        if ((campaign.Plan.AtPersonsTime ? SendingPlan.Last(local) : at) < now - TimeSpan.FromMinutes(1))
            problems.Add(("Schedule", campaign.Plan.AtPersonsTime ? "This time has passed everywhere. Choose a later one, or start at once." : "This time has passed. Choose a later one, or start at once."));
        return campaign.Plan.AtPersonsTime && at < now ? now : at;
    }

    private async Task<AudienceCount> CountAsync(
        TenantId tenant, Audience audience, SendableTemplate template, Campaign campaign, CancellationToken token, SendableTemplate? second = null)
    {
        var screen = new AudienceScreen(campaign, template.Category);
        var composer = new MessageComposer(template, campaign.Mapping, Placeholders(template), _links);
        var other = second is null ? null : new MessageComposer(second, campaign.MessageOf(AbVariant.B).Mapping, Placeholders(second), _links);
        var count = new AudienceCount();
        Guid? after = null;
        while (true)
        {
            var page = await _audience.PageAsync(tenant, audience, template.Category, after, PageSize, token);
            token.ThrowIfCancellationRequested();
            var capped = template.Category == TemplateCategory.Marketing ? await CappedAsync(tenant, page, token) : null;
            var composed = page.Select(person => (Person: person, Message: composer.Compose(person))).ToList();
            var judged = await _database.ReadAsync(tenant, (db, t) => screen.JudgeAsync(db, [.. composed.Where(c => c.Message.Skip is null).Select(c => c.Person)], _clock.GetUtcNow(), t), token);
            foreach (var (person, message) in composed)
            {
                var id = Convert.ToHexString(person.PhoneId);
                var skip = message.Skip ?? (judged.TryGetValue(id, out var reason) ? reason : capped?.Contains(id) == true ? SkipReason.Capped : null);
                count.Add(message with { Skip = skip }, Market.Of(person.Region, person.Phone), person.Place);
                if (skip is null && other?.Compose(person).Skip is not null)
                    count.SkippedOfB++;
            }

            if (page.Count < PageSize)
                return count;
            after = page[^1].ContactId;
        }
    }

    private Task<RateCard?> CardAsync(TenantId tenant, DateTimeOffset at, CancellationToken token) =>
        _database.ReadAsync(tenant, async (db, t) => (await RateBook.LoadAsync(db, t)).At(at), token);

    private async Task<(int? People, int Used, int Kept)> LimitAsync(TenantId tenant, SenderNumber sender, CancellationToken token)
    {
        var (portfolio, people) = await _database.ReadAsync(tenant, async (db, t) =>
        {
            var shared = await db.Set<WhatsAppAccount>().Where(a => a.Id == sender.AccountId).Select(a => a.PortfolioId).FirstAsync(t);
            return (shared, await PortfolioLimit.OfAsync(db, shared, sender, t));
        }, token);
        return people is null ? (null, 0, 0) : (people, await _quota.UsedAsync(tenant, portfolio, token), await _quota.KeptAsync(tenant, portfolio, people, token));
    }

    private Task<IReadOnlySet<string>> CappedAsync(TenantId tenant, IReadOnlyList<Recipient> people, CancellationToken token) =>
        _database.ReadAsync(tenant, (db, t) => FrequencyCap.ReachedAsync(db, [.. people.Select(p => p.PhoneId)], _clock.GetUtcNow(), t), token);

    // Before the start no header file has been uploaded; for counting and previews any stands in.
    private static Dictionary<string, MessageFiles> Placeholders(SendableTemplate template) =>
        template.Translations.ToDictionary(t => t.Language, t => MessageFiles.For(t.Content, _ => new HeaderMedia("preview"))!, StringComparer.Ordinal);

    private sealed class AudienceCount
    {
        public int People { get; private set; }

        public int Eligible { get; private set; }

        public Dictionary<SkipReason, int> Skipped { get; } = [];

        /// <summary>Eligible people for whom the second version would have nothing.</summary>
        public int SkippedOfB { get; set; }

        public Dictionary<string, int> ByLanguage { get; } = new(StringComparer.Ordinal);

        /// <summary>Eligible people by market; empty where nobody knows their country.</summary>
        public Dictionary<string, int> ByMarket { get; } = new(StringComparer.Ordinal);

        /// <summary>Eligible people by where their clocks hang.</summary>
        public Dictionary<Place, int> ByPlace { get; } = [];

        public void Add(ComposedMessage message, string? market, Place place)
        {
            People++;
            if (message.Skip is { } reason)
            {
                Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
                return;
            }

            Eligible++;
            ByLanguage[message.Language] = ByLanguage.GetValueOrDefault(message.Language) + 1;
            ByMarket[market ?? ""] = ByMarket.GetValueOrDefault(market ?? "") + 1;
            ByPlace[place] = ByPlace.GetValueOrDefault(place) + 1;
        }
    }
}
