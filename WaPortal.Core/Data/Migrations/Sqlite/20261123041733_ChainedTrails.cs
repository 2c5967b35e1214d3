using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ChainedTrails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "actor",
                table: "platform_events",
                type: "TEXT",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "address",
                table: "platform_events",
                type: "TEXT",
                maxLength: 45,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "chain_hash",
                table: "platform_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "entry_hash",
                table: "platform_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "prev_chain",
                table: "platform_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<long>(
                name: "seq",
                table: "platform_events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "session",
                table: "platform_events",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "user_id",
                table: "platform_events",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "chain_hash",
                table: "audit_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "entry_hash",
                table: "audit_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "prev_chain",
                table: "audit_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<long>(
                name: "seq",
                table: "audit_events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "audit_chain_heads",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    chain_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    cut_seq = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cut_chain = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_chain_heads", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "platform_chain_heads",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    chain_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    cut_seq = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cut_chain = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_chain_heads", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_tenant_id_event_seq",
                table: "audit_events",
                columns: new[] { "tenant_id", "event", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_tenant_id_user_id_seq",
                table: "audit_events",
                columns: new[] { "tenant_id", "user_id", "seq" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_chain_heads");

            migrationBuilder.DropTable(
                name: "platform_chain_heads");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_tenant_id_event_seq",
                table: "audit_events");

            migrationBuilder.DropIndex(
                name: "ix_audit_events_tenant_id_user_id_seq",
                table: "audit_events");

            migrationBuilder.DropColumn(
                name: "actor",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "address",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "chain_hash",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "entry_hash",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "prev_chain",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "seq",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "session",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "user_id",
                table: "platform_events");

            migrationBuilder.DropColumn(
                name: "chain_hash",
                table: "audit_events");

            migrationBuilder.DropColumn(
                name: "entry_hash",
                table: "audit_events");

            migrationBuilder.DropColumn(
                name: "prev_chain",
                table: "audit_events");

            migrationBuilder.DropColumn(
                name: "seq",
                table: "audit_events");
        }
    }
}
