using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SeriesOfCampaigns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "planned_people",
                table: "campaigns",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "series_id",
                table: "campaigns",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "series_number",
                table: "campaigns",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "series_start",
                table: "campaigns",
                type: "character varying(16)",
                maxLength: 16,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_campaigns_tenant_id_series_id_series_number",
                table: "campaigns",
                columns: new[] { "tenant_id", "series_id", "series_number" },
                unique: true,
                filter: "series_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_campaigns_tenant_id_series_id_series_number",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "planned_people",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "series_id",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "series_number",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "series_start",
                table: "campaigns");
        }
    }
}
