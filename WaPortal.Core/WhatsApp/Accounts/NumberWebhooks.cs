using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Keeps limits, speed and names of sender numbers up to what the platform tells.</summary>
internal sealed class NumberWebhooks(TimeProvider clock) : IWebhookHandler
{
    public bool Handles(WebhookEvent webhookEvent) => webhookEvent is PhoneNumberEvent or AccountEvent { MessagingLimit: not null };

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var accounts = await batch.Db.Set<WhatsAppAccount>().AsNoTracking().ToListAsync(cancellationToken);
        var numbers = await batch.Db.Set<SenderNumber>().ToListAsync(cancellationToken);
        var changed = false;
        foreach (var happened in batch.Events.OrderBy(e => e.Timestamp))
        {
            // The limit belongs to the portfolio: all numbers of all its accounts share it.
            var portfolio = accounts.Find(account => account.WabaId == happened.WabaId)?.PortfolioId;
            var siblings = accounts.Where(account => account.PortfolioId == portfolio).Select(account => account.Id).ToHashSet();
            var limit = happened switch
            {
                AccountEvent account => account.MessagingLimit,
                PhoneNumberEvent number => number.MessagingLimit,
                _ => null,
            };
            foreach (var number in numbers.Where(number => siblings.Contains(number.AccountId)))
            {
                var told = happened is PhoneNumberEvent about && Digits(about.DisplayPhoneNumber) == Digits(number.DisplayNumber) ? about : null;
                if (limit is null && told is null)
                    continue;
                number.Update(
                    new SenderNumberFacts(
                        number.PhoneNumberId,
                        null,
                        told is { Field: "phone_number_name_update", Event: "APPROVED" } ? told.VerifiedName : null,
                        limit,
                        // Older accounts still tell of a bad quality by this event and not by a rating.
                        told?.Event == "FLAGGED" ? "RED" : null,
                        null,
                        told?.Event == "THROUGHPUT_UPGRADE" ? MessagingLimits.HighThroughput : null),
                    clock.GetUtcNow());
                changed = true;
            }
        }

        if (changed)
            batch.Publish(RefreshPhoneNumbers.Topic);
    }

    private static string Digits(string number) => string.Concat(number.Where(char.IsAsciiDigit));
}
