using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>One webhook as lists show it.</summary>
/// <param name="Bytes">The length of the body as it lies there, in bytes.</param>
/// <param name="NextAttemptAt">When it is tried next, while it waits.</param>
/// <param name="SettledAt">When it was handled or put into quarantine.</param>
/// <param name="About">What it tells, in words without numbers, names and texts of people.</param>
public sealed record WebhookLine(
    WebhookDeliveryId Id, WhatsAppAccountId Account, DateTimeOffset ReceivedAt, WebhookKind Kind, string? PhoneNumberId, WebhookState State, string? Reason,
    int Attempts, DateTimeOffset NextAttemptAt, DateTimeOffset? SettledAt, long Bytes, string About);

/// <summary>A page of the inbox, newest first.</summary>
/// <param name="Next">Where the next page begins; null where there is none.</param>
/// <param name="LookedBackTo">Set where the page is not full since the look was long enough: there may be more from before this time, found from <paramref name="Next"/> on.</param>
public sealed record WebhookSlice(IReadOnlyList<WebhookLine> Lines, WebhookPosition? Next, DateTimeOffset? LookedBackTo);

/// <summary>How the inbox stands.</summary>
/// <param name="Waiting">How many wait, counted up to <see cref="WebhookInboxQuery.MostCounted"/>.</param>
/// <param name="Quarantined">How many are in quarantine, counted as far.</param>
/// <param name="WaitingSince">When the one came that is to be handled next; null where none waits.</param>
/// <param name="Accounts">All accounts with their names, also disconnected ones.</param>
/// <param name="Numbers">All sender numbers: the platform's id and how they read.</param>
public sealed record WebhookInboxState(
    int Waiting, int Quarantined, DateTimeOffset? WaitingSince, IReadOnlyList<(WhatsAppAccountId Id, string Name)> Accounts, IReadOnlyList<(string PhoneNumberId, string Number)> Numbers);

/// <summary>Reads the inbox for those who manage WhatsApp.</summary>
public sealed class WebhookInboxQuery(PortalDatabase database, TenantKeys keys)
{
    /// <summary>Counts end here: nobody needs a larger one exactly, and it would read the index of millions.</summary>
    public const int MostCounted = 1_000;

    // Rows that one page looks at when its filter asks for more than an index knows.
    internal const int Window = 20_000;

    // Longer ones are opened on their own page only.
    private const int LargestOpened = 64 * 1024;

    private const string Columns = "id, account_id, received_at, kind, phone_number_id, state, reason, attempts, next_attempt_at, settled_at";

