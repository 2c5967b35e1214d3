using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A test that was sent, or why it was not.</summary>
/// <param name="Phone">Masked; null where the person was erased.</param>
public sealed record TestMessage(MessageId Id, string? Phone, string? Name, string Language, MessageState State, string? Reason, int? ErrorCode, DateTimeOffset AskedAt);

/// <summary>
/// Sends a campaign's message to a test number: as a single message, under consent, limit and pace like every other. The campaign itself, its counts and its people are not touched.
/// </summary>
public sealed class SendTest
{
    /// <summary>The most tests of one campaign within 24 hours.</summary>
    public const int MostADay = 50;

    // Whoever tests is watching; what comes an hour later only confuses.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly PortalDatabase _database;
    private readonly SendableTemplates _templates;
    private readonly CampaignMedia _media;
    private readonly SendNotification _send;
    private readonly OwnLinks _links;
    private readonly TenantKeys _keys;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;
    private readonly TimeProvider _clock;

    internal SendTest(
        PortalDatabase database, SendableTemplates templates, CampaignMedia media, SendNotification send, OwnLinks links, TenantKeys keys,
        CampaignTimeline timeline, AuditTrail audit, IPortalSignals signals, TimeProvider clock) =>
        (_database, _templates, _media, _send, _links, _keys, _timeline, _audit, _signals, _clock) = (database, templates, media, send, links, keys, timeline, audit, signals, clock);

