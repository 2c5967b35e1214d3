using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>The id of a card that an enterprise brought itself.</summary>
public readonly record struct RateCardId(Guid Value) : IGuidId<RateCardId>
{
    public static RateCardId Create(Guid value) => new(value);
}

/// <summary>A card that an enterprise brought itself. It is never changed: a newer one takes its place, or it is withdrawn; both stay on record.</summary>
public sealed class RateCardRow : ITenantOwned
{
    internal const int SourceLength = 200;

    private RateCardRow()
    {
    }

    public TenantId TenantId { get; private set; }

    public RateCardId Id { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    public string Currency { get; private set; } = "";

    public string Source { get; private set; } = "";

    /// <summary>The rates by market as JSON.</summary>
    public string RatesJson { get; private set; } = "";

    public string ImportedBy { get; private set; } = "";

    public DateTimeOffset ImportedAt { get; private set; }

    /// <summary>When it was withdrawn; null while it holds.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; private set; }

    internal static RateCardRow Create(TenantId tenant, RateCard card, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new RateCardId(Guid.CreateVersion7(now)),
        ValidFrom = card.ValidFrom,
        Currency = card.Currency,
        Source = card.Source,
        RatesJson = JsonSerializer.Serialize(card.Markets),
        ImportedBy = by,
        ImportedAt = now,
    };

    /// <summary>Takes it out of use; false where it was withdrawn before.</summary>
    internal bool TryWithdraw(string by, DateTimeOffset now)
    {
        if (WithdrawnAt is not null)
            return false;
        (WithdrawnAt, WithdrawnBy) = (now, by);
        return true;
    }

    internal RateCard ToCard() => new(Id, ValidFrom, Currency, Source, JsonSerializer.Deserialize<Dictionary<string, MarketRates>>(RatesJson)!);
}

internal sealed class RateCardConfiguration : IEntityTypeConfiguration<RateCardRow>
{
    public void Configure(EntityTypeBuilder<RateCardRow> builder)
    {
        builder.ToTable("rate_cards");
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(c => c.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.Property(c => c.Source).HasMaxLength(RateCardRow.SourceLength);
        builder.Property(c => c.ImportedBy).HasMaxLength(100);
        builder.Property(c => c.WithdrawnBy).HasMaxLength(100);
    }
}
