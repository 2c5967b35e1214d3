using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;

namespace WaPortal.Core.Access;

/// <summary>The id of an allowed network.</summary>
public readonly record struct PlatformNetworkId(Guid Value) : IGuidId<PlatformNetworkId>
{
    public static PlatformNetworkId Create(Guid value) => new(value);
}

/// <summary>A network from which the installation may be reached at all. What is in no such network gets one refusal and nothing else.</summary>
public sealed class PlatformNetwork
{
    /// <summary>Longest label, in characters.</summary>
    public const int LabelLength = 100;

    private PlatformNetwork()
    {
    }

    public PlatformNetworkId Id { get; private set; }

    /// <summary>In CIDR form.</summary>
    public string Range { get; private set; } = "";

    /// <summary>What people call it, such as "Madrid office".</summary>
    public string Label { get; private set; } = "";

    /// <summary>Null: until it is removed.</summary>
    public DateTimeOffset? Until { get; private set; }

    public string AddedBy { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    internal static PlatformNetwork Create(NetworkRange range, string label, DateTimeOffset? until, string addedBy, DateTimeOffset now) => new()
    {
        Id = new PlatformNetworkId(Guid.CreateVersion7(now)),
        Range = range.ToString(),
        Label = label,
        Until = until,
        AddedBy = addedBy,
        AddedAt = now,
    };
}

internal sealed class PlatformNetworkConfiguration : IEntityTypeConfiguration<PlatformNetwork>
{
    public void Configure(EntityTypeBuilder<PlatformNetwork> builder)
    {
        builder.ToTable("platform_networks");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Range).HasMaxLength(60);
        builder.Property(n => n.Label).HasMaxLength(PlatformNetwork.LabelLength);
        builder.Property(n => n.AddedBy).HasMaxLength(100);
    }
}
