using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Takes over what the platform says about an account's numbers.</summary>
public sealed class RefreshPhoneNumbers(PortalDatabase database, WhatsAppAccounts accounts, IWhatsAppClient client, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>The topic that is published when numbers changed.</summary>
    public const string Topic = "numbers";

    /// <summary>The status of a number that the platform no longer lists; the portal's own word.</summary>
    public const string NotListed = "NOT_LISTED";

    /// <summary>Asks the platform and stores the answer; gives how many numbers the account has. Whoever calls it has checked the right to do so.</summary>
    public async Task<ApiResult<int>> RunAsync(TenantId tenant, WhatsAppAccountId account, CancellationToken cancellationToken)
    {
        if (await accounts.GetConnectionAsync(tenant, account, cancellationToken) is not { } connection)
            return new ApiResult<int>.Unreachable("there is no such account", MayHaveArrived: false);
        var answer = await client.ListPhoneNumbersAsync(connection, cancellationToken);
        var result = answer is ApiResult<PhoneNumberInfo[]>.Ok { Value: var numbers }
            ? await StoreAsync(tenant, account, numbers, cancellationToken)
            : answer.Then<int>(_ => throw new InvalidOperationException("Handled above."));
        if (result is not ApiResult<int>.Ok)
            await NoteAsync(tenant, account, result.Fault()!.Value.Words, cancellationToken);
        signals.Publish(tenant, Topic);
        return result;
    }

    private async Task<ApiResult<int>> StoreAsync(TenantId tenant, WhatsAppAccountId account, PhoneNumberInfo[] numbers, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(tenant, (db, token) => StoreAsync(db, account, numbers, token), cancellationToken);
            return new ApiResult<int>.Ok(numbers.Length);
        }
        catch (DbUpdateException taken) when (taken.InnerException?.Message.Contains("phone_number_id", StringComparison.Ordinal) == true)
        {
            return new ApiResult<int>.Unreachable("one of these numbers is connected elsewhere in this installation", MayHaveArrived: false);
        }
    }

    private async Task StoreAsync(PortalDbContext db, WhatsAppAccountId account, PhoneNumberInfo[] numbers, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == account && a.DisconnectedAt == null, token) is not { } row)
            return; // disconnected while the platform was asked
        row.Checked(now, null);
        var known = await db.Set<SenderNumber>().ToDictionaryAsync(number => number.PhoneNumberId, token);
        foreach (var facts in numbers.Select(Facts))
        {
            if (!known.Remove(facts.PhoneNumberId, out var number))
            {
                db.Add(SenderNumber.Create(db.TenantId, account, facts, now));
                continue;
            }

            number.Update(facts, now);
            number.Reconnect();
        }

        foreach (var gone in known.Values.Where(number => number.AccountId == account && number.DisconnectedAt == null))
            gone.Update(new SenderNumberFacts(gone.PhoneNumberId, null, null, null, null, NotListed, null), now);
    }

    private Task NoteAsync(TenantId tenant, WhatsAppAccountId account, string fault, CancellationToken cancellationToken) => database.WriteAsync(tenant, async (db, token) =>
    {
        if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == account, token) is { } row)
            row.Checked(clock.GetUtcNow(), fault);
    }, cancellationToken);

    private static SenderNumberFacts Facts(PhoneNumberInfo number) => new(
        number.Id,
        number.DisplayPhoneNumber,
        number.VerifiedName,
        MessagingLimits.Tier(number.WhatsappBusinessManagerMessagingLimit),
        number.QualityRating,
        number.Status,
        number.IsOnBizApp == true ? MessagingLimits.BusinessAppThroughput
            : number.Throughput?.Level?.ToUpperInvariant() switch
            {
                "HIGH" => MessagingLimits.HighThroughput,
                "STANDARD" => SenderNumber.StandardThroughput,
                _ => null,
            });
}
