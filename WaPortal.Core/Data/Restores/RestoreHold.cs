using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data.Restores;

/// <summary>
/// Keeps an enterprise from sending anything after the database was set back: opt-outs and sent messages of the time in between are not known here. Open until
/// a person lifts it.
/// </summary>
public sealed class RestoreHold : ITenantOwned
{
    private RestoreHold()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>The <see cref="Restoration"/>.</summary>
    public Guid Id { get; private set; }

    /// <summary>Up to when the database knows what happened.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    public DateTimeOffset RestoredAt { get; private set; }

    /// <summary>What was kept from going on, one sentence a line.</summary>
    public string Notes { get; private set; } = "";

    /// <summary>Null while nothing is sent.</summary>
    public DateTimeOffset? LiftedAt { get; private set; }

    public string? LiftedBy { get; private set; }

    internal static RestoreHold Create(TenantId tenant, Guid id, SetBack setBack, IEnumerable<string> notes) => new()
    {
        TenantId = tenant,
        Id = id,
        TakenAt = setBack.TakenAt,
        RestoredAt = setBack.RestoredAt,
        Notes = string.Join('\n', notes),
    };

    internal void Lift(string by, DateTimeOffset now) => (LiftedBy, LiftedAt) = (by.Length > 100 ? by[..100] : by, now);
}

internal sealed class RestoreHoldConfiguration : IEntityTypeConfiguration<RestoreHold>
{
    public void Configure(EntityTypeBuilder<RestoreHold> builder)
    {
        builder.ToTable("restore_holds");
        builder.HasKey(h => new { h.TenantId, h.Id });
        builder.Property(h => h.Notes).HasMaxLength(4_000);
        builder.Property(h => h.LiftedBy).HasMaxLength(100);
    }
}

/// <summary>Asks inside a transaction how the context's enterprise stands after a restore.</summary>
internal static class RestoreHolds
{
    /// <summary>Whether nothing may be sent.</summary>
    public static Task<bool> IsOpenAsync(PortalDbContext db, CancellationToken token) => db.Set<RestoreHold>().AnyAsync(h => h.LiftedAt == null, token);

    /// <summary>The last one, open or not; null where the database was never set back.</summary>
    public static Task<RestoreHold?> NewestAsync(PortalDbContext db, CancellationToken token) =>
        db.Set<RestoreHold>().OrderByDescending(h => h.RestoredAt).FirstOrDefaultAsync(token);
}
