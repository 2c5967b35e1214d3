using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>
/// How the last messages of an order ended, in two halves of a window: the one that is being filled and the one before it. Together they are at least the last
/// half of <see cref="Window"/> and at most about all of it.
/// </summary>
public sealed class OrderHealth : ITenantOwned
{
    /// <summary>So many messages that came to an end are looked at together.</summary>
    public const int Window = 200;

    private OrderHealth()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>Came to an end: delivered or failed.</summary>
    public int Settled { get; private set; }

    /// <summary>Failed for a reason that is not about the person.</summary>
    public int Faults { get; private set; }

    /// <summary>Failed with 131026: no WhatsApp, or blocked.</summary>
    public int Unreachable { get; private set; }

    /// <summary>Failed with 131049: kept back by WhatsApp for the person's sake.</summary>
    public int Withheld { get; private set; }

    public int SettledBefore { get; private set; }

    public int FaultsBefore { get; private set; }

    public int UnreachableBefore { get; private set; }

    public int WithheldBefore { get; private set; }

    /// <summary>People who had left when it last paused for that: only those after them count.</summary>
    public int LeaversBase { get; private set; }

    /// <summary>People who had got it then.</summary>
    public int ReachedBase { get; private set; }
}

internal sealed class OrderHealthConfiguration : IEntityTypeConfiguration<OrderHealth>
{
    public void Configure(EntityTypeBuilder<OrderHealth> builder)
    {
        builder.ToTable("order_health");
        builder.HasKey(h => new { h.TenantId, h.OrderId });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(h => new { h.TenantId, h.OrderId }).OnDelete(DeleteBehavior.Restrict);
        foreach (var counter in (string[])[nameof(OrderHealth.Settled), nameof(OrderHealth.Faults), nameof(OrderHealth.Unreachable), nameof(OrderHealth.Withheld),
            nameof(OrderHealth.SettledBefore), nameof(OrderHealth.FaultsBefore), nameof(OrderHealth.UnreachableBefore), nameof(OrderHealth.WithheldBefore),
            nameof(OrderHealth.LeaversBase), nameof(OrderHealth.ReachedBase)])
        {
            builder.Property<int>(counter).HasDefaultValue(0);
        }
    }
}
