using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TemplateSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "template_translations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_templates_tenant_id_updated_at",
                table: "templates",
                columns: new[] { "tenant_id", "updated_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_templates_tenant_id_updated_at",
                table: "templates");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "template_translations");
        }
    }
}
