using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Segments;

public readonly record struct SegmentId(Guid Value) : IGuidId<SegmentId>
{
    public static SegmentId Create(Guid value) => new(value);

    public static SegmentId New() => new(Guid.CreateVersion7());
}

/// <summary>Conditions under a name. Who fits is asked anew each time; being in a segment is no consent.</summary>
public sealed class Segment : ITenantOwned
{
    public const int NameLength = 100;

    private Segment()
    {
    }

    public TenantId TenantId { get; private set; }

    public SegmentId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>See <see cref="SegmentText"/>.</summary>
    public string MatchJson { get; private set; } = "";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Counts changes, so that a second tab does not overwrite the first unseen.</summary>
    public int Version { get; private set; }

    internal static Segment Create(TenantId tenant, string name, SegmentGroup match, string by, DateTimeOffset now)
    {
        var segment = new Segment { TenantId = tenant, Id = SegmentId.New(), CreatedBy = by, CreatedAt = now };
        segment.Change(name, match, by, now);
        return segment;
    }

    internal void Change(string name, SegmentGroup match, string by, DateTimeOffset now)
    {
        (Name, MatchJson, ChangedBy, ChangedAt) = (name, SegmentText.Write(match), by, now);
        Version++;
    }
}

internal sealed class SegmentConfiguration : IEntityTypeConfiguration<Segment>
{
    public void Configure(EntityTypeBuilder<Segment> builder)
    {
        builder.ToTable("segments");
        builder.HasKey(s => new { s.TenantId, s.Id });
        builder.HasIndex(s => new { s.TenantId, s.Name }).IsUnique();
        builder.Property(s => s.Name).HasMaxLength(Segment.NameLength);
        builder.Property(s => s.CreatedBy).HasMaxLength(200);
        builder.Property(s => s.ChangedBy).HasMaxLength(200);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
