using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WaPortal.Core.Access;

/// <summary>A network from which the installation may be reached at all. What is in no such network gets one refusal and nothing else.</summary>
public sealed class PlatformNetwork : AllowedNetwork
{
    private PlatformNetwork()
    {
    }

    internal static PlatformNetwork Create(NetworkRange range, string label, DateTimeOffset? until, string addedBy, DateTimeOffset now)
    {
        var network = new PlatformNetwork();
        network.Fill(range, label, until, addedBy, now);
        return network;
    }
}

internal sealed class PlatformNetworkConfiguration : IEntityTypeConfiguration<PlatformNetwork>
{
    public void Configure(EntityTypeBuilder<PlatformNetwork> builder)
    {
        builder.ToTable("platform_networks");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Range).HasMaxLength(60);
        builder.Property(n => n.Label).HasMaxLength(AllowedNetwork.LabelLength);
        builder.Property(n => n.AddedBy).HasMaxLength(100);
    }
}
