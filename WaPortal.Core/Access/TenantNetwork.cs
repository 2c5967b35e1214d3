using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>A network from which the people of one enterprise may work, once they have signed in. It narrows the platform's list and never widens it.</summary>
public sealed class TenantNetwork : AllowedNetwork, ITenantOwned
{
    private TenantNetwork()
    {
    }

    public TenantId TenantId { get; private set; }

    internal static TenantNetwork Create(TenantId tenant, NetworkRange range, string label, DateTimeOffset? until, string addedBy, DateTimeOffset now)
    {
        var network = new TenantNetwork { TenantId = tenant };
        network.Fill(range, label, until, addedBy, now);
        return network;
    }
}

internal sealed class TenantNetworkConfiguration : IEntityTypeConfiguration<TenantNetwork>
{
    public void Configure(EntityTypeBuilder<TenantNetwork> builder)
    {
        builder.ToTable("tenant_networks");
        builder.HasKey(n => new { n.TenantId, n.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(n => n.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(n => n.Range).HasMaxLength(60);
        builder.Property(n => n.Label).HasMaxLength(AllowedNetwork.LabelLength);
        builder.Property(n => n.AddedBy).HasMaxLength(100);
    }
}
