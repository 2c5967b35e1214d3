using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>
/// Where one link of a campaign leads. Its id follows from campaign, place and target, so a row never changes: who changes the target makes another link, and what was sent leads where it
/// was meant to.
/// </summary>
public sealed class TrackedLink : ITenantOwned
{
    /// <summary>Longest name of a place, in characters.</summary>
    public const int PlaceLength = 120;

    private TrackedLink()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary><see cref="IdOf"/>.</summary>
    public long Id { get; private set; }

    /// <summary>The campaign's order; also of links in its test messages, which leave in another one.</summary>
    public SendOrderId OrderId { get; private set; }

    /// <summary>The variable that it stands in, such as <c>button0.1</c>.</summary>
    public string Place { get; private set; } = "";

    /// <summary>As <see cref="LinkTarget"/> reads it.</summary>
    public string Target { get; private set; } = "";

    /// <summary>The id of a link: the first eight bytes of a SHA-256 over what it is.</summary>
    public static long IdOf(SendOrderId campaign, string place, string target) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{campaign.Value:N}\0{place}\0{target}")));

    /// <summary>Keeps the targets, in the transaction that writes the first messages that lead there. Said again, nothing changes.</summary>
    public static async Task KeepAsync(PortalDbContext db, SendOrderId campaign, IEnumerable<(string Place, string Target)> links, CancellationToken token)
    {
        foreach (var (place, target) in links)
        {
            await db.ExecuteSqlAsync(
                "INSERT INTO tracked_links (tenant_id, id, order_id, place, target) VALUES (@tenant, @id, @order, @place, @target) ON CONFLICT (tenant_id, id) DO NOTHING",
                token, ("@tenant", db.TenantId), ("@id", IdOf(campaign, place, target)), ("@order", campaign), ("@place", place), ("@target", target));
        }
    }
}

internal sealed class TrackedLinkConfiguration : IEntityTypeConfiguration<TrackedLink>
{
    public void Configure(EntityTypeBuilder<TrackedLink> builder)
    {
        builder.ToTable("tracked_links");
        builder.HasKey(l => new { l.TenantId, l.Id });
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Place).HasMaxLength(TrackedLink.PlaceLength);
        builder.Property(l => l.Target).HasMaxLength(LinkTarget.MostCharacters);
    }
}
