using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>
/// Makes the trails append-only in the database itself. Only events up to a trail's cut may be deleted (<see cref="TrailCut"/>), and only events from before
/// trails were chained may be changed, once, to join the chain. A closed enterprise's trail goes with it when it is erased.
/// </summary>
internal sealed class TrailTriggers : ISchemaScript
{
    public IEnumerable<string> Statements(bool isPostgres) =>
    [
        "CREATE UNIQUE INDEX IF NOT EXISTS ux_audit_events_seq ON audit_events (tenant_id, seq) WHERE seq > 0",
        "CREATE UNIQUE INDEX IF NOT EXISTS ux_audit_events_prev ON audit_events (tenant_id, prev_chain) WHERE seq > 0",
        "CREATE UNIQUE INDEX IF NOT EXISTS ux_platform_events_seq ON platform_events (seq) WHERE seq > 0",
        "CREATE UNIQUE INDEX IF NOT EXISTS ux_platform_events_prev ON platform_events (prev_chain) WHERE seq > 0",
        .. Of("audit_events", $"OLD.seq <= coalesce((SELECT max(h.cut_seq) FROM audit_chain_heads h WHERE h.tenant_id = OLD.tenant_id), 0) OR ({AppendOnlyTable.BeingErased})", isPostgres),
        .. Of("platform_events", "OLD.seq <= coalesce((SELECT max(h.cut_seq) FROM platform_chain_heads h), 0)", isPostgres),
    ];

    private static IEnumerable<string> Of(string table, string mayGo, bool isPostgres) => isPostgres
        ?
        [
            $"""
            CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF TG_OP = 'UPDATE' AND OLD.seq = 0 THEN RETURN NEW; END IF;
                IF TG_OP = 'DELETE' THEN IF {mayGo} THEN RETURN OLD; END IF; END IF;
                RAISE EXCEPTION 'the trail is append-only';
            END $$
            """,
            $"""
            CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
            """,
            $"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            $"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()",
        ]
        :
        [
            $"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} WHEN OLD.seq > 0 BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
            $"DROP TRIGGER IF EXISTS {table}_no_delete", // an earlier one may know less
            $"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({mayGo}) BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
        ];
}
