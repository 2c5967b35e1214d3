using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaPortal.Core.Templates;

/// <summary>What a template is for. Authentication templates are shown but not written here: their texts are the platform's own.</summary>
public enum TemplateCategory
{
    Marketing,
    Utility,
    Authentication,
}

/// <summary>How variables are written: <c>{{1}}</c> or <c>{{first_name}}</c>. One for all translations of a template.</summary>
public enum ParameterFormat
{
    Positional,
    Named,
}

/// <summary>What stands above the body.</summary>
public enum HeaderKind
{
    None,
    Text,
    Image,
    Video,
    Document,
    Location,
}

/// <summary>What a button does.</summary>
public enum ButtonKind
{
    QuickReply,

    /// <summary>Opens a web address, fixed or ending in a variable.</summary>
    Url,
    Phone,

    /// <summary>Copies a code that each person gets with the message.</summary>
    CopyCode,
}

/// <summary>A button, in the order in which people see it; its place is its index when sent.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">Its label; the platform's own for a code.</param>
/// <param name="Url">Of an address button, with its variable if any.</param>
/// <param name="PhoneNumber">Of a call button.</param>
public sealed record TemplateButton(ButtonKind Kind, string Text, string? Url = null, string? PhoneNumber = null);

/// <summary>What a variable shows to reviewers, and what stands in for it where a person has no value.</summary>
/// <param name="Sample">Shown to the platform's reviewer and in the preview.</param>
/// <param name="Fallback">Sent to a person who has no value; null means that such a person is skipped.</param>
public sealed record VariableText(string Sample, string? Fallback = null);

/// <summary>Where a variable stands.</summary>
public enum VariablePlace
{
    Header,
    Body,
    ButtonUrl,
    ButtonCode,
}

/// <summary>A variable of one translation. Numbers start anew in each place, so the place belongs to its identity.</summary>
/// <param name="Place">Header, body or a button.</param>
/// <param name="Name">As written between the braces; <c>code</c> for a code.</param>
/// <param name="ButtonIndex">Of a button's variable.</param>
public sealed record TemplateVariable(VariablePlace Place, string Name, int? ButtonIndex = null)
{
    /// <summary>Stable key for samples, mappings and values: <c>header.1</c>, <c>body.first_name</c>, <c>button0.1</c>, <c>button1.code</c>.</summary>
    public string Key => Place switch
    {
        VariablePlace.Header => "header." + Name,
        VariablePlace.Body => "body." + Name,
        VariablePlace.ButtonUrl or VariablePlace.ButtonCode => FormattableString.Invariant($"button{ButtonIndex}.{Name}"),
    };
}

/// <summary>What one translation says. Stored as JSON; a draft may hold any nonsense, the linter judges it.</summary>
public sealed record TemplateContent
{
    /// <summary>The form that this program writes.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The form of the stored JSON.</summary>
    public int Version { get; init; } = CurrentVersion;

    public HeaderKind Header { get; init; }

    /// <summary>Of a text header.</summary>
    public string? HeaderText { get; init; }

    /// <summary>The sample file of a media header (<see cref="SampleMedia"/>).</summary>
    public Guid? HeaderMedia { get; init; }

    public string Body { get; init; } = "";

    /// <summary>Null or blank: none.</summary>
    public string? Footer { get; init; }

    public IReadOnlyList<TemplateButton> Buttons { get; init; } = [];

    /// <summary>Samples and fallbacks by <see cref="TemplateVariable.Key"/>. May hold keys of variables that were taken out again.</summary>
    public IReadOnlyDictionary<string, VariableText> Texts { get; init; } = new Dictionary<string, VariableText>(StringComparer.Ordinal);

    /// <summary>A media file has to be given with every message.</summary>
    [JsonIgnore]
    public bool HasMediaHeader => Header is HeaderKind.Image or HeaderKind.Video or HeaderKind.Document;

    /// <summary>Every variable once, in the order in which a person meets them.</summary>
    public IReadOnlyList<TemplateVariable> Variables()
    {
        var variables = new List<TemplateVariable>();
        if (Header == HeaderKind.Text) Add(HeaderText, VariablePlace.Header, null);
        Add(Body, VariablePlace.Body, null);
        for (var i = 0; i < Buttons.Count; i++)
        {
            if (Buttons[i].Kind == ButtonKind.Url) Add(Buttons[i].Url, VariablePlace.ButtonUrl, i);
            if (Buttons[i].Kind == ButtonKind.CopyCode) variables.Add(new TemplateVariable(VariablePlace.ButtonCode, "code", i));
        }

        return variables;

        void Add(string? text, VariablePlace place, int? button)
        {
            foreach (var placeholder in Placeholders.In(text ?? ""))
            {
                var variable = new TemplateVariable(place, placeholder.Name, button);
                if (placeholder.Name.Length > 0 && !variables.Contains(variable)) variables.Add(variable);
            }
        }
    }

    /// <summary>The sample of a variable; empty when it has none.</summary>
    public string SampleOf(TemplateVariable variable) => Texts.GetValueOrDefault(variable.Key)?.Sample ?? "";

    /// <summary>What stands in for a missing value; null: the person is skipped.</summary>
    public string? FallbackOf(TemplateVariable variable) => Texts.GetValueOrDefault(variable.Key)?.Fallback;

    /// <summary>The stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="InvalidOperationException">It was written by a newer program.</exception>
    public static TemplateContent FromJson(string json)
    {
        var content = JsonSerializer.Deserialize<TemplateContent>(json, Json) ?? new TemplateContent();
        return content.Version <= CurrentVersion
            ? content
            : throw new InvalidOperationException($"The template's content has form {content.Version}, this program reads up to {CurrentVersion}.");
    }
}
