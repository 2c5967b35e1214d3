using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TestTwoVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ab_test_json",
                table: "campaigns",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "winner",
                table: "campaigns",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ab_test_runs",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    a_id = table.Column<Guid>(type: "uuid", nullable: false),
                    b_id = table.Column<Guid>(type: "uuid", nullable: false),
                    begun_at = table.Column<long>(type: "bigint", nullable: false),
                    asked_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ab_test_runs", x => new { x.tenant_id, x.campaign_id });
                    table.ForeignKey(
                        name: "fk_ab_test_runs_campaigns_tenant_id_campaign_id",
                        columns: x => new { x.tenant_id, x.campaign_id },
                        principalTable: "campaigns",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ab_test_runs_tenant_id_a_id",
                table: "ab_test_runs",
                columns: new[] { "tenant_id", "a_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ab_test_runs_tenant_id_b_id",
                table: "ab_test_runs",
                columns: new[] { "tenant_id", "b_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ab_test_runs");

            migrationBuilder.DropColumn(
                name: "ab_test_json",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "winner",
                table: "campaigns");
        }
    }
}
