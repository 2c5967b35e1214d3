using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>A message that a program asks for.</summary>
/// <param name="To">A number, in any form that the enterprise's country reads; better E.164.</param>
/// <param name="Template">The template's name.</param>
/// <param name="Language">WhatsApp's code of the translation, such as <c>en_GB</c>.</param>
/// <param name="Values">By variable key, such as <c>body.1</c> or <c>body.name</c>.</param>
/// <param name="From">The number that it leaves from, as shown or as WhatsApp's id; null where the enterprise has one.</param>
/// <param name="Life">How long it may wait before it is not sent any more.</param>
public sealed record ApiMessage(string To, string Template, string Language, IReadOnlyDictionary<string, string> Values, string? From, TimeSpan Life)
{
    /// <summary>Without the number and the values.</summary>
    public override string ToString() => nameof(ApiMessage);
}

/// <summary>Sends one message to one person for a program: under consent, messaging limit and pace like every other, and once for each idempotency key.</summary>
public sealed class SendApiMessage
{
    private readonly PortalDatabase _database;
    private readonly SendableTemplates _templates;
    private readonly CampaignMedia _media;
    private readonly SendNotification _send;
    private readonly TenantKeys _tenantKeys;
    private readonly TimeProvider _clock;

    internal SendApiMessage(PortalDatabase database, SendableTemplates templates, CampaignMedia media, SendNotification send, TenantKeys tenantKeys, TimeProvider clock) =>
        (_database, _templates, _media, _send, _tenantKeys, _clock) = (database, templates, media, send, tenantKeys, clock);

    private const string Kind = "message";

    /// <summary>What its standing orders come from.</summary>
    internal const string Origin = "api";

    /// <summary>The longest that a message may wait.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(3);

    /// <summary>Queues it.</summary>
    public async Task<ApiOutcome> RunAsync(Actor actor, ApiMessage wanted, string idempotencyKey, CancellationToken token)
    {
        actor.Demand(Right.SendMessages);
        var tenant = actor.Tenant;
        var keys = await _tenantKeys.GetAsync(tenant, token);
        var mac = ApiRequest.Mac(keys, wanted);
        // Also where consent or template have changed since: a repeated request tells what came of the first.
        if (await _database.ReadAsync(tenant, (db, t) => ApiRequest.FindAsync(db, Kind, idempotencyKey, t), token) is { } before)
            return before.Replay(mac);
        var (region, senders, templateIds) = await _database.ReadAsync(tenant, async (db, t) => (
            await db.Set<Tenant>().Where(x => x.Id == db.TenantId).Select(x => x.DefaultRegion).FirstAsync(t),
            await db.Set<SenderNumber>().AsNoTracking().Where(n => n.DisconnectedAt == null).ToListAsync(t),
            await db.Set<Template>().AsNoTracking().Where(x => x.Name == wanted.Template).Select(x => x.Id).ToListAsync(t)), token);
        if (ListPhone.Read(wanted.To, region).E164 is not { } phone)
            return new ApiOutcome.Refused("invalid_number", "This is no phone number.", "to");
        if (SenderChoice.Find(senders, wanted.From) is not { } sender)
            return new ApiOutcome.Refused("unknown_sender", wanted.From is null ? "Say which number it leaves from." : "No connected number is this one.", "from");
        if (await TemplateAsync(tenant, templateIds, sender, token) is not { } template)
            return new ApiOutcome.Refused("unknown_template", "No template of this name may be sent from this number now.", "template");
        if (template.Translations.FirstOrDefault(t => t.Language == wanted.Language) is not { } translation)
            return new ApiOutcome.Refused("unknown_language", "The template has no approved translation in this language.", "language");
        var ids = await _database.ReadAsync(tenant, (db, t) => PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(phone).Select(keys.PhoneId)], t), token);
        if (await ConsentProblemAsync(tenant, ids, template.Category, token) is { } refused)
            return refused;
        var message = new MessageId(Guid.CreateVersion7(_clock.GetUtcNow()));
        var (files, problem) = await _media.UploadOneAsync(tenant, sender.Id, template, translation, token);
        if (problem is not null)
            return new ApiOutcome.Refused("header_file", problem);
        var draft = await _send.ComposeAsync(tenant, new Notification
        {
            Id = message,
            Sender = sender.Id,
            Template = template.Id,
            Language = translation.Language,
            Purpose = template.Category.ToString(),
            Phone = phone,
            Values = wanted.Values,
            Media = files?.Header,
            CardMedia = files?.Cards,
            Key = message.ToOpaque(),
            ExpiresAt = _clock.GetUtcNow() + wanted.Life,
            Origin = Origin,
            OriginName = "API",
        }, token);
        if (draft is not NotificationDraft.Ready ready)
            return new ApiOutcome.Refused("invalid_values", ((NotificationDraft.Refused)draft).Reason, "values");
        var result = await _database.WriteAsync<ApiOutcome>(tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await ApiRequest.TakeAsync(db, Kind, idempotencyKey, mac, message.Value, _clock.GetUtcNow(), t) is { } known)
                return known.Replay(mac);
            if (await _send.QueueAsync(db, ready, null, t) is NotificationResult.Refused not)
                throw new NotQueuedException(not.Reason);
            return new ApiOutcome.Done(message.Value, false);
        }, token);
        if (result is ApiOutcome.Done { IsReplay: false })
            await _send.WakeAsync(tenant, sender.Id, token);
        return result;
    }

    private async Task<SendableTemplate?> TemplateAsync(TenantId tenant, List<TemplateId> ids, SenderNumber sender, CancellationToken token)
    {
        foreach (var id in ids)
        {
            if (await _templates.GetAsync(tenant, id, token) is { } found && found.AccountId == sender.AccountId)
                return found;
        }

        return null;
    }

    // The claim decides; this says so at once where it is known already.
    private Task<ApiOutcome.Refused?> ConsentProblemAsync(TenantId tenant, IReadOnlyList<byte[]> ids, TemplateCategory category, CancellationToken token) =>
        _database.ReadAsync(tenant, async (db, t) =>
        {
            var purpose = Enum.Parse<ConsentPurpose>(category.ToString());
            var known = ids.ToList();
            var states = await db.Set<ConsentState>().AsNoTracking().Where(s => known.Contains(s.PhoneId) && s.Purpose == purpose).Select(s => s.State).ToListAsync(t);
            return states.Contains(ConsentChoice.OptedOut) ? new ApiOutcome.Refused("opted_out", "This person wants no such messages.", "to")
                : states.Contains(ConsentChoice.OptedIn) ? null
                : new ApiOutcome.Refused("no_consent", $"Nothing on record says that this person agreed to {purpose.ToString().ToLowerInvariant()} messages.", "to");
        }, token);

    // Takes the idempotency key back with the transaction.
    private sealed class NotQueuedException(string reason) : InvalidOperationException(reason);
}
