using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>How a step of a connection's test ended.</summary>
public enum ConnectionOutcome
{
    Works,

    /// <summary>It works, but something about it should be looked at.</summary>
    Remark,

    Fails,

    /// <summary>Not tried, because a step before it failed, or because it cannot be tried from here.</summary>
    Untried,
}

/// <summary>One step of a connection's test.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Words">What was found.</param>
/// <param name="Advice">What to do; null where nothing is to be done.</param>
public sealed record ConnectionStep(string Name, ConnectionOutcome Outcome, string Words, string? Advice = null);

/// <summary>Tries, step by step, what a connected account is needed for, without changing anything at the platform.</summary>
public sealed class TestConnection(PortalDatabase database, WhatsAppAccounts accounts, IWhatsAppClient client, AuditTrail audit, IPortalSignals signals)
{
    // Any name that no template has: only whether the list may be read matters.
    private const string NoTemplate = "waportal_connection_test";

    /// <summary>The steps in their order; null where there is no such account.</summary>
    public async Task<IReadOnlyList<ConnectionStep>?> RunAsync(Actor actor, WhatsAppAccountId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        if (await accounts.GetConnectionAsync(actor.Tenant, id, token) is not { } connection)
            return null;
        var steps = new List<ConnectionStep>();
        var account = await client.GetAccountAsync(connection, token);
        AddAccount(steps, account);
        if (account is ApiResult<AccountInfo>.Ok { Value: var info })
        {
            if (info.PortfolioId is { } portfolio)
                await NotePortfolioAsync(actor.Tenant, id, portfolio, token);
            AddNumbers(steps, await client.ListPhoneNumbersAsync(connection, token));
            AddTemplates(steps, await client.ListTemplatesAsync(connection, NoTemplate, token));
            AddApp(steps, connection, await client.ListSubscribedAppsAsync(connection, token));
        }
        else
        {
            foreach (var name in (string[])["Numbers", "Templates", "App subscription"])
                steps.Add(new ConnectionStep(name, ConnectionOutcome.Untried, "Not tried, because the account cannot be read."));
        }

        steps.Add(await WebhooksAsync(actor.Tenant, id, token));
        var failed = steps.Count(s => s.Outcome == ConnectionOutcome.Fails);
        await audit.RecordAsync(
            actor, "whatsapp.tested", id.Value.ToString(), failed == 0 ? "ok" : "failed", failed == 0 ? null : FormattableString.Invariant($"{failed} steps failed"), token);
        return steps;
    }

    private static void AddAccount(List<ConnectionStep> steps, ApiResult<AccountInfo> account)
    {
        switch (account)
        {
            case ApiResult<AccountInfo>.Ok { Value: var info }:
                steps.Add(new ConnectionStep("Access token", ConnectionOutcome.Works, "The platform accepts it."));
                steps.Add(Account(info));
                return;
            case ApiResult<AccountInfo>.Refused { Error: { Fact.Scope: ErrorScope.Token } } when account.Fault() is var (words, advice):
                steps.Add(new ConnectionStep("Access token", ConnectionOutcome.Fails, words, advice));
                steps.Add(new ConnectionStep("Account", ConnectionOutcome.Untried, "Not tried without a token."));
                return;
            case ApiResult<AccountInfo>.Refused when account.Fault() is var (words, _):
                // An account that the token may not see and one that does not exist look the same from here.
                steps.Add(new ConnectionStep("Access token", ConnectionOutcome.Works, "The platform knows it."));
                steps.Add(new ConnectionStep("Account", ConnectionOutcome.Fails, words, "Check the account's ID, and that the token's system user is assigned to this account with full control."));
                return;
            default:
                steps.Add(new ConnectionStep("Access token", ConnectionOutcome.Fails, account.Fault()!.Value.Words, account.Fault()!.Value.Advice));
                steps.Add(new ConnectionStep("Account", ConnectionOutcome.Untried, "Not tried without an answer from the platform."));
                return;
        }
    }

    private static ConnectionStep Account(AccountInfo info)
    {
        if (info.CanSend is "BLOCKED" or "LIMITED")
        {
            var why = info.Problems.Count > 0 ? string.Join(" ", info.Problems) : "The platform names no reason.";
            return new ConnectionStep(
                "Account", info.CanSend == "BLOCKED" ? ConnectionOutcome.Fails : ConnectionOutcome.Remark,
                $"\"{info.Name}\" can be read, but the platform {(info.CanSend == "BLOCKED" ? "lets nothing leave from it" : "limits what leaves from it")}. {why}",
                "Open the account in WhatsApp Manager and settle what it names there.");
        }

        return info.ReviewStatus is null or "APPROVED"
            ? new ConnectionStep("Account", ConnectionOutcome.Works, $"\"{info.Name}\" can be read{(info.CanSend is null ? "" : " and may send")}.")
            : new ConnectionStep("Account", ConnectionOutcome.Remark, $"\"{info.Name}\" can be read; its review stands at {info.ReviewStatus}.", "Wait for the review, or appeal in WhatsApp Manager.");
    }

