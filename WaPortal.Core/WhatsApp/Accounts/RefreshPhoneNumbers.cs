using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Takes over what the platform says about an account's numbers.</summary>
public sealed class RefreshPhoneNumbers(PortalDatabase database, WhatsAppAccounts accounts, IWhatsAppClient client, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>The topic that is published when numbers changed.</summary>
    public const string Topic = "numbers";

    /// <summary>Asks the platform and stores the answer; gives how many numbers the account has. Whoever calls it has checked the right to do so.</summary>
    public async Task<ApiResult<int>> RunAsync(TenantId tenant, WhatsAppAccountId account, CancellationToken cancellationToken)
    {
        if (await accounts.GetConnectionAsync(tenant, account, cancellationToken) is not { } connection)
            return new ApiResult<int>.Unreachable("there is no such account", MayHaveArrived: false);
        var answer = await client.ListPhoneNumbersAsync(connection, cancellationToken);
        if (answer is not ApiResult<PhoneNumberInfo[]>.Ok { Value: var numbers })
            return answer.Then<int>(_ => throw new InvalidOperationException("Handled below."));

        try
        {
            await database.WriteAsync(tenant, (db, token) => StoreAsync(db, account, numbers, token), cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException?.Message.Contains("phone_number_id", StringComparison.Ordinal) == true)
        {
            return new ApiResult<int>.Unreachable("one of these numbers is connected elsewhere in this installation", MayHaveArrived: false);
        }

        signals.Publish(tenant, Topic);
        return new ApiResult<int>.Ok(numbers.Length);
    }

    private async Task StoreAsync(PortalDbContext db, WhatsAppAccountId account, PhoneNumberInfo[] numbers, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var known = await db.Set<SenderNumber>().ToDictionaryAsync(number => number.PhoneNumberId, token);
        foreach (var facts in numbers.Select(Facts))
        {
            if (known.TryGetValue(facts.PhoneNumberId, out var number))
                number.Update(facts, now);
            else
                db.Add(SenderNumber.Create(db.TenantId, account, facts, now));
        }
    }

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
