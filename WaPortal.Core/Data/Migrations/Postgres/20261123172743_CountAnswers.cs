using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CountAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_consent_states_tenant_id_purpose_state",
                table: "consent_states");

            migrationBuilder.CreateTable(
                name: "message_responses",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    label = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_responses", x => new { x.tenant_id, x.message_id, x.kind, x.label });
                    table.ForeignKey(
                        name: "fk_message_responses_messages_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalTable: "messages",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_consent_states_tenant_id_purpose_state_changed_at",
                table: "consent_states",
                columns: new[] { "tenant_id", "purpose", "state", "changed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_message_responses_tenant_id_order_id_kind_label_message_id",
                table: "message_responses",
                columns: new[] { "tenant_id", "order_id", "kind", "label", "message_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_responses");

            migrationBuilder.DropIndex(
                name: "ix_consent_states_tenant_id_purpose_state_changed_at",
                table: "consent_states");

            migrationBuilder.CreateIndex(
                name: "ix_consent_states_tenant_id_purpose_state",
                table: "consent_states",
                columns: new[] { "tenant_id", "purpose", "state" });
        }
    }
}
