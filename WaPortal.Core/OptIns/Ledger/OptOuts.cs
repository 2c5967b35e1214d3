using System.Collections.Frozen;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Records that people want no more messages, in the caller's transaction.</summary>
public sealed class OptOuts(ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit)
{
    /// <summary>Records an opt-out by number.</summary>
    /// <param name="db">In a write transaction.</param>
    /// <param name="e164">The number.</param>
    /// <param name="how">inbound, preference, error or person.</param>
    /// <param name="words">What the person wrote, or the platform's sentence.</param>
    /// <param name="at">When.</param>
    /// <param name="sourceKey">Such as <c>wamid:…</c>: the same key is recorded once.</param>
    /// <param name="purpose">Null for everything.</param>
    /// <param name="token">Cancels.</param>
    public async Task<bool> RecordAsync(
        PortalDbContext db, string e164, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        return await AppendAsync(db, keys.PhoneId(e164), e164, how, words, at, sourceKey, purpose, token);
    }

    /// <summary>As the other overload, for someone of whom only the phone id is at hand.</summary>
    public async Task<bool> RecordAsync(
        PortalDbContext db, byte[] phoneId, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var contact = await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == phoneId, token);
        var e164 = contact is null ? null : ContactPhone.Decrypt(keys, contact.Phone, contact.Id);
        return await AppendAsync(db, phoneId, e164, how, words, at, sourceKey, purpose, token);
    }

    private async Task<bool> AppendAsync(
        PortalDbContext db, byte[] phoneId, string? e164, string how, string? words, DateTimeOffset at, string sourceKey, ConsentPurpose? purpose, CancellationToken token)
    {
        var evidence = new ConsentEvidence(e164, at, how, null, null, words, sourceKey);
        var appended = await ledger.AppendAsync(
            db, [new ConsentEvent(phoneId, ConsentAction.OptOut, purpose is { } one ? [one] : [], evidence, "WhatsApp", sourceKey)], token);
        if (appended.Entries > 0)
            audit.Record(db, Actor.Job(db.TenantId, "WhatsApp"), "opt-out.recorded", FormattableString.Invariant($"ledger:{appended.Last}"), reason: how);
        return appended.Entries > 0;
    }
}

/// <summary>Words by which people ask to be left alone.</summary>
public static class StopWords
{
    private static readonly FrozenSet<string> All = new[]
    {
        // en, de, es, fr, it, pt, nl, tr, pl, ar, he, hi, ru
        "stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "cancel", "end", "quit", "stop promotions",
        "stopp", "abmelden", "abbestellen", "keine werbung",
        "baja", "alto", "parar", "cancelar", "no mas ofertas", "no mas",
        "arret", "arreter", "desinscription", "desabonner",
        "ferma", "annulla", "disiscriviti", "sair", "descadastrar", "cancelar inscricao",
        "afmelden", "uitschrijven", "dur", "iptal", "rezygnuje", "wypisz",
        "إيقاف", "ايقاف", "توقف", "الغاء", "إلغاء", "עצור", "הסר", "रोकें", "बंद करें", "стоп", "отписаться",
    }.Select(Plain).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the whole message is such a word, whatever its case, accents and punctuation.</summary>
    public static bool IsStop(string? text) => text is { Length: > 0 and <= 60 } && All.Contains(Plain(text));

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.SpacingCombiningMark)
                plain.Append(char.ToLowerInvariant(c));
            else if (char.IsWhiteSpace(c) && plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        return plain.ToString().TrimEnd();
    }
}

/// <summary>Finds in webhooks what closes a consent. That somebody switches messages on again is not a consent, so it is not here.</summary>
internal static class InboundStops
{
    /// <summary>Per-user opt-out of marketing messages, told as the error of a failed message (Cloud API error codes).</summary>
    private const int StoppedMarketing = 131050;

    /// <summary>The opt-out that an event means; null when it means none.</summary>
    public static Stop? Find(WebhookEvent webhookEvent) => webhookEvent switch
    {
        InboundMessageEvent { From: { } from } message when StopWords.IsStop(message.Text) || StopWords.IsStop(message.Payload) =>
            new("+" + from.TrimStart('+'), "inbound", message.Text ?? message.Payload, message.Timestamp, "wamid:" + message.MessageId, null),
        UserPreferenceEvent { WaId: { } waId, Value: "stop" } preference =>
            new("+" + waId.TrimStart('+'), "preference", preference.Detail, preference.Timestamp,
                FormattableString.Invariant($"preference:{waId}:{preference.Timestamp.ToUnixTimeMilliseconds()}"), ConsentPurpose.Marketing),
        MessageStatusEvent { RecipientId: { } to } status when status.Errors.Any(e => e.Code == StoppedMarketing) =>
            new("+" + to.TrimStart('+'), "error", "131050", status.Timestamp, "status:" + status.MessageId, ConsentPurpose.Marketing),
        _ => null,
    };

    internal sealed record Stop(string E164, string How, string? Words, DateTimeOffset At, string SourceKey, ConsentPurpose? Purpose);
}
