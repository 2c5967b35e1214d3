using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SendingHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "spread_at",
                table: "send_orders",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "spread_tokens",
                table: "send_orders",
                type: "double precision",
                nullable: false,
                defaultValue: 1.0);

            migrationBuilder.AddColumn<string>(
                name: "timing_json",
                table: "send_orders",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "zone",
                table: "messages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "plan_json",
                table: "campaigns",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "hours_rules",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    region = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    from_minute = table.Column<int>(type: "integer", nullable: false),
                    to_minute = table.Column<int>(type: "integer", nullable: false),
                    days = table.Column<int>(type: "integer", maxLength: 40, nullable: false),
                    assumed_zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    holds_for_utility = table.Column<bool>(type: "boolean", nullable: false),
                    changed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hours_rules", x => new { x.tenant_id, x.region });
                    table.ForeignKey(
                        name: "fk_hours_rules_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_zones",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    region = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    people = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_zones", x => new { x.tenant_id, x.order_id, x.number });
                    table.ForeignKey(
                        name: "fk_order_zones_send_orders_tenant_id_order_id",
                        columns: x => new { x.tenant_id, x.order_id },
                        principalTable: "send_orders",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_tenant_id_order_id_zone_id",
                table: "messages",
                columns: new[] { "tenant_id", "order_id", "zone", "id" },
                filter: "state = 'Queued'");

            migrationBuilder.CreateIndex(
                name: "ix_order_zones_tenant_id_order_id_region_zone",
                table: "order_zones",
                columns: new[] { "tenant_id", "order_id", "region", "zone" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "hours_rules");

            migrationBuilder.DropTable(
                name: "order_zones");

            migrationBuilder.DropIndex(
                name: "ix_messages_tenant_id_order_id_zone_id",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "spread_at",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "spread_tokens",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "timing_json",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "zone",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "plan_json",
                table: "campaigns");
        }
    }
}
