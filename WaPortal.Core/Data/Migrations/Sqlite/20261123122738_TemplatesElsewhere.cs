using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TemplatesElsewhere : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "category",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "category_at",
                table: "templates_elsewhere",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "components_json",
                table: "templates_elsewhere",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parameter_format",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "quality",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "quality_at",
                table: "templates_elsewhere",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "rejected_reason",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rejection_text",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "seen_at",
                table: "templates_elsewhere",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "status",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "status_at",
                table: "templates_elsewhere",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "sub_category",
                table: "templates_elsewhere",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "time_to_live_seconds",
                table: "templates_elsewhere",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "doubted_at",
                table: "template_translations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "drift_from_json",
                table: "template_translations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "drifted_at",
                table: "template_translations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "fits_from",
                table: "template_translations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "held_at",
                table: "template_translations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "held_format",
                table: "template_translations",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "planned_at",
                table: "campaigns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "template_comparisons",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    compared_at = table.Column<long>(type: "INTEGER", nullable: true),
                    templates = table.Column<int>(type: "INTEGER", nullable: false),
                    changed = table.Column<int>(type: "INTEGER", nullable: false),
                    found = table.Column<int>(type: "INTEGER", nullable: false),
                    gone = table.Column<int>(type: "INTEGER", nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    fault = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_template_comparisons", x => new { x.tenant_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_template_comparisons_whats_app_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalTable: "whats_app_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_templates_elsewhere_tenant_id_account_id_name",
                table: "templates_elsewhere",
                columns: new[] { "tenant_id", "account_id", "name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "template_comparisons");

            migrationBuilder.DropIndex(
                name: "ix_templates_elsewhere_tenant_id_account_id_name",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "category",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "category_at",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "components_json",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "parameter_format",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "quality",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "quality_at",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "rejected_reason",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "rejection_text",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "seen_at",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "status",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "status_at",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "sub_category",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "time_to_live_seconds",
                table: "templates_elsewhere");

            migrationBuilder.DropColumn(
                name: "doubted_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "drift_from_json",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "drifted_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "fits_from",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "held_at",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "held_format",
                table: "template_translations");

            migrationBuilder.DropColumn(
                name: "planned_at",
                table: "campaigns");
        }
    }
}