    /// <summary>Queues one test.</summary>
    /// <param name="actor">Who may plan or approve campaigns.</param>
    /// <param name="id">The campaign.</param>
    /// <param name="to">One of <see cref="ManageTestPeople"/>.</param>
    /// <param name="language">The translation.</param>
    /// <param name="values">By variable key; a link of the person's own is made here, whatever stands for it.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="variant">Which version, where it tests two.</param>
    public async Task<CampaignResult> RunAsync(Actor actor, CampaignId id, ContactId to, string language, IReadOnlyDictionary<string, string> values, CancellationToken token, AbVariant variant = AbVariant.A)
    {
        if (!actor.May(Right.EditCampaigns))
            actor.Demand(Right.ApproveCampaigns);
        var (campaign, contact, sent) = await _database.ReadAsync(actor.Tenant, async (db, t) => (
            await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t),
            await (from person in db.Set<TestPerson>() join c in db.Set<Contact>() on person.ContactId equals c.Id where c.Id == to select c).FirstOrDefaultAsync(t),
            await Messages(db, id).CountAsync(m => m.ComposedAt > _clock.GetUtcNow().AddDays(-1), t)), token);
        if (campaign is null)
            return new CampaignResult.NotFound();
        if (contact is null)
            return new CampaignResult.Refused("To", "Choose one of the test numbers.");
        var (chosen, mapping) = campaign.MessageOf(variant);
        if (chosen is not { } templateId || campaign.SenderNumberId is not { } sender)
            return new CampaignResult.Refused("", "Choose the template and the number first.");
        if (sent >= MostADay)
            return new CampaignResult.Refused("", FormattableString.Invariant($"{MostADay} tests of this campaign were sent in the last 24 hours, which is the most."));
        if (await _templates.GetAsync(actor.Tenant, new TemplateId(templateId), token) is not { } template || template.Translations.FirstOrDefault(t => t.Language == language) is not { } translation)
            return new CampaignResult.Refused("Language", "WhatsApp does not let this translation be sent now.");
        if (await ConsentProblemAsync(actor.Tenant, contact, template.Category, token) is { } unwanted)
            return new CampaignResult.Refused("To", unwanted);
        var ring = await _keys.GetAsync(actor.Tenant, token);
        var message = new MessageId(Guid.CreateVersion7(_clock.GetUtcNow()));
        var (files, problem) = await _media.UploadOneAsync(actor.Tenant, sender, template, translation, token);
        if (problem is not null)
            return new CampaignResult.Refused("", problem);
        var draft = await _send.ComposeAsync(actor.Tenant, new Notification
        {
            Id = message,
            Sender = sender,
            Template = template.Id,
            Language = language,
            Purpose = template.Category.ToString(),
            Phone = ContactPhone.Decrypt(ring, contact.Phone, contact.Id),
            ContactId = contact.Id.Value,
            Values = WithOwnLinks(mapping, translation.Content, values, new LinkHolder(ring, id.Order, message, contact.PhoneId)),
            Media = files?.Header,
            CardMedia = files?.Cards,
            Key = message.ToOpaque(),
            ExpiresAt = _clock.GetUtcNow() + Life,
            Origin = Origin(id),
            OriginName = $"Test of campaign “{campaign.Name}”",
        }, token);
        if (draft is not NotificationDraft.Ready ready)
            return new CampaignResult.Refused("Values", ((NotificationDraft.Refused)draft).Reason);
        var result = await _database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var queued = await _send.QueueAsync(db, ready, null, t);
            if (queued is NotificationResult.Accepted && await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t) is { } row)
            {
                await TrackedLink.KeepAsync(db, id.Order, _links.Targets(mapping), t);
                _timeline.Add(db, row, "Test sent", actor.Name, row.AbTest is null ? MessageLanguage(language) : $"Version {variant}, {MessageLanguage(language)}");
                _audit.Record(db, actor, "campaign.test-sent", id.Value.ToString(), reason: language);
            }

            return queued;
        }, token);
        if (result is NotificationResult.Refused refused)
            return new CampaignResult.Refused("To", refused.Reason);
        await _send.WakeAsync(actor.Tenant, sender, token);
        _signals.Publish(actor.Tenant, $"campaign:{id.Value}");
        return new CampaignResult.Done(id);
    }

    /// <summary>The last tests of a campaign, the newest first.</summary>
    public async Task<IReadOnlyList<TestMessage>> ListAsync(Actor actor, CampaignId id, int most, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var ring = await _keys.GetAsync(actor.Tenant, token);
        return await _database.ReadAsync<IReadOnlyList<TestMessage>>(actor.Tenant, async (db, t) =>
        {
            var messages = await Messages(db, id).OrderByDescending(m => m.ComposedAt).ThenByDescending(m => m.Id).Take(most).ToListAsync(t);
            var ids = messages.Where(m => m.ContactId is not null).Select(m => new ContactId(m.ContactId!.Value)).Distinct().ToList();
            var contacts = await db.Set<Contact>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id.Value, t);
            return [.. messages.Select(m =>
            {
                var contact = m.ContactId is { } of ? contacts.GetValueOrDefault(of) : null;
                var phone = contact is null ? null : PhoneNumber.Create(ContactPhone.Decrypt(ring, contact.Phone, contact.Id)).Masked();
                return new TestMessage(m.Id, phone, contact?.Name, m.Language, m.State, m.Reason, m.ErrorCode, m.ComposedAt ?? default);
            })];
        }, token);
    }

    private static string Origin(CampaignId id) => $"test:{id.Value:N}";

    private static string MessageLanguage(string code) => TemplateLanguages.Find(code)?.Name ?? code;

    private static IQueryable<Message> Messages(PortalDbContext db, CampaignId id)
    {
        var origin = Origin(id);
        return from message in db.Set<Message>() join order in db.Set<SendOrder>() on message.OrderId equals order.Id where order.Origin == origin select message;
    }

    // The sample person's link would unsubscribe the sample person.
    private Dictionary<string, string> WithOwnLinks(CampaignMapping mapping, TemplateContent content, IReadOnlyDictionary<string, string> values, LinkHolder holder)
    {
        var own = values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var variable in content.Variables())
        {
            if (mapping.Variables.FirstOrDefault(m => m.Variable == variable.Key && OwnLinks.IsOne(m.Source)) is not { } source)
                continue;
            if (_links.Value(content, variable, source, holder) is { } link)
                own[variable.Key] = link;
            else
                own.Remove(variable.Key);
        }

        return own;
    }

    private async Task<string?> ConsentProblemAsync(TenantId tenant, Contact contact, TemplateCategory category, CancellationToken token)
    {
        var purpose = Enum.Parse<ConsentPurpose>(category.ToString());
        var state = await _database.ReadAsync(tenant, (db, t) => db.Set<ConsentState>().FirstOrDefaultAsync(s => s.PhoneId == contact.PhoneId && s.Purpose == purpose, t), token);
        var kind = purpose == ConsentPurpose.Marketing ? "offers" : "service messages";
        return state?.State switch
        {
            ConsentChoice.OptedIn => null,
            ConsentChoice.OptedOut => $"This person has opted out of {kind}. A test is a message like any other: nothing is sent to them.",
            _ => $"No consent to {kind} is on record for this number. A test is a message like any other: import the number with its opt-in, or let them join by message.",
        };
    }
}
