using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ApiKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    scope_names = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    network_lines = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    secret_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    secret_at = table.Column<long>(type: "INTEGER", nullable: false),
                    old_secret_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    old_secret_until = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "api_requests",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    idempotency_key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    body_mac = table.Column<byte[]>(type: "BLOB", nullable: false),
                    outcome = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_requests", x => new { x.tenant_id, x.kind, x.idempotency_key });
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_requests_tenant_id_at",
                table: "api_requests",
                columns: new[] { "tenant_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "api_requests");
        }
    }
}
