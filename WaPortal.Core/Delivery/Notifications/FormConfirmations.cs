using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Notifications;

/// <summary>
/// The messages that ask people to confirm a form. They say nothing that came from the form: a text that a stranger typed would reach another stranger in the enterprise's name.
/// </summary>
internal sealed class FormConfirmations(SendableTemplates templates, SendNotification send, PortalDatabase database, TimeProvider clock) : IConfirmationMessages
{
    /// <summary>Nobody can consent to it in general: each message has an entry of the ledger that permits it.</summary>
    public const string Purpose = "Confirmation";

    // Whoever filled in a form does not wait for a message any more on the day after.
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<ConfirmationTemplate>> ListAsync(Actor actor, CancellationToken token) =>
    [
        .. (await templates.ListAsync(actor, token))
            .Select(template => new ConfirmationTemplate(
                template.Id.Value, template.AccountId, template.Name,
                [.. template.Translations.Where(t => IsPlain(t.Content)).Select(t => new ConfirmationTranslation(t.Language, t.Content.Body, [.. Buttons(t.Content)])).Where(t => t.Buttons.Count > 0)]))
            .Where(template => template.Translations.Count > 0),
    ];

    public async Task<string?> ProblemAsync(TenantId tenant, ConfirmationChoice choice, CancellationToken token)
    {
        if (await templates.GetAsync(tenant, new TemplateId(choice.Template), token) is not { } template || template.Translations.FirstOrDefault(t => t.Language == choice.Language) is not { } translation)
            return "WhatsApp does not let the message be sent now: the template has no approved translation in this language.";
        if (template.Category == TemplateCategory.Authentication)
            return "Choose a template for service messages or marketing.";
        if (!IsPlain(translation.Content))
            return "Choose a template of text without variables: what a stranger types into the form must not be sent on.";
        if (Buttons(translation.Content).All(b => b.Place != choice.Button))
            return "Choose the quick reply that means yes. It is no way out, and its label is no word by which people stop messages.";
        var number = await database.ReadAsync(tenant, (db, t) => db.Set<SenderNumber>().FirstOrDefaultAsync(n => n.Id == choice.Sender, t), token);
        if (number is not { DisconnectedAt: null })
            return "The number that the message leaves from is not connected.";
        return number.AccountId == template.AccountId ? null : "The number belongs to another WhatsApp account than the template.";
    }

    public async Task<IPreparedConfirmation> PrepareAsync(TenantId tenant, ConfirmationRequest request, CancellationToken token)
    {
        if (await ProblemAsync(tenant, request.Choice, token) is { } problem)
            return new Prepared(send, tenant, request.Choice.Sender, null, problem);
        var draft = await send.ComposeAsync(tenant, new Notification
        {
            Sender = request.Choice.Sender,
            Template = new TemplateId(request.Choice.Template),
            Language = request.Choice.Language,
            Purpose = Purpose,
            Phone = request.Phone,
            Replies = new Dictionary<string, string>(StringComparer.Ordinal) { [TemplateMessageComponents.ButtonKey(request.Choice.Button, null)] = request.Payload },
            Key = request.Submission.Value.ToString("N"),
            ExpiresAt = clock.GetUtcNow() + Life,
            Origin = "form:" + request.Form.Id,
            OriginName = $"Confirmation of form “{request.Form.Name}”",
        }, token);
        return new Prepared(send, tenant, request.Choice.Sender, draft as NotificationDraft.Ready, (draft as NotificationDraft.Refused)?.Reason);
    }

    private static bool IsPlain(TemplateContent content) =>
        content is { Header: HeaderKind.None or HeaderKind.Text, Cards.Count: 0, Offer: null, Authentication: null } && content.Variables().All(v => v.IsOptional);

    private static IEnumerable<(int Place, string Label)> Buttons(TemplateContent content) =>
        content.Buttons.Index().Where(b => b.Item is { Kind: ButtonKind.QuickReply, OptOut: null } && !StopWords.IsStop(b.Item.Text)).Select(b => (b.Index, b.Item.Text));

    private sealed class Prepared(SendNotification send, TenantId tenant, SenderNumberId sender, NotificationDraft.Ready? draft, string? problem) : IPreparedConfirmation
    {
        public string? Problem => problem;

        public async Task<Guid?> QueueAsync(PortalDbContext db, long permit, CancellationToken token) => await send.QueueAsync(db, draft!, permit, token) switch
        {
            NotificationResult.Accepted accepted => accepted.Id.Value,
            NotificationResult.AlreadyThere known => known.Id.Value,
            _ => null,
        };

        public Task WakeAsync(CancellationToken token) => send.WakeAsync(tenant, sender, token);
    }
}