    /// <summary>A page of what came, newest first; of what waits, the last to be tried first.</summary>
    public async Task<WebhookSlice> ListAsync(Actor actor, WebhookFilter filter, WebhookPosition? before, int count, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var ring = await keys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var (rows, next, lookedBackTo) = await PageAsync(db, filter, before, count, t);
            var shown = rows.Where(row => row.Bytes <= LargestOpened).Select(row => row.Id).ToList();
            var bodies = await db.Set<WebhookDelivery>().Where(row => shown.Contains(row.Id)).ToDictionaryAsync(row => row.Id, t);
            return new WebhookSlice([.. rows.Select(row => row with { About = bodies.TryGetValue(row.Id, out var body) ? About(body, ring) : "A long body; open it to see what it holds" })], next, lookedBackTo);
        }, token);
    }

    /// <summary>How many wait and are in quarantine, and what can be filtered by.</summary>
    public Task<WebhookInboxState> StateAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var waiting = db.Set<WebhookDelivery>().Where(row => row.State == WebhookState.Waiting);
            var next = await waiting.OrderBy(row => row.NextAttemptAt).Select(row => (DateTimeOffset?)row.ReceivedAt).FirstOrDefaultAsync(t);
            var accounts = await db.Set<WhatsAppAccount>().OrderBy(a => a.Name).Select(a => new { a.Id, a.Name }).ToListAsync(t);
            var numbers = await db.Set<SenderNumber>().OrderBy(n => n.DisplayNumber).Select(n => new { n.PhoneNumberId, n.DisplayNumber }).ToListAsync(t);
            return new WebhookInboxState(
                await waiting.Take(MostCounted).CountAsync(t),
                await db.Set<WebhookDelivery>().Where(row => row.State == WebhookState.Quarantined).Take(MostCounted).CountAsync(t),
                next, [.. accounts.Select(a => (a.Id, a.Name))], [.. numbers.Select(n => (n.PhoneNumberId, n.DisplayNumber)).Distinct()]);
        }, token);
    }

    /// <summary>One webhook with what it tells and its body, masked; null where there is none.</summary>
    public async Task<WebhookDetail?> FindAsync(Actor actor, WebhookDeliveryId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var ring = await keys.GetAsync(actor.Tenant, token);
        var (found, account) = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var row = await db.Set<WebhookDelivery>().FirstOrDefaultAsync(w => w.Id == id, t);
            return (row, row is null ? null : await db.Set<WhatsAppAccount>().Where(a => a.Id == row.AccountId).Select(a => a.Name).FirstOrDefaultAsync(t));
        }, token);
        if (found is null)
            return null;
        byte[] body;
        try
        {
            body = found.Open(ring);
        }
        catch (CryptographicException)
        {
            return new WebhookDetail(Line(found, 0, Sealed), account ?? "", [Sealed], null);
        }

        var told = WebhookInWords.Each(WebhookParser.Parse(body, found.ReceivedAt));
        return new WebhookDetail(Line(found, body.Length, string.Join("; ", told.Take(2))), account ?? "", told, WebhookMask.Apply(body));
    }

    private const string Sealed = "Its body does not open under this enterprise's keys";

    private static async Task<(List<WebhookLine> Rows, WebhookPosition? Next, DateTimeOffset? LookedBackTo)> PageAsync(
        PortalDbContext db, WebhookFilter filter, WebhookPosition? before, int count, CancellationToken token)
    {
        var walk = WebhookWalk.For(filter);
        var behind = before is null ? "" : $" AND ({walk.Order}, id) < (@at, @before)";
        var from = $"FROM {walk.Table(db)} WHERE tenant_id = @tenant AND {walk.Along}{behind} ORDER BY {walk.Order} DESC, id DESC";
        (string Name, object? Value)[] args =
        [
            ("@tenant", db.TenantId), ("@at", before?.At), ("@before", before?.Id), ("@most", count + 1), ("@window", Window), ("@last", Window - 1), .. WebhookWalk.Args(filter),
        ];
        Task<List<T>> AskAsync<T>(string sql, Func<DbDataReader, T> map) =>
            db.QuerySqlAsync(sql, map, token, [.. args.Where(a => sql.Contains(a.Name, StringComparison.Ordinal))]);

        var rows = await AskAsync(
            walk.Rest.Length == 0
                ? $"SELECT {Columns}, octet_length(body) {from} LIMIT @most"
                : $"SELECT {Columns}, bytes FROM (SELECT {Columns}, octet_length(body) AS bytes {from} LIMIT @window) looked WHERE {walk.Rest} ORDER BY {walk.Order} DESC, id DESC LIMIT @most",
            Line);
        if (rows.Count > count)
            return (rows[..count], Position(walk, rows[count - 1]), null);
        if (walk.Rest.Length == 0)
            return (rows, null, null);
        var last = await AskAsync($"SELECT {walk.Order}, id {from} LIMIT 1 OFFSET @last", row => new WebhookPosition(Time(row, 0)!.Value, row.GetGuid(1)));
        return last is [var end] ? (rows, end, end.At) : (rows, null, null);
    }

    private static WebhookPosition Position(WebhookWalk walk, WebhookLine row) => new(walk.Order == "received_at" ? row.ReceivedAt : row.NextAttemptAt, row.Id.Value);

    private static WebhookLine Line(DbDataReader row) => new(
        new WebhookDeliveryId(row.GetGuid(0)), new WhatsAppAccountId(row.GetGuid(1)), Time(row, 2)!.Value, Enum.Parse<WebhookKind>(row.GetString(3)), Text(row, 4),
        Enum.Parse<WebhookState>(row.GetString(5)), Text(row, 6), row.GetInt32(7), Time(row, 8)!.Value, Time(row, 9), row.GetInt64(10), "");

    private static WebhookLine Line(WebhookDelivery row, long bytes, string about) => new(
        row.Id, row.AccountId, row.ReceivedAt, row.Kind, row.PhoneNumberId, row.State, row.Reason, row.Attempts, row.NextAttemptAt, row.SettledAt, bytes, about);

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static DateTimeOffset? Time(DbDataReader row, int at) => row.IsDBNull(at) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));

    private static string About(WebhookDelivery row, TenantKeyRing ring)
    {
        try
        {
            return WebhookInWords.Short(WebhookParser.Parse(row.Open(ring), row.ReceivedAt));
        }
        catch (CryptographicException)
        {
            return Sealed;
        }
    }
}

/// <summary>One webhook with all that may be shown of it.</summary>
/// <param name="Account">The name of the account to whose address it came.</param>
/// <param name="Told">What it tells, one line each, in words without numbers, names and texts of people.</param>
/// <param name="Masked">Its JSON with everything about people taken out; null where it is no JSON.</param>
public sealed record WebhookDetail(WebhookLine Line, string Account, IReadOnlyList<string> Told, string? Masked);
