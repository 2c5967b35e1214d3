using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TemplateLifeCycle : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "category_moves_at",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "category_unseen_since",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "held_json",
                table: "template_translations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "locked_until",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "pause_ends_at",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pause_kind",
                table: "template_translations",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_category",
                table: "template_translations",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "prior_status",
                table: "template_translations",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "unknown_edit_at",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "warned_at",
                table: "template_translations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "warning",
                table: "template_translations",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "template_quality_changes",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    translation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    score = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_template_quality_changes", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_template_quality_changes_template_translations_tenant_id_tr~",
                        columns: x => new { x.tenant_id, x.translation_id },
                        principalTable: "template_translations",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "template_settings",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    review_required = table.Column<bool>(type: "boolean", nullable: false),
                    changed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_template_settings", x => x.tenant_id);
                    table.ForeignKey(
                        name: "fk_template_settings_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "template_submissions",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    translation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    submitted_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    submitted_at = table.Column<long>(type: "bigint", nullable: false),
                    reached_at = table.Column<long>(type: "bigint", nullable: true),
                    call = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    request = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    request_at = table.Column<long>(type: "bigint", nullable: true),
                    answer = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    answer_status = table.Column<int>(type: "integer", nullable: true),
                    answer_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_template_submissions", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_template_submissions_template_translations_tenant_id_transl~",
                        columns: x => new { x.tenant_id, x.translation_id },
                        principalTable: "template_translations",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "templates_elsewhere",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform_id = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    language = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    what = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_templates_elsewhere", x => new { x.tenant_id, x.account_id, x.platform_id });
                    table.ForeignKey(
                        name: "fk_templates_elsewhere_whats_app_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalTable: "whats_app_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "translation_reviews",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    translation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    asked_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    asked_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    asked_at = table.Column<long>(type: "bigint", nullable: false),
                    note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    decided_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    decided_at = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_translation_reviews", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_translation_reviews_template_translations_tenant_id_transla~",
                        columns: x => new { x.tenant_id, x.translation_id },
                        principalTable: "template_translations",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "translation_versions",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    translation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content_json = table.Column<string>(type: "text", nullable: false),
                    saved_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    saved_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    first_saved_at = table.Column<long>(type: "bigint", nullable: false),
                    saved_at = table.Column<long>(type: "bigint", nullable: false),
                    saves = table.Column<int>(type: "integer", nullable: false),
                    submitted_version = table.Column<int>(type: "integer", nullable: true),
                    is_fixed = table.Column<bool>(type: "boolean", nullable: false),
                    origin = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_translation_versions", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_translation_versions_template_translations_tenant_id_transl~",
                        columns: x => new { x.tenant_id, x.translation_id },
                        principalTable: "template_translations",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_template_quality_changes_tenant_id_translation_id_at",
                table: "template_quality_changes",
                columns: new[] { "tenant_id", "translation_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_template_submissions_tenant_id_translation_id_version",
                table: "template_submissions",
                columns: new[] { "tenant_id", "translation_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_translation_reviews_tenant_id_state",
                table: "translation_reviews",
                columns: new[] { "tenant_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_translation_reviews_tenant_id_translation_id_state",
                table: "translation_reviews",
                columns: new[] { "tenant_id", "translation_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_translation_versions_tenant_id_translation_id_number",
                table: "translation_versions",
                columns: new[] { "tenant_id", "translation_id", "number" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "template_quality_changes");

            migrationBuilder.DropTable(
                name: "template_settings");

            migrationBuilder.DropTable(
                name: "template_submissions");

            migrationBuilder.DropTable(
                name: "templates_elsewhere");

            migrationBuilder.DropTable(
                name: "translation_reviews");

            migrationBuilder.DropTable(
                name: "translation_versions");

            migrationBuilder.DropColumn(
                name: "category_moves_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "category_unseen_since",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "held_json",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "locked_until",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "pause_ends_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "pause_kind",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "previous_category",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "prior_status",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "unknown_edit_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "warned_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "warning",
                table: "template_translations");
        }
    }
}
