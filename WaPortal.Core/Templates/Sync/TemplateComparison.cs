using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The last comparison of an account's templates with the portal's, and when the next one is due.</summary>
public sealed class TemplateComparison : ITenantOwned
{
    /// <summary>The time between two comparisons, without the spread.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(6);

    // Accounts that were connected together must not be asked together for ever.
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private TemplateComparison()
    {
    }

    public TenantId TenantId { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>When the last whole one was made.</summary>
    public DateTimeOffset? ComparedAt { get; private set; }

    /// <summary>Templates that the account held then, all languages of a name together.</summary>
    public int Templates { get; private set; }

    /// <summary>Translations that had changed at the platform.</summary>
    public int Changed { get; private set; }

    /// <summary>Translations that were made elsewhere and seen for the first time.</summary>
    public int Found { get; private set; }

    /// <summary>Translations of the portal that were gone.</summary>
    public int Gone { get; private set; }

    /// <summary>When somebody asked for one that has not been made yet.</summary>
    public DateTimeOffset? RequestedAt { get; private set; }

    /// <summary>Why the last attempt failed, for people; null when it did not.</summary>
    public string? Fault { get; private set; }

    public DateTimeOffset? FailedAt { get; private set; }

    /// <summary>Attempts that failed one after the other.</summary>
    public int Failures { get; private set; }

    /// <summary>When the next one is due.</summary>
    public DateTimeOffset NextAt { get; private set; }

    internal static TemplateComparison Create(TenantId tenant, WhatsAppAccountId account, DateTimeOffset now) => new() { TenantId = tenant, AccountId = account, NextAt = now };

    internal void Request(DateTimeOffset now) => (RequestedAt, NextAt) = (now, now);

    /// <summary>A webhook told of something that only a comparison explains; however many tell, the account is asked once in a while.</summary>
    internal void AskSoon(DateTimeOffset now)
    {
        if (Failures > 0) return;
        var soon = ComparedAt is { } last && last + Apart > now ? last + Apart : now;
        if (soon < NextAt) NextAt = soon;
    }

    internal void Finish(int templates, int changed, int found, int gone, DateTimeOffset now)
    {
        (Templates, Changed, Found, Gone, ComparedAt) = (templates, changed, found, gone, now);
        (Fault, FailedAt, Failures, RequestedAt) = (null, null, 0, null);
        NextAt = now + Every + Spread * (AccountId.Value.ToByteArray()[15] / 256.0);
    }

    internal void Fail(string fault, TimeSpan? wait, DateTimeOffset now)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(Failures, 7));
        if (pause > Every) pause = Every;
        if (wait > pause) pause = wait.Value;
        (Fault, FailedAt, RequestedAt) = (fault.Length > 500 ? fault[..500] : fault, now, null);
        Failures++;
        NextAt = now + pause;
    }
}

internal sealed class TemplateComparisonConfiguration : IEntityTypeConfiguration<TemplateComparison>
{
    public void Configure(EntityTypeBuilder<TemplateComparison> builder)
    {
        builder.ToTable("template_comparisons");
        builder.HasKey(c => new { c.TenantId, c.AccountId });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(c => new { c.TenantId, c.AccountId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(c => c.Fault).HasMaxLength(500);
    }
}
