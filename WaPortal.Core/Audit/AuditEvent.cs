using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>The id of an audit event.</summary>
public readonly record struct AuditEventId(Guid Value) : IGuidId<AuditEventId>
{
    public static AuditEventId Create(Guid value) => new(value);
}

/// <summary>Something that was done in an enterprise.</summary>
public sealed class AuditEvent : TrailEvent, ITenantOwned
{
    private AuditEvent()
    {
    }

    public TenantId TenantId { get; private set; }

    public AuditEventId Id { get; private set; }

    internal override string Trail => TenantId.ToString();

    internal static AuditEvent Create(Actor actor, string @event, string target, string result, string? reason, DateTimeOffset now)
    {
        var created = new AuditEvent { TenantId = actor.Tenant, Id = new AuditEventId(Guid.CreateVersion7(now)) };
        created.Fill(actor, @event, target, result, reason, now);
        return created;
    }
}

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.At });
        builder.HasIndex(e => new { e.TenantId, e.Event, e.Seq });
        builder.HasIndex(e => new { e.TenantId, e.UserId, e.Seq });
        TrailEvent.Configure(builder);
    }
}
