namespace WaPortal.Core.Templates.Linting;

/// <summary>A translation as a member of its family.</summary>
/// <param name="Language">The platform's code.</param>
/// <param name="Content">What it says.</param>
public sealed record FamilyMember(string Language, TemplateContent Content);

/// <summary>Something about one translation that shows only beside the others.</summary>
/// <param name="Language">The translation.</param>
/// <param name="Finding">What there is to say; its path is in that translation's payload.</param>
public sealed record FamilyFinding(string Language, TemplateFinding Finding);

/// <summary>
/// Holds all translations of a template against the first one. The platform takes translations that differ; a campaign that fills one mapping into
/// all of them, and people who read replies, do not.
/// </summary>
public static class FamilyLint
{
    private static readonly RuleInfo Variables = RuleInfo.Advice("family.variables", "Template fundamentals", "One mapping fills all languages: a variable that only some have is missing or wasted.");
    private static readonly RuleInfo Header = RuleInfo.Advice("family.header", "Template fundamentals", "One file or place is given for all languages.");
    private static readonly RuleInfo Buttons = RuleInfo.Advice("family.buttons", "Template fundamentals", "Replies and clicks are counted by a button's place.");
    private static readonly RuleInfo WayOut = RuleInfo.Advice("family.opt_out", "Marketing templates", "Who taps the way out must be heard in every language.");
    private static readonly RuleInfo Cards = RuleInfo.Advice("family.cards", "Media card carousel templates", "A message carries as many cards as its translation has.");
    private static readonly RuleInfo Code = RuleInfo.Advice("family.code", "Authentication templates", "The code is handed over in one way, whatever the language.");
    private static readonly RuleInfo Offer = RuleInfo.Advice("family.offer", "Limited-time offer templates", "An offer runs in all languages or in none.");
    private static readonly RuleInfo Footer = RuleInfo.Advice("family.footer", "Common sense", "A footer, and the way out it mostly names, is as good in every language.");
    private static readonly RuleInfo Delivery = RuleInfo.Advice("family.ttl", "Time-to-live", "How long delivery is tried does not depend on the language.");
    private static readonly RuleInfo Untranslated = RuleInfo.Advice("family.untranslated", "Template review", "A body that repeats another translation's word by word is refused as a duplicate.");

    private static readonly RuleInfo Repeated = RuleInfo.Error("family.language", "Template management; error 2388024", "A template is known by its account, name and language: there is one translation in each.");
    private static readonly RuleInfo Category = RuleInfo.Error("family.category", "Live answers; Template fundamentals", "All translations of a template share one category.");

    /// <summary>Every rule there is.</summary>
    public static IReadOnlyList<RuleInfo> Rules { get; } = [Repeated, Category, Variables, Header, Buttons, WayOut, Cards, Code, Offer, Footer, Delivery, Untranslated];

    /// <summary>What there is to say about the others, beside the first.</summary>
    public static IReadOnlyList<FamilyFinding> Lint(IReadOnlyList<FamilyMember> family)
    {
        var findings = new List<FamilyFinding>();
        foreach (var member in family.Skip(1)) Compare(family[0], member, findings);
        for (var i = 1; i < family.Count; i++)
        {
            var body = family[i].Content.Effective().Body.Trim();
            // Variables and signs alone are no text that could be translated.
            if (!TextFacts.HasWord(Placeholders.Without(body, ""))) continue;
            if (family.Take(i).FirstOrDefault(other => other.Content.Effective().Body.Trim() == body) is { } same)
                Add(Untranslated, family[i], TemplateFieldKind.Body, $"The body is the same as in {Name(same)}. Translate it.", findings);
        }

        return findings;
    }

    /// <summary>That there is a translation in the language already.</summary>
    public static TemplateFinding SecondIn(string language) =>
        new(Repeated.Id, Repeated.Severity, "language", $"There is another translation in {TemplateLanguages.Find(language)?.Name ?? language}. A template has one in each language.", Repeated.Source) { Reason = Repeated.Reason };

    /// <summary>That a translation names a category which is not its family's.</summary>
    public static TemplateFinding OtherCategory(string family) =>
        new(Category.Id, Category.Severity, "category", $"This translation has a category of its own; its family has {family}. All translations share one.", Category.Source) { Reason = Category.Reason };

