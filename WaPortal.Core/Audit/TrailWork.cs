using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;

namespace WaPortal.Core.Audit;

/// <summary>
/// Chains a transaction's events right before its commit: the gate of a trail is held for the shortest time, and taken last, so that it
/// can make no deadlock with what the transaction locked before.
/// </summary>
internal sealed partial class TrailWork(ILogger logger) : ICommitWork
{
    private static readonly ChainHeads TenantHeads = new("audit_chain_heads", "tenant_id");
    private static readonly ChainHeads PlatformHeads = new("platform_chain_heads", "id");

    // Names of other scripts stay readable; the line is for a log, not for a page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<AuditEvent> _tenant = [];
    private readonly List<PlatformEvent> _platform = [];

    public void Add(AuditEvent added) => _tenant.Add(added);

    public void Add(PlatformEvent added) => _platform.Add(added);

    public async Task RunAsync(PortalDbContext db, CancellationToken token)
    {
        if (_tenant.Count > 0)
            await ChainAsync(db, TenantHeads, db.TenantId, _tenant, token);
        if (_platform.Count > 0)
            await ChainAsync(db, PlatformHeads, PlatformChainHead.Only, _platform, token);
    }

    public void Committed()
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        foreach (var e in _tenant.Concat<TrailEvent>(_platform))
            Log.Event(logger, Line(e));
    }

    // A name is personal data, so the line tells people by their id.
    internal static string Line(TrailEvent e) => JsonSerializer.Serialize(
        new
        {
            time = e.At.UtcDateTime,
            trail = e.Trail,
            seq = e.Seq,
            @event = e.Event,
            target = e.Target,
            result = e.Result,
            reason = e.Reason,
            actor = e.UserId?.Value.ToString() ?? e.Actor,
            session = e.Session,
            address = e.Address,
            chain = Convert.ToHexStringLower(e.ChainHash),
        }, Json);

    private static async Task ChainAsync<TEvent>(PortalDbContext db, ChainHeads heads, object owner, List<TEvent> events, CancellationToken token)
        where TEvent : TrailEvent
    {
        var end = await heads.LockAsync(db, owner, ChainHash.Genesis("activity" + events[0].Trail), token);
        if (end.IsNew)
        {
            // From before trails were chained: they go first, in the order of their time.
            foreach (var old in await db.Set<TEvent>().Where(e => e.Seq == 0).OrderBy(e => e.At).AsTracking().ToListAsync(token))
            {
                old.Join(end);
                end = old.End;
            }
        }

        foreach (var e in events)
        {
            e.Join(end);
            end = e.End;
            db.Add(e);
        }

        await heads.MoveAsync(db, owner, end.Seq, end.Hash, token);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Event}")]
        public static partial void Event(ILogger logger, string @event);
    }
}
