using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>The id of a platform event.</summary>
public readonly record struct PlatformEventId(Guid Value) : IGuidId<PlatformEventId>
{
    public static PlatformEventId Create(Guid value) => new(value);
}

/// <summary>Something that happened before or outside any enterprise: an address that was turned away, set-up, a change of the platform's networks.</summary>
public sealed class PlatformEvent
{
    private PlatformEvent()
    {
    }

    public PlatformEventId Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Event { get; private set; } = "";

    public string Target { get; private set; } = "";

    public string Result { get; private set; } = "";

    public string? Reason { get; private set; }

    internal static PlatformEvent Create(string @event, string target, string result, string? reason, DateTimeOffset now) => new()
    {
        Id = new PlatformEventId(Guid.CreateVersion7(now)),
        At = now,
        Event = @event,
        Target = AuditEvent.Printable(target, 100),
        Result = result,
        Reason = reason is null ? null : AuditEvent.Printable(reason, 500),
    };
}

internal sealed class PlatformEventConfiguration : IEntityTypeConfiguration<PlatformEvent>
{
    public void Configure(EntityTypeBuilder<PlatformEvent> builder)
    {
        builder.ToTable("platform_events");
        builder.HasKey(e => e.Id);
        builder.HasIndex(e => e.At);
        builder.Property(e => e.Event).HasMaxLength(60);
        builder.Property(e => e.Target).HasMaxLength(100);
        builder.Property(e => e.Result).HasMaxLength(20);
        builder.Property(e => e.Reason).HasMaxLength(500);
    }
}
