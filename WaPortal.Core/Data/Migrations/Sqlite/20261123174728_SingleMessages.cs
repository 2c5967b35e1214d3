using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SingleMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_tenant_id_order_id_phone_id",
                table: "messages");

            migrationBuilder.AddColumn<long>(
                name: "held_until",
                table: "send_orders",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "send_orders",
                type: "TEXT",
                maxLength: 20,
                nullable: false,
                defaultValue: "Campaign");

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "send_orders",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "send_orders",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "caller_key",
                table: "messages",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "composed_at",
                table: "messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "expires_at",
                table: "messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "permit_seq",
                table: "messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_send_orders_tenant_id_sender_number_id_template_id_purpose_origin",
                table: "send_orders",
                columns: new[] { "tenant_id", "sender_number_id", "template_id", "purpose", "origin" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_messages_tenant_id_order_id_phone_id_caller_key",
                table: "messages",
                columns: new[] { "tenant_id", "order_id", "phone_id", "caller_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_send_orders_tenant_id_sender_number_id_template_id_purpose_origin",
                table: "send_orders");

            migrationBuilder.DropIndex(
                name: "ix_messages_tenant_id_order_id_phone_id_caller_key",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "held_until",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "name",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "send_orders");

            migrationBuilder.DropColumn(
                name: "caller_key",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "composed_at",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "permit_seq",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "ix_messages_tenant_id_order_id_phone_id",
                table: "messages",
                columns: new[] { "tenant_id", "order_id", "phone_id" },
                unique: true);
        }
    }
}
