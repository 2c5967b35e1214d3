using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Bench.Fuzz;

/// <summary>What a run found.</summary>
/// <param name="Answers">How often each answer was given.</param>
/// <param name="Quarantined">Reasons of the quarantine and how many.</param>
/// <param name="Findings">What must not be; empty when all is well.</param>
internal sealed record FuzzReport(IReadOnlyDictionary<string, int> Answers, int Processed, IReadOnlyDictionary<string, int> Quarantined, IReadOnlyList<string> Findings);

/// <summary>Posts mutated webhooks, first without a right signature, then with it, and checks afterwards what must hold.</summary>
internal static class FuzzRun
{
    private const int Connections = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<FuzzReport> RunAsync(FuzzTarget target, int posts, int seed, CancellationToken token)
    {
        var findings = new ConcurrentQueue<string>();
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false });
        var mutator = new WebhookMutator(target, seed);
        var chance = new Random(seed);

        var before = await ShapeAsync(target, token);
        var there = await target.Database.ReadAsync(target.Tenant, (db, t) => db.Set<WebhookDelivery>().CountAsync(t), token);
        var unsigned = posts / 5;
        await PostAsync(unsigned, signed: false);
        if (await ShapeAsync(target, token) is var after && after != before)
            findings.Enqueue($"Something that was not signed changed the tables:\n{before}\n{after}");

        await PostAsync(posts - unsigned, signed: true);
        var rows = await SettledAsync(target, findings, token);
        var taken = answers.GetValueOrDefault("signed: 200");
        if (rows.Sum(r => r.Count) - there is var stored && stored != taken)
            findings.Enqueue($"{taken} were taken and {stored} are stored.");
        if (rows.Any(r => r.State == WebhookState.Quarantined && string.IsNullOrWhiteSpace(r.Reason)))
            findings.Enqueue("Something is in quarantine without a reason.");
        foreach (var fault in target.Faults.Faults)
            findings.Enqueue(fault);
        return new FuzzReport(
            answers.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            rows.Where(r => r.State == WebhookState.Processed).Sum(r => r.Count),
            rows.Where(r => r.State == WebhookState.Quarantined).GroupBy(r => r.Reason ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(r => r.Count), StringComparer.Ordinal),
            [.. findings.Distinct()]);

        async Task PostAsync(int count, bool signed)
        {
            string[] expected = signed ? ["200", "413", "503"] : ["401", "413"];
            var gate = new Lock();
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
            {
                while (true)
                {
                    byte[] body;
                    string? header;
                    int transport;
                    lock (gate)
                    {
                        if (next++ >= count)
                            return;
                        body = mutator.Next();
                        header = signed ? WebhookSignature.Sign(body, target.Secret) : Wrong(chance, body, target.Secret);
                        transport = chance.Next(6);
                    }

                    using var request = new HttpRequestMessage(HttpMethod.Post, target.Door) { Content = new ByteArrayContent(body) };
                    if (header is not null)
                        request.Headers.TryAddWithoutValidation(WebhookSignature.Header, header);
                    if (transport > 0)
                        request.Content.Headers.ContentType = new(transport == 1 ? "text/plain" : "application/json");
                    request.Headers.TransferEncodingChunked = transport == 2;
                    string answer;
                    try
                    {
                        using var answered = await http.SendAsync(request, token);
                        answer = ((int)answered.StatusCode).ToString(CultureInfo.InvariantCulture);
                    }
                    catch (HttpRequestException e) when (e.InnerException is IOException)
                    {
                        // Of a body that is too long the door closes while the rest is still on its way.
                        answer = body.Length > WebhookDelivery.MostBytes ? "413" : $"broken off (transport {transport}, {e.HttpRequestError})";
                    }

                    answers.AddOrUpdate($"{(signed ? "signed" : "unsigned")}: {answer}", 1, (_, n) => n + 1);
                    if (!expected.Contains(answer))
                        findings.Enqueue($"{(signed ? "A signed" : "An unsigned")} body of {body.Length} bytes was answered {answer}: {Convert.ToBase64String(body[..Math.Min(2_000, body.Length)])}");
                }
            }));
        }
    }

    private static string? Wrong(Random chance, byte[] body, string secret) => chance.Next(7) switch
    {
        0 => null,
        1 => "",
        2 => "sha256=" + new string('0', 64),
        3 => WebhookSignature.Sign(body, secret + "x"),
        4 => WebhookSignature.Sign([.. body, (byte)' '], secret),
        5 => WebhookSignature.Sign(body, secret)["sha256=".Length..],
        _ => WebhookSignature.Sign(body, secret).Replace("sha256", "sha1", StringComparison.Ordinal),
    };

    /// <summary>What is stored for the enterprise beside its trail: how many rows of each table, and where its messages stand.</summary>
    private static Task<string> ShapeAsync(FuzzTarget target, CancellationToken token) => target.Database.ReadAsync(target.Tenant, async (db, t) =>
    {
        var counts = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.ClrType != typeof(AuditEvent)).Select(e => e.GetTableName()!).Distinct().Order(StringComparer.Ordinal))
        {
            if (!table.Contains("trail", StringComparison.Ordinal))
                counts.Add($"{table} {(await db.QuerySqlAsync($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant", r => r.GetInt64(0), t, ("@tenant", db.TenantId)))[0]}");
        }

        var states = await db.Set<Message>().OrderBy(m => m.Id).Select(m => m.State).ToListAsync(t);
        return string.Join(", ", counts) + "; " + string.Join(' ', states);
    }, token);

    private static async Task<List<(WebhookState State, string? Reason, int Count)>> SettledAsync(FuzzTarget target, ConcurrentQueue<string> findings, CancellationToken token)
    {
        // Patience since the last one was settled: a machine may be slow, the processor may not stand still.
        var (last, since) = (-1, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var rows = await target.Database.ReadAsync(target.Tenant, async (db, t) =>
                (await db.Set<WebhookDelivery>().GroupBy(w => new { w.State, w.Reason }).Select(g => new { g.Key.State, g.Key.Reason, Count = g.Count() }).ToListAsync(t))
                .ConvertAll(g => (g.State, g.Reason, g.Count)), token);
            var waiting = rows.Where(r => r.State == WebhookState.Waiting).Sum(r => r.Count);
            if (waiting == 0)
                return rows;
            if (waiting != last)
                (last, since) = (waiting, TimeProvider.System.GetTimestamp());
            var stuck = await target.Database.ReadAsync(target.Tenant, (db, t) => db.Set<WebhookDelivery>().CountAsync(w => w.State == WebhookState.Waiting && w.Attempts > 0, t), token);
            if (stuck == waiting || TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                findings.Enqueue($"{waiting} webhooks still wait, {stuck} of them since handling them failed.");
                return rows;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
        }
    }
}
