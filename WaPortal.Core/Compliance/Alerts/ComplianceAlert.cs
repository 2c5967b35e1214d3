using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Alerts;

/// <summary>What somebody should look at.</summary>
public enum AlertKind
{
    /// <summary>The chain of the ledger does not hold.</summary>
    LedgerBroken,

    /// <summary>A request of a person is due soon, or overdue.</summary>
    RequestDue,

    /// <summary>Many people opted out after a campaign.</summary>
    OptOutBurst,

    /// <summary>Checkpoints of the ledger do not reach the place that they are copied to.</summary>
    CopiesWaiting,

    /// <summary>Rows of a list wait for a proof.</summary>
    Quarantine,

    /// <summary>Words that people see lack a required element.</summary>
    WordingIncomplete,

    /// <summary>Nobody has verified the ledger for a month.</summary>
    LedgerUnverified,

    /// <summary>Consents that were given long ago.</summary>
    OldConsent,
}

/// <summary>Whether somebody has looked at it.</summary>
public enum AlertState
{
    Open,
    Seen,
    Done,
}

/// <summary>What the watch found to be so.</summary>
/// <param name="Key">Tells alerts of a kind apart: an id, or "" where there is one only.</param>
/// <param name="Count">How many.</param>
/// <param name="Whole">Of how many; 0 where that says nothing.</param>
/// <param name="Name">What it is about, such as a campaign's name.</param>
public sealed record AlertFinding(AlertKind Kind, string Key, long Count, long Whole = 0, string? Name = null);

/// <summary>Something that somebody should look at. It goes by itself when it is so no more, and comes back open when it is so again.</summary>
public sealed class ComplianceAlert : ITenantOwned
{
    public const int NoteLength = 300;

    private ComplianceAlert()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public AlertKind Kind { get; private set; }

    public string Key { get; private set; } = "";

    public long Count { get; private set; }

    public long Whole { get; private set; }

    public string? Name { get; private set; }

    public AlertState State { get; private set; }

    public DateTimeOffset RaisedAt { get; private set; }

    /// <summary>When it was so no more; null while it is so.</summary>
    public DateTimeOffset? ClearedAt { get; private set; }

    public string? ChangedBy { get; private set; }

    public DateTimeOffset? ChangedAt { get; private set; }

    public string? Note { get; private set; }

    internal static ComplianceAlert Raise(TenantId tenant, AlertFinding finding, DateTimeOffset now)
    {
        var alert = new ComplianceAlert { TenantId = tenant, Id = Guid.CreateVersion7(), Kind = finding.Kind, Key = finding.Key, RaisedAt = now };
        alert.Follow(finding, now);
        return alert;
    }

    /// <summary>It is so, perhaps with other numbers. True when somebody should look again.</summary>
    internal bool Follow(AlertFinding finding, DateTimeOffset now)
    {
        var isNew = ClearedAt is not null;
        if (isNew)
            (ClearedAt, State, RaisedAt, ChangedBy, ChangedAt, Note) = (null, AlertState.Open, now, null, null, null);
        (Count, Whole, Name) = (finding.Count, finding.Whole, finding.Name is { Length: > 200 } name ? name[..200] : finding.Name);
        return isNew;
    }

    internal void Clear(DateTimeOffset now) => ClearedAt = now;

    internal void Move(AlertState to, string? note, string by, DateTimeOffset now) => (State, Note, ChangedBy, ChangedAt) = (to, note, by, now);
}

internal sealed class ComplianceAlertConfiguration : IEntityTypeConfiguration<ComplianceAlert>
{
    public void Configure(EntityTypeBuilder<ComplianceAlert> builder)
    {
        builder.ToTable("compliance_alerts");
        builder.HasKey(a => new { a.TenantId, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.Kind, a.Key }).IsUnique();
        builder.Property(a => a.Key).HasMaxLength(100).HasColumnName("alert_key");
        builder.Property(a => a.Count).HasColumnName("found");
        builder.Property(a => a.Whole).HasColumnName("of_whole");
        builder.Property(a => a.Name).HasMaxLength(200);
        builder.Property(a => a.ChangedBy).HasMaxLength(200);
        builder.Property(a => a.Note).HasMaxLength(ComplianceAlert.NoteLength);
    }
}
