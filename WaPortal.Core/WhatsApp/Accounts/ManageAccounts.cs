using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>A connected account as its page shows it. Of a secret only the end is ever shown.</summary>
/// <param name="PortfolioId">The business portfolio; null where it is not known.</param>
/// <param name="TokenEnd">The last four characters of the access token; null for a short one.</param>
/// <param name="SecretEnd">The last four characters of the app secret; null for a short one.</param>
/// <param name="CheckFault">Why the last look at the numbers failed; null when it did not.</param>
public sealed record AccountLine(
    WhatsAppAccountId Id, string Name, string WabaId, string? PortfolioId, string? AppId, string? TokenEnd, string? SecretEnd,
    DateTimeOffset? CheckedAt, string? CheckFault, IReadOnlyList<NumberLine> Numbers);

/// <summary>A sender number as the page shows it.</summary>
/// <param name="DailyLimit">People in a rolling 24 hours, over all numbers of the portfolio; null for no limit.</param>
/// <param name="SharesWith">The other numbers of the portfolio, which use the same limit.</param>
public sealed record NumberLine(
    SenderNumberId Id, string PhoneNumberId, string DisplayNumber, string VerifiedName, string? Quality, string? Tier, int? DailyLimit, int ThroughputPerSecond,
    string? Status, bool IsTest, DateTimeOffset CheckedAt, IReadOnlyList<string> SharesWith);

/// <summary>What a person enters about an account. Secrets that are null stay as they are; a new account needs both.</summary>
/// <param name="VerifyToken">Null has one made.</param>
public sealed record AccountDraft(
    string Name, string WabaId, string? PortfolioId, string? AppId, string? AccessToken, string? AppSecret, string? VerifyToken = null);

/// <summary>What became of an action on an account.</summary>
public abstract record AccountResult
{
    private AccountResult()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Id">The account.</param>
    /// <param name="VerifyToken">The new verify token, to be shown this once; null when it was not changed.</param>
    public sealed record Done(WhatsAppAccountId Id, string? VerifyToken = null) : AccountResult;

    /// <summary>What is wrong, by property name of <see cref="AccountDraft"/>; "" for the whole.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : AccountResult
    {
        internal Refused(string property, string words)
            : this(new Dictionary<string, string>(StringComparer.Ordinal) { [property] = words })
        {
        }
    }

    /// <summary>Campaigns from its numbers are on their way.</summary>
    public sealed record InUse(IReadOnlyList<string> Campaigns) : AccountResult;

    /// <summary>There is no such account.</summary>
    public sealed record NotFound : AccountResult;
}

