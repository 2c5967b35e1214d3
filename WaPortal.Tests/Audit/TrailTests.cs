using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Audit;

public sealed class TrailTests
{
    [Theory, Engines]
    public async Task The_database_refuses_to_change_or_delete_an_event(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        string[] attempts =
        [
            "UPDATE audit_events SET result = 'ok' WHERE seq = 1", "DELETE FROM audit_events WHERE seq = 1",
            "UPDATE platform_events SET result = 'ok' WHERE seq = 1", "DELETE FROM platform_events WHERE seq = 1",
        ];
        foreach (var sql in attempts)
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => RawAsync(portal, sql));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty((await VerifyAsync(portal)).Breaks);
        Assert.Empty((await VerifyPlatformAsync(portal)).Breaks);
    }

    [Theory, Engines]
    public async Task Every_way_of_tampering_is_found(Engine engine)
    {
        (string Sql, string Break)[] ways =
        [
            ("UPDATE audit_events SET result = 'ok' WHERE seq = 3", "3 changed"),
            ("UPDATE audit_events SET at = at + 1 WHERE seq = 3", "3 changed"),
            ("UPDATE audit_events SET actor = 'nobody' WHERE seq = 1", "1 changed"),
            ("UPDATE audit_events SET reason = NULL WHERE seq = 2", "2 changed"),
            ("UPDATE audit_events SET user_id = NULL WHERE seq = 5", "5 changed"),
            ("DELETE FROM audit_events WHERE seq = 3", "3 missing"),
            ("DELETE FROM audit_events WHERE seq >= 4", "4 cut off"),
            ("DELETE FROM audit_events WHERE seq <= 2", "1 missing, 2 missing"),
            ("UPDATE audit_events SET seq = 99 WHERE seq = 3; UPDATE audit_events SET seq = 3 WHERE seq = 4; UPDATE audit_events SET seq = 4 WHERE seq = 99", "3 reordered, 4 reordered"),
            (Copy("6", engine), "6 inserted"),
            (Copy("0", engine), "0 inserted"),
            ("UPDATE audit_chain_heads SET chain_hash = (SELECT chain_hash FROM audit_events WHERE seq = 2)", "5 head changed"),
            ("UPDATE audit_events SET chain_hash = (SELECT chain_hash FROM audit_events WHERE seq = 1) WHERE seq = 3", "3 changed, 4 forked"),
            ("UPDATE audit_chain_heads SET cut_seq = 2, cut_chain = (SELECT chain_hash FROM audit_events WHERE seq = 2); DELETE FROM audit_events WHERE seq <= 2", "2 cut off"),
        ];
        foreach (var (sql, expected) in ways)
        {
            await using var portal = await FilledAsync(engine);
            await RawAsync(portal, engine == Engine.Postgres
                ? "DROP TRIGGER audit_events_no_change ON audit_events"
                : "DROP TRIGGER audit_events_no_update; DROP TRIGGER audit_events_no_delete");
            await RawAsync(portal, "DROP INDEX ux_audit_events_seq; DROP INDEX ux_audit_events_prev");
            await RawAsync(portal, sql);
            Assert.Equal(expected, string.Join(", ", (await VerifyAsync(portal)).Breaks.Select(b => $"{b.Seq} {b.Kind}")));
        }
    }

    [Theory, Engines]
    public async Task Forty_failures_to_sign_in_at_once_make_one_chain_without_gaps(Engine engine)
    {
        await using var access = await AccessPortal.StartAsync(engine);
        var signIn = access.Portal.Get<SignIn>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => signIn.PasswordAsync(
            i % 4 == 0 ? "no-such-house" : "casa-alba", AccessPortal.Email, "a wrong password", AccessPortal.Visitor, CancellationToken.None))));
        var events = await ListAsync(access.Portal);

        Assert.Equal(30, events.Count(e => e.Event == "sign-in.failed"));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Seq));
        Assert.Empty((await VerifyAsync(access.Portal)).Breaks);
        var platform = await VerifyPlatformAsync(access.Portal);
        Assert.Equal((10, 0), (platform.Entries, platform.Breaks.Count));
    }

    [Theory, Engines]
    public async Task What_is_undone_leaves_no_event_and_no_gap(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Database.WriteAsync(portal.TenantId, (db, _) =>
        {
            portal.Get<AuditTrail>().Record(db, portal.Marketer, "campaign.created", "x");
            throw new InvalidOperationException("undone");
        }, CancellationToken.None));
        await AddAsync(portal, "campaign.deleted");

        Assert.Equal([1, 2, 3, 4, 5, 6], (await ListAsync(portal)).Select(e => e.Seq));
        Assert.Empty((await VerifyAsync(portal)).Breaks);
    }

    [Theory, Engines]
    public async Task Events_from_before_the_chain_join_it_in_their_order(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.Database.WriteAsync(portal.TenantId, (db, _) =>
        {
            foreach (var minutes in new[] { 2, 1, 3 })
                db.Add(AuditEvent.Create(portal.Marketer, "campaign.created", FormattableString.Invariant($"{minutes}"), "ok", null, portal.Clock.GetUtcNow().AddMinutes(minutes)));
            return Task.CompletedTask;
        }, CancellationToken.None);
        await AddAsync(portal, "campaign.deleted");

        Assert.Equal(["1", "2", "3", "target"], (await ListAsync(portal)).Select(e => e.Target));
        Assert.Equal((4, 0), await CountAsync(portal));
    }

    [Theory, Engines]
    public async Task A_trail_that_was_cut_by_the_rules_still_verifies(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var before = portal.Clock.GetUtcNow().AddMinutes(1);
        portal.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync(portal, "campaign.deleted");

        Assert.Equal(5, await portal.Get<TrailCut>().RunAsync(Actor.Job(portal.TenantId, "retention"), before, CancellationToken.None));
        Assert.Equal(0, await portal.Get<TrailCut>().RunAsync(Actor.Job(portal.TenantId, "retention"), before, CancellationToken.None));

        Assert.Equal([6, 7], (await ListAsync(portal)).Select(e => e.Seq));
        Assert.Equal((2, 0), await CountAsync(portal));
        await Assert.ThrowsAnyAsync<DbException>(() => RawAsync(portal, "DELETE FROM audit_events WHERE seq = 6"));
    }

    [Theory, Engines]
    public async Task A_closed_enterprise_takes_its_trail_along_and_no_other(Engine engine)
    {
        await using var portal = await FilledAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        await portal.Get<AuditTrail>().RecordAsync(portal.As(PortalRole.Marketer, other.Id), "campaign.created", "x", "ok", null, CancellationToken.None);

        Assert.Equal(5, await portal.Database.WriteAsync(portal.TenantId, TrailCut.DeleteAllAsync, CancellationToken.None));
        Assert.Empty(await ListAsync(portal));
        Assert.Equal(1, (await portal.Get<VerifyActivity>().RunAsync(Actor.Job(other.Id, "test"), null, CancellationToken.None)).Entries);
    }

    [Fact]
    public async Task Control_characters_cannot_make_one_event_look_like_two()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await portal.Get<AuditTrail>().RecordAsync(
            portal.Marketer with { Name = "Ann\r\n2026 \u202Eadmin\0" }, "campaign.created", "a\tb", "ok", new string('é', 600), CancellationToken.None);
        var one = Assert.Single(await ListAsync(portal));
        Assert.Equal("""Ann\u000d\u000a2026 \u202eadmin\u0000""", one.Actor);
        Assert.Equal("""a\u0009b""", one.Target);
        Assert.Equal(500, one.Reason!.Length);
        Assert.Equal((1, 0), await CountAsync(portal));
    }

    [Fact]
    public async Task Each_event_is_one_line_of_json_in_the_log_that_names_nobody()
    {
        using var lines = new AuditLines();
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite, services => services.AddSingleton<ILoggerProvider>(lines));
        var actor = portal.Marketer with { Name = "Inés Ferrer" };
        await portal.Get<AuditTrail>().RecordAsync(actor, "campaign.created", "c1", "refused", "two\nlines", CancellationToken.None);

        var line = Assert.Single(lines.Lines);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("Ferrer", line, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(("campaign.created", "c1", "refused", 1), (
            json.RootElement.GetProperty("event").GetString(), json.RootElement.GetProperty("target").GetString(),
            json.RootElement.GetProperty("result").GetString(), json.RootElement.GetProperty("seq").GetInt32()));
        Assert.Equal(actor.UserId!.Value.Value.ToString(), json.RootElement.GetProperty("actor").GetString());
    }

    private static async Task<TestPortal> FilledAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        for (var i = 0; i < 5; i++)
            await AddAsync(portal, "campaign.created", "refused", "why");
        await portal.Get<PlatformTrail>().RecordAsync("address.denied", "203.0.113.9", "refused", null, CancellationToken.None);
        return portal;
    }

    private static Task AddAsync(TestPortal portal, string name, string result = "ok", string? reason = null) =>
        portal.Get<AuditTrail>().RecordAsync(portal.Marketer, name, "target", result, reason, CancellationToken.None);

    private static Task<ChainVerification> VerifyAsync(TestPortal portal) =>
        portal.Get<VerifyActivity>().RunAsync(Actor.Job(portal.TenantId, "test"), null, CancellationToken.None);

    private static Task<ChainVerification> VerifyPlatformAsync(TestPortal portal) =>
        portal.Get<VerifyActivity>().RunPlatformAsync(Actor.Job(TenantId.None, "test"), null, CancellationToken.None);

    private static async Task<(long Entries, int Breaks)> CountAsync(TestPortal portal)
    {
        var answer = await VerifyAsync(portal);
        return (answer.Entries, answer.Breaks.Count);
    }

    private static Task<List<AuditEvent>> ListAsync(TestPortal portal) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<AuditEvent>().OrderBy(e => e.Seq).ToListAsync(t), CancellationToken.None);

    private static Task RawAsync(TestPortal portal, string sql) =>
        portal.Database.WriteAsync(portal.TenantId, (db, t) => db.ExecuteSqlAsync(sql, t), CancellationToken.None);

    // The first event again, under another id and number.
    private static string Copy(string seq, Engine engine)
    {
        var id = engine == Engine.Postgres ? "gen_random_uuid()" : "'5B3E0B4C-0000-4000-8000-000000000001'";
        const string rest = "tenant_id, at, user_id, actor, session, address, event, target, result, reason, chain_hash, entry_hash, prev_chain";
        return $"INSERT INTO audit_events (id, seq, {rest}) SELECT {id}, {seq}, {rest} FROM audit_events WHERE seq = 1";
    }

    private sealed class AuditLines : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName == AuditTrail.LogCategory ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
