using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Aliases;

/// <summary>
/// Learns from webhooks which user id belongs to which number, and follows people who change their number: their opt-outs go with them, and the number that
/// they left is closed, since the next to get it has agreed to nothing.
/// </summary>
internal sealed class AliasHandler(PersonAliases aliases, ConsentLedger ledger, TenantKeys tenantKeys) : IWebhookHandler
{
    private const string ChangedNumber = "user_changed_number";

    public bool Handles(WebhookEvent webhookEvent) => webhookEvent
        is InboundMessageEvent { From: not null, FromUserId: not null } or InboundMessageEvent { From: not null, SystemType: ChangedNumber, NewWaId: not null }
        or UserPreferenceEvent { WaId: not null, UserId: not null } or UserIdEvent;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var keys = await tenantKeys.GetAsync(batch.TenantId, cancellationToken);
        foreach (var webhookEvent in batch.Events)
        {
            switch (webhookEvent)
            {
                case InboundMessageEvent { SystemType: ChangedNumber, From: { } from, NewWaId: { } to } change:
                    await MoveAsync(batch.Db, keys, from, to, change, cancellationToken);
                    batch.Publish("ledger");
                    break;
                case InboundMessageEvent { From: { } from, FromUserId: { } user }:
                    await LinkAsync(batch.Db, keys, user, from, cancellationToken);
                    break;
                case UserPreferenceEvent { WaId: { } waId, UserId: { } user }:
                    await LinkAsync(batch.Db, keys, user, waId, cancellationToken);
                    break;
                case UserIdEvent renamed:
                    await RenameAsync(batch.Db, keys, renamed, cancellationToken);
                    break;
            }
        }
    }

    private async Task LinkAsync(PortalDbContext db, TenantKeyRing keys, string user, string waId, CancellationToken token)
    {
        // The number may itself be the platform's spelling of one that is known here.
        var phone = await PersonAliases.ResolveAsync(db, [keys.PhoneId(NumberSpelling.FromWaId(waId))], token);
        await aliases.LinkAsync(db, [new SeenAlias(keys.UserIdId(user), phone[^1])], token);
    }

    private async Task RenameAsync(PortalDbContext db, TenantKeyRing keys, UserIdEvent renamed, CancellationToken token)
    {
        if (renamed.WaId is { } waId)
            await LinkAsync(db, keys, renamed.CurrentUserId, waId, token);
        if (renamed.PreviousUserId is not { } previous)
            return;
        var before = await PersonAliases.ResolveAsync(db, [keys.UserIdId(previous)], token);
        if (renamed.WaId is null && before.Count > 1)
            await aliases.LinkAsync(db, [new SeenAlias(keys.UserIdId(renamed.CurrentUserId), before[^1])], token);
        // Where no number is known, what was declined under the old id is declined under the new one.
        var closed = await ConsentLedger.ClosedAsync(db, before, token);
        await ledger.AppendAsync(db, [.. closed.Select(c => PersonAliases.Stop(c, keys.UserIdId(renamed.CurrentUserId), "alias"))], token);
    }

    private async Task MoveAsync(PortalDbContext db, TenantKeyRing keys, string from, string to, InboundMessageEvent change, CancellationToken token)
    {
        // Told twice, the number that was left would look as if its person had declined everything.
        if (!await ConsentLedger.TakeAsync(db, "move:" + change.MessageId, 0, token))
            return;
        var left = await PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(NumberSpelling.FromWaId(from)).Select(keys.PhoneId)], token);
        var taken = keys.PhoneId(NumberSpelling.FromWaId(to));
        var carried = (await ConsentLedger.ClosedAsync(db, left, token)).Select(c => PersonAliases.Stop(c, taken, "number-change"));
        var known = await ConsentLedger.KnownAsync(db, left, token);
        var closing = known.Select(id => new ConsentEvent(
            id, ConsentAction.OptOut, [], new ConsentEvidence(null, change.Timestamp, "number-change", null, null, null, "wamid:" + change.MessageId), "WhatsApp"));
        await ledger.AppendAsync(db, [.. carried, .. closing], token);
        if (change.NewUserId is { } user)
            await aliases.LinkAsync(db, [new SeenAlias(keys.UserIdId(user), taken)], token);
    }
}
