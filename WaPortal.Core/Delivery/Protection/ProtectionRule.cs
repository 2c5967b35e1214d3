using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>When campaigns of an enterprise pause by themselves, and what they leave to single messages.</summary>
/// <param name="FaultPercent">Failures that are not about the person, of the last messages that came to an end.</param>
/// <param name="UnreachablePercent">The same for people without WhatsApp, or who blocked the number (131026).</param>
/// <param name="WithheldPercent">The same for messages that WhatsApp keeps from people who get many offers (131049).</param>
/// <param name="LeaversPerMille">People who stop messages within a day, or seem to block the number, of those who got the campaign; in thousandths.</param>
/// <param name="KeptPercent">Part of a messaging limit that campaigns leave to single messages.</param>
public sealed record ProtectionChoices(int FaultPercent, int UnreachablePercent, int WithheldPercent, int LeaversPerMille, int KeptPercent)
{
    /// <summary>What holds where nobody chose.</summary>
    public static readonly ProtectionChoices Default = new(10, 20, 20, 20, 1);

    /// <summary>What is wrong with it, in sentences.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Between(FaultPercent, 1, 100, "The share of failures goes from 1 to 100 %.");
        Between(UnreachablePercent, 1, 100, "The share of people who cannot be reached goes from 1 to 100 %.");
        Between(WithheldPercent, 1, 100, "The share of messages that WhatsApp holds back goes from 1 to 100 %.");
        Between(LeaversPerMille, 1, 1000, "The share of people who leave goes from 0.1 to 100 %.");
        Between(KeptPercent, 0, 50, "The part of the limit that is kept for single messages goes from 0 to 50 %.");
        return problems;

        void Between(int value, int least, int most, string words)
        {
            if (value < least || value > most)
                problems.Add(words);
        }
    }
}

/// <summary>The choices of one enterprise. Without this row the defaults hold.</summary>
public sealed class ProtectionRule : ITenantOwned
{
    private ProtectionRule()
    {
    }

    public TenantId TenantId { get; private set; }

    public int FaultPercent { get; private set; }

    public int UnreachablePercent { get; private set; }

    public int WithheldPercent { get; private set; }

    public int LeaversPerMille { get; private set; }

    public int KeptPercent { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public ProtectionChoices Choices => new(FaultPercent, UnreachablePercent, WithheldPercent, LeaversPerMille, KeptPercent);

    internal static ProtectionRule Create(TenantId tenant) => new() { TenantId = tenant };

    internal void Choose(ProtectionChoices c, string by, DateTimeOffset now) =>
        (FaultPercent, UnreachablePercent, WithheldPercent, LeaversPerMille, KeptPercent, ChangedBy, ChangedAt) =
            (c.FaultPercent, c.UnreachablePercent, c.WithheldPercent, c.LeaversPerMille, c.KeptPercent, by.Length > 100 ? by[..100] : by, now);

    internal static async Task<ProtectionChoices> ReadAsync(PortalDbContext db, CancellationToken token) =>
        (await db.Set<ProtectionRule>().AsNoTracking().FirstOrDefaultAsync(token))?.Choices ?? ProtectionChoices.Default;
}

internal sealed class ProtectionRuleConfiguration : IEntityTypeConfiguration<ProtectionRule>
{
    public void Configure(EntityTypeBuilder<ProtectionRule> builder)
    {
        builder.ToTable("protection_rules");
        builder.HasKey(r => r.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(r => r.Choices);
        builder.Property(r => r.ChangedBy).HasMaxLength(100);
    }
}
