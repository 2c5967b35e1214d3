using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ConnectedAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_sender_numbers_phone_number_id",
                table: "sender_numbers");

            migrationBuilder.AddColumn<string>(
                name: "check_fault",
                table: "whats_app_accounts",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "checked_at",
                table: "whats_app_accounts",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "disconnected_at",
                table: "whats_app_accounts",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "disconnected_at",
                table: "sender_numbers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_test",
                table: "sender_numbers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "ix_whats_app_accounts_waba_id",
                table: "whats_app_accounts",
                column: "waba_id",
                unique: true,
                filter: "disconnected_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sender_numbers_phone_number_id",
                table: "sender_numbers",
                column: "phone_number_id",
                unique: true,
                filter: "disconnected_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_whats_app_accounts_waba_id",
                table: "whats_app_accounts");

            migrationBuilder.DropIndex(
                name: "ix_sender_numbers_phone_number_id",
                table: "sender_numbers");

            migrationBuilder.DropColumn(
                name: "check_fault",
                table: "whats_app_accounts");

            migrationBuilder.DropColumn(
                name: "checked_at",
                table: "whats_app_accounts");

            migrationBuilder.DropColumn(
                name: "disconnected_at",
                table: "whats_app_accounts");

            migrationBuilder.DropColumn(
                name: "disconnected_at",
                table: "sender_numbers");

            migrationBuilder.DropColumn(
                name: "is_test",
                table: "sender_numbers");

            migrationBuilder.CreateIndex(
                name: "ix_sender_numbers_phone_number_id",
                table: "sender_numbers",
                column: "phone_number_id",
                unique: true);
        }
    }
}
