namespace WaPortal.Core.Data;

/// <summary>
/// Triggers that make the database itself refuse to change or delete rows of an owned table. One way is left open: the rows of a closed
/// enterprise may be deleted while it is being erased, when none of its keys is left and nothing in them can be read any more.
/// </summary>
internal static class AppendOnlyTable
{
    /// <summary>Whether the row's enterprise is being erased: a condition in a trigger, which knows the row as OLD.</summary>
    public const string BeingErased =
        "EXISTS (SELECT 1 FROM tenants WHERE id = OLD.tenant_id AND status = 'Erasing') AND NOT EXISTS (SELECT 1 FROM tenant_keys WHERE tenant_id = OLD.tenant_id AND destroyed_at IS NULL)";

    /// <summary>The statements for one table; safe to run at every start.</summary>
    /// <param name="table">Its name, a constant.</param>
    /// <param name="words">What the refusal says; a constant without quotes.</param>
    /// <param name="isPostgres">The engine.</param>
    public static IEnumerable<string> Statements(string table, string words, bool isPostgres) => isPostgres
        ?
        [
            $"""
            CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
              IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
                IF {BeingErased} THEN RETURN OLD; END IF;
              END IF;
              RAISE EXCEPTION '{words}';
            END $$
            """,
            $"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            $"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ]
        :
        [
            $"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END",
            // An earlier version of this one knew no exception.
            $"DROP TRIGGER IF EXISTS {table}_no_delete",
            $"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({BeingErased}) BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ];
}
