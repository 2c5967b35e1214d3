using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>The id of a platform event.</summary>
public readonly record struct PlatformEventId(Guid Value) : IGuidId<PlatformEventId>
{
    public static PlatformEventId Create(Guid value) => new(value);
}

/// <summary>Something that happened before or outside any enterprise: an address that was turned away, set-up, a change of the platform's networks.</summary>
public sealed class PlatformEvent : TrailEvent
{
    private PlatformEvent()
    {
    }

    public PlatformEventId Id { get; private set; }

    internal override string Trail => "platform";

    internal static PlatformEvent Create(Actor? actor, string @event, string target, string result, string? reason, DateTimeOffset now)
    {
        var created = new PlatformEvent { Id = new PlatformEventId(Guid.CreateVersion7(now)) };
        created.Fill(actor, @event, target, result, reason, now);
        return created;
    }
}

internal sealed class PlatformEventConfiguration : IEntityTypeConfiguration<PlatformEvent>
{
    public void Configure(EntityTypeBuilder<PlatformEvent> builder)
    {
        builder.ToTable("platform_events");
        builder.HasKey(e => e.Id);
        builder.HasIndex(e => e.At);
        TrailEvent.Configure(builder);
    }
}
