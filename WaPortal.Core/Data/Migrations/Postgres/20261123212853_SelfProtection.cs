using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SelfProtection : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "quality_at",
                table: "sender_numbers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "resumed_at",
                table: "send_orders",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "resends",
                table: "messages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "message_tries",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    claimed_at = table.Column<long>(type: "bigint", nullable: true),
                    wamid = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    status_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    decided_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_tries", x => new { x.tenant_id, x.message_id, x.number });
                    table.ForeignKey(
                        name: "fk_message_tries_messages_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalTable: "messages",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_health",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    settled = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    faults = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    unreachable = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    withheld = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    settled_before = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    faults_before = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    unreachable_before = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    withheld_before = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    leavers_base = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    reached_base = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_health", x => new { x.tenant_id, x.order_id });
                    table.ForeignKey(
                        name: "fk_order_health_send_orders_tenant_id_order_id",
                        columns: x => new { x.tenant_id, x.order_id },
                        principalTable: "send_orders",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "protection_rules",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fault_percent = table.Column<int>(type: "integer", nullable: false),
                    unreachable_percent = table.Column<int>(type: "integer", nullable: false),
                    withheld_percent = table.Column<int>(type: "integer", nullable: false),
                    leavers_per_mille = table.Column<int>(type: "integer", nullable: false),
                    kept_percent = table.Column<int>(type: "integer", nullable: false),
                    changed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_protection_rules", x => x.tenant_id);
                    table.ForeignKey(
                        name: "fk_protection_rules_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sending_barriers",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    word = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    purpose = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: true),
                    lifted_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sending_barriers", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_sending_barriers_whats_app_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalTable: "whats_app_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_message_tries_tenant_id_wamid",
                table: "message_tries",
                columns: new[] { "tenant_id", "wamid" });

            migrationBuilder.CreateIndex(
                name: "ix_sending_barriers_tenant_id_account_id_word",
                table: "sending_barriers",
                columns: new[] { "tenant_id", "account_id", "word" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_tries");

            migrationBuilder.DropTable(
                name: "order_health");

            migrationBuilder.DropTable(
                name: "protection_rules");

            migrationBuilder.DropTable(
                name: "sending_barriers");

            migrationBuilder.DropColumn(
                name: "quality_at",
                table: "sender_numbers");

            migrationBuilder.DropColumn(
                name: "resumed_at",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "resends",
                table: "messages");
        }
    }
}