/// <summary>Connects, changes and disconnects WhatsApp accounts. Secrets go in and never come out again.</summary>
public sealed class ManageAccounts(
    PortalDatabase database, TenantKeys keys, ConnectWhatsApp connect, WhatsAppAccounts accounts, RefreshPhoneNumbers refresh, IWhatsAppClient client,
    IEnumerable<IAccountUse> uses, FreshCode freshCode, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    private const int LongestToken = 1_000;

    // Below this the end would give away too much of the whole.
    private const int ShortestShown = 16;

    /// <summary>The connected accounts with their numbers.</summary>
    public async Task<IReadOnlyList<AccountLine>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var ring = await keys.GetAsync(actor.Tenant, token);
        var (rows, numbers) = await database.ReadAsync(
            actor.Tenant,
            async (db, t) => (
                await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null).OrderBy(a => a.CreatedAt).ToListAsync(t),
                await db.Set<SenderNumber>().Where(n => n.DisconnectedAt == null).OrderBy(n => n.DisplayNumber).ToListAsync(t)),
            token);
        var portfolios = rows.ToDictionary(a => a.Id, a => a.PortfolioId);
        return [.. rows.Select(a => new AccountLine(
            a.Id, a.Name, a.WabaId, a.PortfolioId == a.WabaId ? null : a.PortfolioId, a.AppId, End(a.AccessToken(ring)), End(a.AppSecret(ring)), a.CheckedAt, a.CheckFault,
            [.. numbers.Where(n => n.AccountId == a.Id).Select(n => Line(n, numbers.Where(o => o.Id != n.Id && portfolios.GetValueOrDefault(o.AccountId) == a.PortfolioId)))]))];
    }

    /// <summary>Connects an account and gives the verify token to paste at the platform. Its numbers are pulled afterwards.</summary>
    public async Task<AccountResult> ConnectAsync(Actor actor, AccountDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        await freshCode.DemandAsync(actor, token);
        draft = Trim(draft);
        var errors = Check(draft, isNew: true);
        if (errors.Count > 0)
            return new AccountResult.Refused(errors);
        var verifyToken = draft.VerifyToken ?? NewVerifyToken();
        var details = new WhatsAppAccountDetails(draft.Name, draft.WabaId, draft.PortfolioId, draft.AppId, draft.AccessToken!, draft.AppSecret!, verifyToken);
        var ring = await keys.GetAsync(actor.Tenant, token);
        try
        {
            var id = await database.WriteAsync<WhatsAppAccountId?>(actor.Tenant, async (db, t) =>
            {
                if (await db.Set<WhatsAppAccount>().AnyAsync(a => a.WabaId == draft.WabaId && a.DisconnectedAt == null, t))
                    return null;
                var account = await connect.RunAsync(db, ring, details, t);
                audit.Record(db, actor, "whatsapp.connected", account.Value.ToString(), reason: $"WABA {draft.WabaId}");
                return account;
            }, token);
            if (id is null)
                return new AccountResult.Refused(nameof(AccountDraft.WabaId), "This account is connected already.");
            accounts.Forget(id.Value);
            signals.Publish(actor.Tenant, RefreshPhoneNumbers.Topic);
            return new AccountResult.Done(id.Value, verifyToken);
        }
        catch (DbUpdateException e) when (e.InnerException?.Message.Contains("waba_id", StringComparison.Ordinal) == true)
        {
            // Another enterprise has it; that it does is nobody else's business.
            return new AccountResult.Refused(
                nameof(AccountDraft.WabaId), "This account cannot be connected here. Check the ID; if it is right, ask whoever runs this installation.");
        }
    }

    /// <summary>Changes name, portfolio, app and, where they are given, secrets. The account's ID stays.</summary>
    public async Task<AccountResult> ChangeAsync(Actor actor, WhatsAppAccountId id, AccountDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        draft = Trim(draft);
        if (draft.AccessToken is not null || draft.AppSecret is not null)
            await freshCode.DemandAsync(actor, token);
        var errors = Check(draft, isNew: false);
        if (errors.Count > 0)
            return new AccountResult.Refused(errors);
        return await ChangeAsync(actor, id, (db, ring, account) =>
        {
            account.Describe(draft.Name, draft.PortfolioId, draft.AppId);
            account.ChangeSecrets(ring, draft.AccessToken, draft.AppSecret, null);
            audit.Record(db, actor, "whatsapp.changed", id.Value.ToString());
            if (draft.AccessToken is not null)
                audit.Record(db, actor, "whatsapp.secret-changed", id.Value.ToString(), reason: "access token");
            if (draft.AppSecret is not null)
                audit.Record(db, actor, "whatsapp.secret-changed", id.Value.ToString(), reason: "app secret");
            return null;
        }, token);
    }

    /// <summary>Makes a new verify token and gives it this once.</summary>
    public async Task<AccountResult> RenewVerifyTokenAsync(Actor actor, WhatsAppAccountId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        await freshCode.DemandAsync(actor, token);
        return await ChangeAsync(actor, id, (db, ring, account) =>
        {
            var fresh = NewVerifyToken();
            account.ChangeSecrets(ring, null, null, fresh);
            audit.Record(db, actor, "whatsapp.secret-changed", id.Value.ToString(), reason: "verify token");
            return fresh;
        }, token);
    }

    /// <summary>Pulls the numbers now; null when it went well, else words and advice.</summary>
    public async Task<(string Words, string Advice)?> PullNumbersAsync(Actor actor, WhatsAppAccountId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        return (await refresh.RunAsync(actor.Tenant, id, token)).Fault();
    }

    /// <summary>Subscribes the token's app to the account's webhooks; null when it went well, else words and advice.</summary>
    public async Task<(string Words, string Advice)?> SubscribeAsync(Actor actor, WhatsAppAccountId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        if (await accounts.GetConnectionAsync(actor.Tenant, id, token) is not { } connection)
            return ("There is no such account.", "Reload the page.");
        var result = await client.SubscribeAppAsync(connection, token);
        await audit.RecordAsync(actor, "whatsapp.subscribed", id.Value.ToString(), result is ApiResult<bool>.Ok ? "ok" : "failed", null, token);
        return result.Fault();
    }

    /// <summary>Marks a number for trying things out, or for production; false where there is no such number.</summary>
    public async Task<bool> MarkAsync(Actor actor, SenderNumberId id, bool test, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var found = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<SenderNumber>().FirstOrDefaultAsync(n => n.Id == id && n.DisconnectedAt == null, t) is not { } number)
                return false;
            number.Mark(test);
            audit.Record(db, actor, "number.marked", id.Value.ToString(), reason: test ? "test" : "production");
            return true;
        }, token);
        signals.Publish(actor.Tenant, RefreshPhoneNumbers.Topic);
        return found;
    }

    /// <summary>Disconnects an account: its secrets are destroyed, its webhook address closes, what was sent stays on record.</summary>
    public async Task<AccountResult> DisconnectAsync(Actor actor, WhatsAppAccountId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        await freshCode.DemandAsync(actor, token);
        var now = clock.GetUtcNow();
        var result = await database.WriteAsync<AccountResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == id && a.DisconnectedAt == null, t) is not { } account)
                return new AccountResult.NotFound();
            foreach (var use in uses)
            {
                if (await use.NamesAsync(db, id, t) is { Count: > 0 } names)
                    return new AccountResult.InUse(names);
            }

            await CloseAsync(db, actor, account, now, null, t);
            return new AccountResult.Done(id);
        }, token);
        accounts.Forget(id);
        signals.Publish(actor.Tenant, RefreshPhoneNumbers.Topic);
        return result;
    }

    /// <summary>Disconnects an account whose platform this portal no longer speaks to, whatever still uses it; false where there is none.</summary>
    public Task<bool> AbandonAsync(TenantId tenant, string wabaId, string reason, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.WabaId == wabaId && a.DisconnectedAt == null, t) is not { } account)
            return false;
        await CloseAsync(db, Actor.Job(tenant, "start"), account, clock.GetUtcNow(), reason, t);
        accounts.Forget(account.Id);
        return true;
    }, token);

    private async Task CloseAsync(PortalDbContext db, Actor actor, WhatsAppAccount account, DateTimeOffset now, string? reason, CancellationToken token)
    {
        account.Disconnect(now);
        foreach (var number in await db.Set<SenderNumber>().Where(n => n.AccountId == account.Id).ToListAsync(token))
            number.Disconnect(now);
        audit.Record(db, actor, "whatsapp.disconnected", account.Id.Value.ToString(), reason: $"WABA {account.WabaId}{(reason is null ? "" : ": " + reason)}");
    }

    private async Task<AccountResult> ChangeAsync(Actor actor, WhatsAppAccountId id, Func<PortalDbContext, TenantKeyRing, WhatsAppAccount, string?> change, CancellationToken token)
    {
        var ring = await keys.GetAsync(actor.Tenant, token);
        var result = await database.WriteAsync<AccountResult>(actor.Tenant, async (db, t) =>
            await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == id && a.DisconnectedAt == null, t) is { } account
                ? new AccountResult.Done(id, change(db, ring, account))
                : new AccountResult.NotFound(), token);
        accounts.Forget(id);
        signals.Publish(actor.Tenant, RefreshPhoneNumbers.Topic);
        return result;
    }

    private static NumberLine Line(SenderNumber n, IEnumerable<SenderNumber> siblings) => new(
        n.Id, n.PhoneNumberId, n.DisplayNumber, n.VerifiedName, n.Quality, n.Tier, n.DailyLimit(), n.ThroughputPerSecond, n.Status, n.IsTest, n.CheckedAt,
        [.. siblings.Select(s => s.DisplayNumber)]);

    private static AccountDraft Trim(AccountDraft draft) => new(
        draft.Name.Trim(), draft.WabaId.Trim(), Blank(draft.PortfolioId), Blank(draft.AppId), Blank(draft.AccessToken), Blank(draft.AppSecret), Blank(draft.VerifyToken));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Dictionary<string, string> Check(AccountDraft draft, bool isNew)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (draft.Name.Length is 0 or > WhatsAppAccount.NameLength)
            errors[nameof(AccountDraft.Name)] = $"Give a name of 1 to {WhatsAppAccount.NameLength} characters.";
        if (isNew && !IsId(draft.WabaId))
            errors[nameof(AccountDraft.WabaId)] = "The account's ID is a number of up to 30 digits. WhatsApp Manager shows it under Account tools, Settings.";
        if (draft.PortfolioId is not null && !IsId(draft.PortfolioId))
            errors[nameof(AccountDraft.PortfolioId)] = "The portfolio's ID is a number of up to 30 digits.";
        if (draft.AppId is not null && !IsId(draft.AppId))
            errors[nameof(AccountDraft.AppId)] = "The app's ID is a number of up to 30 digits.";
        if (draft.AccessToken is null ? isNew : !IsSecret(draft.AccessToken))
            errors[nameof(AccountDraft.AccessToken)] = "Paste the system user's access token: letters, digits and signs without spaces.";
        if (draft.AppSecret is null ? isNew : !IsSecret(draft.AppSecret))
            errors[nameof(AccountDraft.AppSecret)] = "Paste the app secret: letters, digits and signs without spaces. The app's dashboard shows it under App settings, Basic.";
        if (draft.VerifyToken is not null && !IsSecret(draft.VerifyToken))
            errors[nameof(AccountDraft.VerifyToken)] = "A verify token holds letters, digits and signs without spaces. Leave it empty to have one made.";
        return errors;
    }

    private static bool IsId(string text) => text.Length is > 0 and <= 30 && text.All(char.IsAsciiDigit);

    // It travels in a header, so nothing but visible ASCII may stand in it.
    private static bool IsSecret(string text) => text.Length <= LongestToken && text.All(c => c is > ' ' and < '\u007f');

    private static string? End(string secret) => secret.Length >= ShortestShown ? secret[^4..] : null;

    private static string NewVerifyToken() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 32);
}
