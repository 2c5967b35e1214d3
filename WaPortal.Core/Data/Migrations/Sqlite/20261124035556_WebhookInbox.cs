using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WebhookInbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_inbox_tenant_id_received_at",
                table: "webhook_inbox");

            migrationBuilder.RenameIndex(
                name: "ix_webhook_inbox_tenant_id_state_next_attempt_at",
                table: "webhook_inbox",
                newName: "ix_webhook_inbox_due");

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "webhook_inbox",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Unread");

            migrationBuilder.AddColumn<string>(
                name: "phone_number_id",
                table: "webhook_inbox",
                type: "TEXT",
                maxLength: 30,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "webhook_replays",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    phone_number_id = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    from = table.Column<long>(type: "INTEGER", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    looked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    looked_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    done = table.Column<int>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_replays", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_kind",
                table: "webhook_inbox",
                columns: new[] { "tenant_id", "kind", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_quarantine",
                table: "webhook_inbox",
                columns: new[] { "tenant_id", "received_at", "id" },
                filter: "state = 'Quarantined'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_received",
                table: "webhook_inbox",
                columns: new[] { "tenant_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_retried",
                table: "webhook_inbox",
                columns: new[] { "tenant_id", "received_at", "id" },
                filter: "attempts > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "webhook_replays");

            migrationBuilder.DropIndex(
                name: "ix_webhook_inbox_kind",
                table: "webhook_inbox");

            migrationBuilder.DropIndex(
                name: "ix_webhook_inbox_quarantine",
                table: "webhook_inbox");

            migrationBuilder.DropIndex(
                name: "ix_webhook_inbox_received",
                table: "webhook_inbox");

            migrationBuilder.DropIndex(
                name: "ix_webhook_inbox_retried",
                table: "webhook_inbox");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "webhook_inbox");

            migrationBuilder.DropColumn(
                name: "phone_number_id",
                table: "webhook_inbox");

            migrationBuilder.RenameIndex(
                name: "ix_webhook_inbox_due",
                table: "webhook_inbox",
                newName: "ix_webhook_inbox_tenant_id_state_next_attempt_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_tenant_id_received_at",
                table: "webhook_inbox",
                columns: new[] { "tenant_id", "received_at" });
        }
    }
}
