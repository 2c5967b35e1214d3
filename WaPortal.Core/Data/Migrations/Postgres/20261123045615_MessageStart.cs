using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class MessageStart : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "started_at",
                table: "messages",
                type: "bigint",
                nullable: true);

            // A claim of the time before start marks may have left: it counts as started, so that it becomes in doubt and not a second message.
            migrationBuilder.Sql("UPDATE messages SET started_at = claimed_at WHERE state = 'Claimed'");

            migrationBuilder.CreateIndex(
                name: "ix_consent_states_tenant_id_purpose_state",
                table: "consent_states",
                columns: new[] { "tenant_id", "purpose", "state" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_consent_states_tenant_id_purpose_state",
                table: "consent_states");

            migrationBuilder.DropColumn(
                name: "started_at",
                table: "messages");
        }
    }
}
