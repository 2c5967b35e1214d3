using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace WaPortal.Core.Templates;

/// <summary>What one translation says. Stored as JSON; a draft may hold any nonsense, the linter judges it.</summary>
public sealed record TemplateContent
{
    /// <summary>The newest form that this program reads and writes.</summary>
    public const int CurrentVersion = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        // What form 1 does not have is left out where it is empty, so that contents of that form keep their bytes (and their hash).
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmpty } },
    };

    /// <summary>The form of the stored JSON: the lowest that can hold the content.</summary>
    public int Version { get; init; } = 1;

    public HeaderKind Header { get; init; }

    /// <summary>Of a text header.</summary>
    public string? HeaderText { get; init; }

    /// <summary>The sample file of a media header (<see cref="SampleMedia"/>).</summary>
    public Guid? HeaderMedia { get; init; }

    /// <summary>Empty for an authentication template.</summary>
    public string Body { get; init; } = "";

    /// <summary>Null or blank: none.</summary>
    public string? Footer { get; init; }

    public IReadOnlyList<TemplateButton> Buttons { get; init; } = [];

    /// <summary>Samples and fallbacks by <see cref="TemplateVariable.Key"/>. May hold keys of variables that were taken out again.</summary>
    public IReadOnlyDictionary<string, VariableText> Texts { get; init; } = new Dictionary<string, VariableText>(StringComparer.Ordinal);

    /// <summary>Of an authentication template: its body and footer are the platform's own. Null for every other template.</summary>
    public AuthenticationTexts? Authentication { get; init; }

    public LimitedTimeOffer? Offer { get; init; }

    /// <summary>A carousel; empty for none.</summary>
    public IReadOnlyList<TemplateCard> Cards { get; init; } = [];

    /// <summary>How long the platform tries to deliver, in seconds; -1 for thirty days; null for its default.</summary>
    public int? TimeToLiveSeconds { get; init; }

    /// <summary>What came from the platform and cannot be edited here.</summary>
    public IReadOnlyList<ForeignPart> Foreign { get; init; } = [];

    /// <summary>A media file has to be given with every message.</summary>
    [JsonIgnore]
    public bool HasMediaHeader => IsMedia(Header);

    /// <summary>The sample files of header and cards, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<Guid> Media =>
        Authentication is not null ? [] : [.. Cards.Where(c => IsMedia(c.Header)).Select(c => c.Media).Prepend(HasMediaHeader ? HeaderMedia : null).OfType<Guid>().Distinct()];

    /// <summary>Those of the message and of its cards.</summary>
    [JsonIgnore]
    public IEnumerable<TemplateButton> AllButtons => Buttons.Concat(Cards.SelectMany(c => c.Buttons));

    /// <summary>Whether a header of this kind carries a file.</summary>
    public static bool IsMedia(HeaderKind kind) => kind is HeaderKind.Image or HeaderKind.Video or HeaderKind.Document;

    /// <summary>Every variable once, in the order in which a person meets them.</summary>
    public IReadOnlyList<TemplateVariable> Variables() => VariableFinder.In(Effective());

    /// <summary>The sample of a variable; empty when it has none.</summary>
    public string SampleOf(TemplateVariable variable) => Texts.GetValueOrDefault(variable.Key)?.Sample ?? "";

    /// <summary>What stands in for a missing value; null: the person is skipped.</summary>
    public string? FallbackOf(TemplateVariable variable) => Texts.GetValueOrDefault(variable.Key)?.Fallback;

    /// <summary>
    /// The content for a template of this category. Only the step to or from authentication changes anything, and what people wrote is kept for
    /// the way back.
    /// </summary>
    public TemplateContent For(TemplateCategory category)
    {
        var buttons = Buttons.Where(b => b.Kind != ButtonKind.Otp);
        if (category != TemplateCategory.Authentication)
            return Authentication is null ? this : this with { Authentication = null, Buttons = [.. buttons] };
        return Authentication is not null ? this : this with
        {
            Authentication = new AuthenticationTexts(SecurityRecommendation: true, ExpiryMinutes: 10),
            Buttons = [new TemplateButton(ButtonKind.Otp, "") { Otp = new OtpButton(OtpKind.CopyCode, null, [], false) }, .. buttons],
        };
    }

    /// <summary>What is written and sent: of an authentication template nothing but the choices about the platform's own texts.</summary>
    internal TemplateContent Effective() => Authentication is null ? this : this with
    {
        Header = HeaderKind.None,
        HeaderText = null,
        HeaderMedia = null,
        Body = "",
        Footer = null,
        Buttons = [.. Buttons.Where(b => b.Kind == ButtonKind.Otp)],
        Offer = null,
        Cards = [],
    };

    /// <summary>The stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Version = AllButtons.Any(b => b.OptOut is not null) ? 3 : NeedsSecondForm() ? 2 : 1 }, Json);

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="InvalidOperationException">It was written by a newer program.</exception>
    public static TemplateContent FromJson(string json)
    {
        var content = JsonSerializer.Deserialize<TemplateContent>(json, Json) ?? new TemplateContent();
        return content.Version <= CurrentVersion
            ? content
            : throw new InvalidOperationException($"The template's content has form {content.Version}, this program reads up to {CurrentVersion}.");
    }

    private bool NeedsSecondForm() =>
        Authentication is not null || Offer is not null || Cards.Count > 0 || TimeToLiveSeconds is not null || Foreign.Count > 0 || Header == HeaderKind.Product
        || Buttons.Any(b => b.Kind > ButtonKind.CopyCode || b.Flow is not null || b.Otp is not null || b.Extra is not null);

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        if (type.Type != typeof(TemplateContent)) return;
        foreach (var property in type.Properties)
        {
            if (property.Name is "cards") property.ShouldSerialize = static (content, _) => ((TemplateContent)content).Cards.Count > 0;
            if (property.Name is "foreign") property.ShouldSerialize = static (content, _) => ((TemplateContent)content).Foreign.Count > 0;
        }
    }
}
