using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class WebForms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "web_forms",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    list_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    purpose_names = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    wording_code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    proof = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    sender_number_id = table.Column<Guid>(type: "uuid", nullable: true),
                    template_id = table.Column<Guid>(type: "uuid", nullable: true),
                    language = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    button = table.Column<int>(type: "integer", nullable: true),
                    is_open = table.Column<bool>(type: "boolean", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    secret_at = table.Column<long>(type: "bigint", nullable: false),
                    old_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    old_secret_until = table.Column<long>(type: "bigint", nullable: true),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true),
                    received = table.Column<long>(type: "bigint", nullable: false),
                    joined = table.Column<long>(type: "bigint", nullable: false),
                    held_back = table.Column<long>(type: "bigint", nullable: false),
                    expired = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_web_forms", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_web_forms_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "form_submissions",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    form_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    body_mac = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    held = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    phone_id = table.Column<byte[]>(type: "bytea", nullable: true),
                    details = table.Column<byte[]>(type: "bytea", nullable: true),
                    wording_code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    wording_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    permit_seq = table.Column<long>(type: "bigint", nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_form_submissions", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_form_submissions_web_forms_tenant_id_form_id",
                        columns: x => new { x.tenant_id, x.form_id },
                        principalTable: "web_forms",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_form_submissions_tenant_id_form_id_request_id",
                table: "form_submissions",
                columns: new[] { "tenant_id", "form_id", "request_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_form_submissions_tenant_id_phone_id_received_at",
                table: "form_submissions",
                columns: new[] { "tenant_id", "phone_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_form_submissions_tenant_id_state_received_at",
                table: "form_submissions",
                columns: new[] { "tenant_id", "state", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_web_forms_tenant_id_name",
                table: "web_forms",
                columns: new[] { "tenant_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "form_submissions");

            migrationBuilder.DropTable(
                name: "web_forms");
        }
    }
}
