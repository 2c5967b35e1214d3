using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WaPortal.Core.Data.Restores;

/// <summary>
/// This database was set back to an earlier state. A backup carries the row with it, so that whoever starts on it, by the verb or with a file
/// that was put into its place by hand, is made careful before anything is served.
/// </summary>
public sealed class Restoration
{
    private Restoration()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Up to when the database knows what happened.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>When nothing went on by itself any more; null while that is still to be done.</summary>
    public DateTimeOffset? MarkedAt { get; private set; }

    internal static Restoration Of(DateTimeOffset takenAt) => new() { Id = Guid.CreateVersion7(), TakenAt = takenAt };

    internal void Mark(DateTimeOffset now) => MarkedAt = now;
}

internal sealed class RestorationConfiguration : IEntityTypeConfiguration<Restoration>
{
    public void Configure(EntityTypeBuilder<Restoration> builder)
    {
        builder.ToTable("restorations");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
    }
}