    private static void AddNumbers(List<ConnectionStep> steps, ApiResult<PhoneNumberInfo[]> numbers)
    {
        if (numbers is not ApiResult<PhoneNumberInfo[]>.Ok { Value: var all })
        {
            var (words, advice) = numbers.Fault()!.Value;
            steps.Add(new ConnectionStep("Numbers", ConnectionOutcome.Fails, words, advice));
            return;
        }

        var connected = all.Count(n => n.Status == "CONNECTED");
        steps.Add(all.Length == 0
            ? new ConnectionStep("Numbers", ConnectionOutcome.Fails, "The account has no phone number.", "Add and register one in WhatsApp Manager.")
            : new ConnectionStep(
                "Numbers", connected == all.Length ? ConnectionOutcome.Works : ConnectionOutcome.Remark,
                FormattableString.Invariant($"{all.Length} found, {connected} connected."),
                connected == all.Length ? null : "Only connected numbers send. Register the others in WhatsApp Manager."));
    }

    private static void AddTemplates(List<ConnectionStep> steps, ApiResult<IReadOnlyList<TemplateInfo>> templates) => steps.Add(
        templates.Fault() is var (words, advice)
            ? new ConnectionStep("Templates", ConnectionOutcome.Fails, words, advice)
            : new ConnectionStep("Templates", ConnectionOutcome.Works, "The list of templates can be read."));

    private static void AddApp(List<ConnectionStep> steps, WhatsAppConnection connection, ApiResult<IReadOnlyList<SubscribedApp>> apps)
    {
        const string Name = "App subscription";
        const string Subscribe = "Press \"Subscribe the app\", else no delivery status, answer or opt-out ever arrives here.";
        if (apps is not ApiResult<IReadOnlyList<SubscribedApp>>.Ok { Value: var all })
        {
            var (words, advice) = apps.Fault()!.Value;
            steps.Add(new ConnectionStep(Name, ConnectionOutcome.Fails, words, advice));
        }
        else if (all.Count == 0)
        {
            steps.Add(new ConnectionStep(Name, ConnectionOutcome.Fails, "No app is subscribed to the account's webhooks.", Subscribe));
        }
        else if (connection.AppId is { } app && all.All(a => a.Id != app))
        {
            steps.Add(new ConnectionStep(Name, ConnectionOutcome.Fails, $"Subscribed is {string.Join(", ", all.Select(a => a.Name))}, but not the app {app}.", Subscribe));
        }
        else
        {
            steps.Add(new ConnectionStep(
                Name, ConnectionOutcome.Works, $"Subscribed: {string.Join(", ", all.Select(a => a.Name))}.",
                connection.AppId is null ? "Enter the app's ID to have it checked that this is the right one; uploading sample files for templates needs it too." : null));
        }
    }

    // Whether the platform reaches this server can only be seen from outside; what has come is the proof.
    private async Task<ConnectionStep> WebhooksAsync(TenantId tenant, WhatsAppAccountId id, CancellationToken token)
    {
        var last = await database.ReadAsync(
            tenant, (db, t) => db.Set<WebhookDelivery>().Where(d => d.AccountId == id).MaxAsync(d => (DateTimeOffset?)d.ReceivedAt, t), token);
        return last is { } at
            ? new ConnectionStep("Webhooks", ConnectionOutcome.Works, $"The last one with a right signature came on {at:yyyy-MM-dd} at {at:HH:mm} UTC.")
            : new ConnectionStep(
                "Webhooks", ConnectionOutcome.Untried, "None has come yet. Whether the platform reaches this server cannot be tried from here.",
                "Enter the webhook's address and verify token in the app's settings; the platform then tries both at once. If that works and nothing comes, check the app secret.");
    }

    private async Task NotePortfolioAsync(TenantId tenant, WhatsAppAccountId id, string portfolio, CancellationToken token)
    {
        var changed = await database.WriteAsync(tenant, async (db, t) =>
        {
            // What a person entered stays; the account's own id stands there where nobody did.
            if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.Id == id && a.PortfolioId == a.WabaId, t) is not { } account || portfolio == account.WabaId)
                return false;
            account.BelongsTo(portfolio);
            return true;
        }, token);
        if (changed)
            signals.Publish(tenant, RefreshPhoneNumbers.Topic);
    }
}