    private static void Compare(FamilyMember source, FamilyMember member, List<FamilyFinding> findings)
    {
        var (there, here) = (source.Content.Effective(), member.Content.Effective());
        var name = Name(source);
        CompareVariables(there, here, member, name, findings);
        if (here.Header != there.Header)
            Add(Header, member, TemplateFieldKind.Header, $"The header is {Word(here.Header)}; in {name} it is {Word(there.Header)}.", findings);
        if (!here.Buttons.Select(b => b.Kind).SequenceEqual(there.Buttons.Select(b => b.Kind)))
            Add(Buttons, member, TemplateFieldKind.Buttons, $"The buttons differ from {name} in number, kind or order.", findings);
        else if (!here.Buttons.Select(b => b.OptOut).SequenceEqual(there.Buttons.Select(b => b.OptOut)))
            Add(WayOut, member, TemplateFieldKind.Buttons, $"Another button than in {name} is marked as a way out.", findings);
        if (here.Cards.Count != there.Cards.Count)
            Add(Cards, member, TemplateFieldKind.Cards, $"There are {here.Cards.Count} cards; in {name} there are {there.Cards.Count}.", findings);
        if (here.Authentication != there.Authentication || Codes(here) != Codes(there))
            Add(Code, member, TemplateFieldKind.Buttons, $"The code is handed over otherwise than in {name}.", findings);
        if (here.Offer?.HasExpiration != there.Offer?.HasExpiration)
            Add(Offer, member, TemplateFieldKind.Offer, $"The offer is not as in {name}.", findings);
        if (string.IsNullOrWhiteSpace(here.Footer) != string.IsNullOrWhiteSpace(there.Footer))
            Add(Footer, member, TemplateFieldKind.Footer, string.IsNullOrWhiteSpace(here.Footer) ? $"There is no footer; {name} has one." : $"There is a footer; {name} has none.", findings);
        if (here.TimeToLiveSeconds != there.TimeToLiveSeconds)
            Add(Delivery, member, TemplateFieldKind.TimeToLive, $"The time to live differs from {name}.", findings);
    }

    private static void CompareVariables(TemplateContent there, TemplateContent here, FamilyMember member, string name, List<FamilyFinding> findings)
    {
        var (wanted, given) = (Keyed(there), Keyed(here));
        foreach (var field in new[] { TemplateFieldKind.Header, TemplateFieldKind.Body, TemplateFieldKind.Cards })
        {
            var missing = wanted[field].Except(given[field]).Select(Shown).ToList();
            var added = given[field].Except(wanted[field]).Select(Shown).ToList();
            if (missing.Count > 0) Add(Variables, member, field, $"{string.Join(", ", missing)} of {name} {(missing.Count == 1 ? "is" : "are")} missing.", findings);
            if (added.Count > 0) Add(Variables, member, field, $"{string.Join(", ", added)} {(added.Count == 1 ? "is" : "are")} not in {name}.", findings);
        }
    }

    // Variables of buttons are compared with the buttons.
    private static ILookup<TemplateFieldKind, TemplateVariable> Keyed(TemplateContent content) => content.Variables()
        .Where(v => v.Place is VariablePlace.Header or VariablePlace.Body)
        .ToLookup(v => v.CardIndex is not null ? TemplateFieldKind.Cards : v.Place == VariablePlace.Header ? TemplateFieldKind.Header : TemplateFieldKind.Body);

    private static (OtpKind?, string) Codes(TemplateContent content) => content.Buttons.FirstOrDefault(b => b.Kind == ButtonKind.Otp)?.Otp is { } otp
        ? (otp.Kind, string.Join(',', otp.Apps))
        : (null, "");

    private static string Shown(TemplateVariable variable) =>
        "{{" + variable.Name + "}}" + (variable.CardIndex is { } card ? FormattableString.Invariant($" of card {card + 1}") : "");

    private static string Word(HeaderKind kind) => kind == HeaderKind.None ? "missing" : kind.ToString().ToLowerInvariant();

    private static string Name(FamilyMember member) => TemplateLanguages.Find(member.Language)?.Name ?? member.Language;

    private static void Add(RuleInfo rule, FamilyMember member, TemplateFieldKind field, string message, List<FamilyFinding> findings)
    {
        var index = TemplatePayloadWriter.Order(member.Content).ToList().IndexOf(field);
        var path = field == TemplateFieldKind.TimeToLive ? "message_send_ttl_seconds" : index < 0 ? "components" : FormattableString.Invariant($"components[{index}]");
        findings.Add(new FamilyFinding(member.Language, new TemplateFinding(rule.Id, rule.Severity, path, message, rule.Source) { Reason = rule.Reason }));
    }
}
