using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WaPortal.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PersonRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "compliance_alerts",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    alert_key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    found = table.Column<long>(type: "INTEGER", nullable: false),
                    of_whole = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    raised_at = table.Column<long>(type: "INTEGER", nullable: false),
                    cleared_at = table.Column<long>(type: "INTEGER", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_compliance_alerts", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "compliance_settings",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    request_months = table.Column<int>(type: "INTEGER", nullable: false),
                    warn_days = table.Column<int>(type: "INTEGER", nullable: false),
                    burst_per_mille = table.Column<int>(type: "INTEGER", nullable: false),
                    burst_least = table.Column<int>(type: "INTEGER", nullable: false),
                    old_months = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_compliance_settings", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "consent_count_positions",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consent_count_positions", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "consent_counts",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    quarter = table.Column<long>(type: "INTEGER", nullable: false),
                    origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    entries = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consent_counts", x => new { x.tenant_id, x.quarter, x.origin, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "person_erasures",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    phone = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ids = table.Column<byte[]>(type: "BLOB", nullable: true),
                    is_complete = table.Column<bool>(type: "INTEGER", nullable: false),
                    had_opted_out = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_suppressed = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    erased_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cleaned_at = table.Column<long>(type: "INTEGER", nullable: true),
                    entry_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    checkpoint_size = table.Column<long>(type: "INTEGER", nullable: true),
                    counts_json = table.Column<string>(type: "TEXT", nullable: false),
                    done_json = table.Column<string>(type: "TEXT", nullable: false),
                    position = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_erasures", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "person_requests",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    way = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    extension_reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    identity_checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    assigned_to = table.Column<Guid>(type: "TEXT", nullable: true),
                    assigned_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    phone_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    details = table.Column<byte[]>(type: "BLOB", nullable: true),
                    erasure_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    answer_taken_at = table.Column<long>(type: "INTEGER", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_requests", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "suppressed_people",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    phone_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    opted_out = table.Column<bool>(type: "INTEGER", nullable: false),
                    erasing = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppressed_people", x => new { x.tenant_id, x.phone_id });
                });

            migrationBuilder.CreateTable(
                name: "person_request_events",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    request_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    who = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    what = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    words = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_request_events", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_person_request_events_person_requests_tenant_id_request_id",
                        columns: x => new { x.tenant_id, x.request_id },
                        principalTable: "person_requests",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_compliance_alerts_tenant_id_kind_alert_key",
                table: "compliance_alerts",
                columns: new[] { "tenant_id", "kind", "alert_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_person_erasures_tenant_id_cleaned_at",
                table: "person_erasures",
                columns: new[] { "tenant_id", "cleaned_at" });

            migrationBuilder.CreateIndex(
                name: "ix_person_request_events_tenant_id_request_id",
                table: "person_request_events",
                columns: new[] { "tenant_id", "request_id" });

            migrationBuilder.CreateIndex(
                name: "ix_person_requests_tenant_id_number",
                table: "person_requests",
                columns: new[] { "tenant_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_person_requests_tenant_id_phone_id",
                table: "person_requests",
                columns: new[] { "tenant_id", "phone_id" });

            migrationBuilder.CreateIndex(
                name: "ix_person_requests_tenant_id_state_due_at",
                table: "person_requests",
                columns: new[] { "tenant_id", "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_suppressed_people_tenant_id_erasing",
                table: "suppressed_people",
                columns: new[] { "tenant_id", "erasing" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "compliance_alerts");

            migrationBuilder.DropTable(
                name: "compliance_settings");

            migrationBuilder.DropTable(
                name: "consent_count_positions");

            migrationBuilder.DropTable(
                name: "consent_counts");

            migrationBuilder.DropTable(
                name: "person_erasures");

            migrationBuilder.DropTable(
                name: "person_request_events");

            migrationBuilder.DropTable(
                name: "suppressed_people");

            migrationBuilder.DropTable(
                name: "person_requests");
        }
    }
}
