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

/// <summary>One thing that somebody did: who, what, where from, when, with which result. Never passwords, codes, tokens, numbers or texts.</summary>
public sealed class AuditEvent : ITenantOwned
{
    private AuditEvent()
    {
    }

    public TenantId TenantId { get; private set; }

    public AuditEventId Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public UserId? UserId { get; private set; }

    public string Actor { get; private set; } = "";

    public string? Session { get; private set; }

    public string? Address { get; private set; }

    /// <summary>What was done, such as <c>campaign.started</c>.</summary>
    public string Event { get; private set; } = "";

    /// <summary>The id of what it was done to.</summary>
    public string Target { get; private set; } = "";

    /// <summary><c>ok</c>, <c>refused</c> or <c>failed</c>.</summary>
    public string Result { get; private set; } = "";

    public string? Reason { get; private set; }

    internal static AuditEvent Create(Actor actor, string @event, string target, string result, string? reason, DateTimeOffset now) => new()
    {
        TenantId = actor.Tenant,
        Id = new AuditEventId(Guid.CreateVersion7(now)),
        At = now,
        UserId = actor.UserId,
        Actor = Printable(actor.Name, 100),
        Session = actor.Session,
        Address = actor.Address,
        Event = @event,
        Target = Printable(target, 100),
        Result = result,
        Reason = reason is null ? null : Printable(reason, 500),
    };

    // A line break or control character in a value must not make one event look like two.
    internal static string Printable(string text, int length)
    {
        var safe = string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return safe.Length <= length ? safe : safe[..length];
    }
}

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.At });
        builder.Property(e => e.Actor).HasMaxLength(100);
        builder.Property(e => e.Session).HasMaxLength(20);
        builder.Property(e => e.Address).HasMaxLength(45);
        builder.Property(e => e.Event).HasMaxLength(60);
        builder.Property(e => e.Target).HasMaxLength(100);
        builder.Property(e => e.Result).HasMaxLength(20);
        builder.Property(e => e.Reason).HasMaxLength(500);
    }
}
