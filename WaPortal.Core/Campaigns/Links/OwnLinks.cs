using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>One kind of link that the portal makes for each message.</summary>
/// <param name="prefix">What such links begin with, up to the token.</param>
public sealed class OwnLink(string prefix)
{
    /// <summary>What a template's button has to lead to, so that such a link fits it.</summary>
    public string ButtonAddress => prefix + "{{1}}";

    /// <summary>Whether such a link can stand wherever this variable is: in the body, or in a button that leads to the portal's page.</summary>
    public bool Fits(TemplateContent content, string key) => content.Variables().Where(v => v.Key == key).All(v => v.Place == VariablePlace.Body || LeadsHere(content, v));

    /// <summary>The link as it stands in this place: all of it, or its last part behind a button's address.</summary>
    internal string In(TemplateContent content, TemplateVariable variable, string token) => LeadsHere(content, variable) ? token : prefix + token;

    private bool LeadsHere(TemplateContent content, TemplateVariable variable) =>
        variable is { Place: VariablePlace.ButtonUrl, ButtonIndex: { } button }
        && (variable.CardIndex is { } card ? content.Cards[card].Buttons : content.Buttons)[button].Url is { } url
        && url.StartsWith(prefix + "{{", StringComparison.OrdinalIgnoreCase);
}

/// <summary>For whom a message's own links are made.</summary>
/// <param name="Campaign">Whose links are counted.</param>
internal sealed record LinkHolder(TenantKeyRing Keys, SendOrderId Campaign, MessageId Message, byte[] PhoneId);

/// <summary>The links that the portal itself makes for each message: to unsubscribe, and those that count clicks.</summary>
public sealed class OwnLinks(UnsubscribeLinks unsubscribe, TrackedLinks tracked)
{
    // As long as real ones, so that they count like them.
    private static readonly string SampleWayOut = new('x', 126);
    private static readonly string SampleTracked = new('x', TrackedLinks.TokenLength);

    private readonly OwnLink? _unsubscribe = unsubscribe.Prefix is { } prefix ? new OwnLink(prefix) : null;

    /// <summary>Links that count clicks; null where the portal has no public address.</summary>
    public OwnLink? Tracked { get; } = tracked.Prefix is { } prefix ? new OwnLink(prefix) : null;

    /// <summary>The kind behind a source; null where there is none, and for other sources.</summary>
    public OwnLink? Of(ValueSource source) => source switch
    {
        ValueSource.UnsubscribeLink => _unsubscribe,
        ValueSource.TrackedLink => Tracked,
        _ => null,
    };

    /// <summary>Whether each message gets a link of its own from this source.</summary>
    public static bool IsOne(ValueSource source) => source is ValueSource.UnsubscribeLink or ValueSource.TrackedLink;

    /// <summary>Where a tracked link leads, or what is wrong with it.</summary>
    public (string? Address, string? Problem) Target(VariableMapping source) => LinkTarget.Read(source.Value, tracked.Prefix);

    /// <summary>The targets of a mapping, each with its variable.</summary>
    internal IEnumerable<(string Place, string Target)> Targets(CampaignMapping mapping) =>
        mapping.Variables.Where(v => v.Source == ValueSource.TrackedLink).Select(v => (v.Variable, Target(v).Address)).Where(l => l.Address is not null).Select(l => (l.Variable, l.Address!));

    /// <summary>The link for a variable; null where there can be none.</summary>
    /// <param name="content">The translation.</param>
    /// <param name="variable">Where it stands.</param>
    /// <param name="source">One of <see cref="IsOne"/>.</param>
    /// <param name="holder">Whose; null for one that leads nowhere.</param>
    internal string? Value(TemplateContent content, TemplateVariable variable, VariableMapping source, LinkHolder? holder) =>
        Of(source.Source) is { } kind && Token(source, holder) is { } token ? kind.In(content, variable, token) : null;

    private string? Token(VariableMapping source, LinkHolder? holder)
    {
        if (source.Source == ValueSource.UnsubscribeLink)
            return holder is null ? SampleWayOut : UnsubscribeLinks.Token(holder.Keys, holder.Message.Value, holder.PhoneId);
        if (Target(source).Address is not { } target)
            return null;
        return holder is null ? SampleTracked : TrackedLinks.Token(holder.Keys, holder.Message, TrackedLink.IdOf(holder.Campaign, source.Variable, target));
    }
}
