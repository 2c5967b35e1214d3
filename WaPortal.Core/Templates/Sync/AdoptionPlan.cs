namespace WaPortal.Core.Templates;

/// <summary>What adopting one name of an account would do, and what stands against it. The page shows it, the action follows it.</summary>
internal sealed class AdoptionPlan
{
    private AdoptionPlan(Template? template, TemplateCategory category, ParameterFormat format, string? hindrance, IReadOnlyList<Part> parts) =>
        (Template, Category, Format, Hindrance, Parts) = (template, category, format, hindrance, parts);

    /// <summary>The portal's template of this name; null: none.</summary>
    public Template? Template { get; }

    public TemplateCategory Category { get; }

    public ParameterFormat Format { get; }

    /// <summary>Why none of it can be adopted, with what is left to do; null: some can.</summary>
    public string? Hindrance { get; }

    /// <summary>By language.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>What can be adopted.</summary>
    public IEnumerable<Part> Ready => Hindrance is null ? Parts.Where(p => p.Hindrance is null) : [];

    public static AdoptionPlan Of(IReadOnlyList<TemplateElsewhere> rows, Template? template, IReadOnlyList<TemplateTranslation> translations)
    {
        var there = rows.Where(r => r.IsThere).OrderBy(r => r.PlatformId.Length).ThenBy(r => r.PlatformId, StringComparer.Ordinal).ToList();
        var parts = new List<Part>();
        foreach (var row in there)
        {
            var twin = parts.Find(p => p.Row.Language == row.Language);
            var known = translations.FirstOrDefault(t => t.Language == row.Language);
            var import = row.Read();
            parts.Add(new Part(row, import, known, twin is not null ? "WhatsApp shows this language twice; the other one comes first." : Obstacle(row, import, known)));
        }

        var first = parts.Find(p => p.Hindrance is null)?.Row ?? there[0];
        var category = CategoryOf(first.Category) ?? TemplateCategory.Utility;
        var format = FormatOf(first);
        return new AdoptionPlan(template, category, format, Clash(first.Name, category, format, parts, template, translations), parts);
    }

    /// <summary>Whether nobody has ever handed the portal's template over, so that its name, category and variables are still free to change.</summary>
    public static bool IsOnlyDrafts(IReadOnlyList<TemplateTranslation> translations) => translations.All(t => t.PlatformId is null && t.Status is TranslationStatus.Draft or TranslationStatus.Rejected);

    private static string? Clash(
        string name, TemplateCategory category, ParameterFormat format, List<Part> parts, Template? template, IReadOnlyList<TemplateTranslation> translations)
    {
        if (!TemplateName.IsValid(name)) return "WhatsApp gives it a name that no template can have. It stays at WhatsApp.";
        var ready = parts.Where(p => p.Hindrance is null).ToList();
        if (ready.Exists(p => CategoryOf(p.Row.Category) is null)) return "WhatsApp files it under a category that the portal does not know. It stays at WhatsApp.";
        if (ready.Exists(p => (CategoryOf(p.Row.Category) == TemplateCategory.Authentication) != (category == TemplateCategory.Authentication)))
            return "Some of its languages are authentication templates and others are not. Correct that in WhatsApp Manager, then fetch again.";
        var isCode = category == TemplateCategory.Authentication;
        if (!isCode && ready.Exists(p => FormatOf(p.Row) != format))
            return "Some of its languages have numbered variables and others named ones. Correct that in WhatsApp Manager, then fetch again.";
        var living = translations.Where(t => t.Status != TranslationStatus.Deleted).ToList();
        if (template is null || living.Count == 0) return null;
        var way = IsOnlyDrafts(living)
            ? $"The portal's {name} was never submitted: rename or delete it, then adopt this one."
            : "It stays at WhatsApp. To have it here, make it anew under another name.";
        if ((template.Category == TemplateCategory.Authentication) != isCode)
            return $"A template {name} is in the portal already, and {(isCode ? "it is no authentication template" : "it is an authentication template")}. {way}";
        if (!isCode && template.ParameterFormat != format)
            return $"A template {name} is in the portal already, with {(format == ParameterFormat.Named ? "numbered" : "named")} variables in place of {(format == ParameterFormat.Named ? "named" : "numbered")} ones. {way}";
        return null;
    }

    private static string? Obstacle(TemplateElsewhere row, TemplateImport? import, TemplateTranslation? known)
    {
        if (TemplateLanguages.Find(row.Language) is null) return "The portal does not know this language code. It stays at WhatsApp.";
        if (import is null) return "WhatsApp's answer about it cannot be read. It stays at WhatsApp.";
        return known?.Status switch
        {
            null or TranslationStatus.Deleted => null,
            // It keeps what was written here as the next draft.
            TranslationStatus.Draft => null,
            TranslationStatus.Rejected when known.PlatformId is null => null,
            TranslationStatus.Submitting => "The portal is submitting this language just now. Wait for the answer.",
            TranslationStatus.PendingDeletion => "The portal's own translation into this language is being deleted. Adopt it when that is done.",
            _ => "The portal has another translation into this language, which WhatsApp holds too. Delete one of them in WhatsApp Manager.",
        };
    }

    private static TemplateCategory? CategoryOf(string word) => word switch
    {
        "MARKETING" => TemplateCategory.Marketing,
        "UTILITY" => TemplateCategory.Utility,
        "AUTHENTICATION" => TemplateCategory.Authentication,
        _ => null,
    };

    private static ParameterFormat FormatOf(TemplateElsewhere row) => row.ParameterFormat == "NAMED" ? ParameterFormat.Named : ParameterFormat.Positional;

    /// <summary>One language of the name.</summary>
    /// <param name="Row">What the account holds.</param>
    /// <param name="Import">What it says; null where that cannot be read.</param>
    /// <param name="Known">The portal's translation into this language; null: none.</param>
    /// <param name="Hindrance">Why it cannot be adopted; null: it can.</param>
    public sealed record Part(TemplateElsewhere Row, TemplateImport? Import, TemplateTranslation? Known, string? Hindrance)
    {
        /// <summary>A draft is here that was never handed over; it stays as the next draft.</summary>
        public bool KeepsDraft => Known is { Status: TranslationStatus.Draft or TranslationStatus.Rejected };
    }
}
