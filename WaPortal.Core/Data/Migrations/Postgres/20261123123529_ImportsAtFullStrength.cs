using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ImportsAtFullStrength : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "check_key",
                table: "list_imports",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "check_position",
                table: "list_imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "check_wanted",
                table: "list_imports",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "completed_by",
                table: "list_imports",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "completion",
                table: "list_imports",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "completion_position",
                table: "list_imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "first_entry",
                table: "list_imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_entry",
                table: "list_imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "quarantined",
                table: "list_imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "report_json",
                table: "list_imports",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "rows_deleted_at",
                table: "list_imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sheet",
                table: "list_imports",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "undo_position",
                table: "list_imports",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "undone_at",
                table: "list_imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "undone_by",
                table: "list_imports",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "withdrawn",
                table: "list_imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "quarantine",
                table: "import_rejects",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "import_profiles",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    header_key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    plan_json = table.Column<string>(type: "text", nullable: false),
                    created_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_profiles", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_import_profiles_tenant_id_header_key",
                table: "import_profiles",
                columns: new[] { "tenant_id", "header_key" });

            migrationBuilder.CreateIndex(
                name: "ix_import_profiles_tenant_id_name",
                table: "import_profiles",
                columns: new[] { "tenant_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "import_profiles");

            migrationBuilder.DropColumn(
                name: "check_key",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "check_position",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "check_wanted",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "completed_by",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "completion",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "completion_position",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "first_entry",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "last_entry",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "quarantined",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "report_json",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "rows_deleted_at",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "sheet",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "undo_position",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "undone_at",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "undone_by",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "withdrawn",
                table: "list_imports");

            migrationBuilder.DropColumn(
                name: "quarantine",
                table: "import_rejects");
        }
    }
}
