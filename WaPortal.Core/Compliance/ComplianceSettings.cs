using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance;

/// <summary>What an enterprise wants to be warned of, and by when it answers.</summary>
/// <param name="RequestMonths">Months in which a request of a person is answered (GDPR Art. 12(3): one).</param>
/// <param name="WarnDays">Days before a deadline at which it is told.</param>
/// <param name="BurstPerMille">Opt-outs after a campaign that are told, in a thousand delivered messages.</param>
/// <param name="BurstLeast">Fewer opt-outs than this are never told.</param>
/// <param name="OldMonths">Months after which a consent counts as old.</param>
public sealed record ComplianceChoices(int RequestMonths = 1, int WarnDays = 7, int BurstPerMille = 20, int BurstLeast = 5, int OldMonths = 24)
{
    /// <summary>What is wrong, by property; empty when it can be saved.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        Check(nameof(RequestMonths), RequestMonths, 1, 3);
        Check(nameof(WarnDays), WarnDays, 1, 28);
        Check(nameof(BurstPerMille), BurstPerMille, 1, 1000);
        Check(nameof(BurstLeast), BurstLeast, 1, 10_000);
        Check(nameof(OldMonths), OldMonths, 1, 240);
        return errors;

        void Check(string name, int value, int least, int most)
        {
            if (value < least || value > most)
                errors[name] = FormattableString.Invariant($"Choose a number from {least} to {most}.");
        }
    }
}

/// <summary>The choices of an enterprise; no row means that it has left them as they are.</summary>
internal sealed class ComplianceSettings : ITenantOwned
{
    private ComplianceSettings()
    {
    }

    public TenantId TenantId { get; private set; }

    public int RequestMonths { get; private set; }

    public int WarnDays { get; private set; }

    public int BurstPerMille { get; private set; }

    public int BurstLeast { get; private set; }

    public int OldMonths { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public ComplianceChoices Choices => new(RequestMonths, WarnDays, BurstPerMille, BurstLeast, OldMonths);

    public static ComplianceSettings Create(TenantId tenant) => new() { TenantId = tenant };

    public void Change(ComplianceChoices to, string by, DateTimeOffset now) =>
        (RequestMonths, WarnDays, BurstPerMille, BurstLeast, OldMonths, ChangedBy, ChangedAt) = (to.RequestMonths, to.WarnDays, to.BurstPerMille, to.BurstLeast, to.OldMonths, by, now);

    /// <summary>What holds in the context's enterprise.</summary>
    public static async Task<ComplianceChoices> ReadAsync(DbContext db, CancellationToken token) =>
        (await db.Set<ComplianceSettings>().AsNoTracking().FirstOrDefaultAsync(token))?.Choices ?? new ComplianceChoices();
}

internal sealed class ComplianceSettingsConfiguration : IEntityTypeConfiguration<ComplianceSettings>
{
    public void Configure(EntityTypeBuilder<ComplianceSettings> builder)
    {
        builder.ToTable("compliance_settings");
        builder.HasKey(s => s.TenantId);
        builder.Property(s => s.ChangedBy).HasMaxLength(200);
        builder.Ignore(s => s.Choices);
    }
}
