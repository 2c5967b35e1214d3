using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BackupsAndRestores : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "set_back_to",
                table: "send_orders",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "restorations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    taken_at = table.Column<long>(type: "bigint", nullable: false),
                    marked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restorations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "restore_holds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    taken_at = table.Column<long>(type: "bigint", nullable: false),
                    restored_at = table.Column<long>(type: "bigint", nullable: false),
                    notes = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    lifted_at = table.Column<long>(type: "bigint", nullable: true),
                    lifted_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restore_holds", x => new { x.tenant_id, x.id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "restorations");

            migrationBuilder.DropTable(
                name: "restore_holds");

            migrationBuilder.DropColumn(
                name: "set_back_to",
                table: "send_orders");
        }
    }
}
