using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A person of the audience, with the number in clear.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="PhoneId">The keyed id of the number.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Name">As in the list; null for unknown.</param>
/// <param name="Language">As in the list; null for unknown.</param>
/// <param name="Attributes">Further columns of the list.</param>
/// <param name="OptedIn">True for yes, false for an opt-out, null where nothing is on record.</param>
/// <param name="ConsentSeq">The ledger entry behind it.</param>
public sealed record Recipient(
    Guid ContactId, byte[] PhoneId, string Phone, string? Name, string? Language, IReadOnlyDictionary<string, string> Attributes,
    bool? OptedIn, long? ConsentSeq, string? Region = null)
{
    /// <summary>IANA name, where somebody said it; null for unknown.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Where the person's clock hangs.</summary>
    public Place Place => Place.Of(Region, TimeZone);


    /// <summary>Without the number and the name.</summary>
    public override string ToString() => nameof(Recipient);
}

/// <summary>What one person gets, or why nothing.</summary>
/// <param name="Language">The translation; empty where none fits.</param>
/// <param name="Skip">Why the person is left out; null for a message that can be sent.</param>
/// <param name="Values">The values by variable key, fallbacks filled in.</param>
/// <param name="Components">As on the wire; empty for a skipped person.</param>
public sealed record ComposedMessage(
    string Language, SkipReason? Skip, IReadOnlyDictionary<string, string> Values, IReadOnlyList<System.Text.Json.Nodes.JsonObject> Components);

/// <summary>Turns a person into the message that the campaign has for them. The preview of the wizard and the frozen audience both come from here.</summary>
/// <param name="template">The template with its approved translations.</param>
/// <param name="mapping">Where the values come from.</param>
/// <param name="files">The uploaded files of each language.</param>
/// <param name="links">Makes links of the portal's own; null where there are none.</param>
public sealed class MessageComposer(
    SendableTemplate template, CampaignMapping mapping, IReadOnlyDictionary<string, MessageFiles>? files = null, OwnLinks? links = null)
{
    private readonly Dictionary<string, SendableTranslation> _translations =
        template.Translations.ToDictionary(t => t.Language, StringComparer.Ordinal);

    private readonly Dictionary<string, VariableMapping> _sources = mapping.Variables.ToDictionary(v => v.Variable, StringComparer.Ordinal);

    private readonly Dictionary<string, FieldText?> _texts =
        mapping.Variables.Where(v => v.Source == ValueSource.Expression).ToDictionary(v => v.Variable, v => FieldText.Read(v.Value).Text, StringComparer.Ordinal);

    /// <summary>The message for a person, with links that lead nowhere.</summary>
    public ComposedMessage Compose(Recipient person) => Compose(person, null);

    private ComposedMessage Compose(Recipient person, LinkHolder? holder)
    {
        if (person.OptedIn is not true)
            return Skipped("", person.OptedIn is null ? SkipReason.NoConsent : SkipReason.OptedOut);
        if (LanguageChoice.Choose(person.Language, _translations.Keys, mapping.LanguageChain, mapping.SameLanguageElsewhere) is not { } language)
            return Skipped("", SkipReason.NoLanguage);
        var (content, format) = (_translations[language].Content, _translations[language].Format ?? template.ParameterFormat);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in content.Variables())
        {
            if (Value(content, variable, person, holder) is { } value)
                values[variable.Key] = value;
        }

        var carried = files?.GetValueOrDefault(language);
        var built = TemplateMessageComponents.Build(
            content, format, new TemplateValues(values, carried?.Header, carried?.Cards, WaysOut.Of(content)));
        return built is MessageComponents.Built done
            ? new ComposedMessage(language, null, values, done.Components)
            : new ComposedMessage(language, SkipReason.MissingValue, values, []);
    }

    /// <summary>The row for the order; its payload is encrypted here.</summary>
    public NewMessage ToMessage(Recipient person, TenantKeyRing keys, SendOrderId order, Guid id)
    {
        var messageId = new MessageId(id);
        var composed = Compose(person, new LinkHolder(keys, order, messageId, person.PhoneId));
        var payload = composed.Skip is null ? new MessagePayload(person.Phone, composed.Components).Encrypt(keys, messageId) : null;
        return new NewMessage(messageId, person.PhoneId, person.ContactId, composed.Language, payload, composed.Skip, person.ConsentSeq) { Market = Market.Of(person.Region, person.Phone), Place = person.Place };
    }

    private static ComposedMessage Skipped(string language, SkipReason reason) =>
        new(language, reason, new Dictionary<string, string>(StringComparer.Ordinal), []);

    // A value that the platform would refuse is as good as none: the fallback is taken.
    private string? Value(TemplateContent content, TemplateVariable variable, Recipient person, LinkHolder? holder)
    {
        if (!_sources.TryGetValue(variable.Key, out var source))
            return null;
        var value = source.Source switch
        {
            ValueSource.Name => person.Name,
            ValueSource.Attribute => person.Attributes.GetValueOrDefault(source.Value),
            ValueSource.Constant => source.Value,
            ValueSource.Expression => _texts.GetValueOrDefault(variable.Key)?.For(person),
            ValueSource.UnsubscribeLink or ValueSource.TrackedLink => links?.Value(content, variable, source, holder),
        };
        return TemplateMessageComponents.Problem(variable, value) is null ? value : source.Fallback;
    }
}
