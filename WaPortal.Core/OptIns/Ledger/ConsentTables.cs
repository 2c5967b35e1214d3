using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Whether a person may be written to.</summary>
public enum ConsentChoice
{
    OptedIn,
    OptedOut,
}

/// <summary>
/// The person behind ledger entries. Erasing a person destroys this row with its key: the chain stays whole, the evidence unreadable.
/// </summary>
internal sealed class ConsentSubject : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>Random, so that it says nothing about the person.</summary>
    public Guid Id { get; private set; }

    public byte[] PhoneId { get; private set; } = [];

    /// <summary>The subject's own key, encrypted under the tenant's key for personal data.</summary>
    public byte[] WrappedKey { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>One event in the chain. Written by <see cref="ConsentLedger"/> only; the database refuses to change or delete it.</summary>
internal sealed class ConsentLedgerEntry : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>1, 2, 3 … without gaps.</summary>
    public long Seq { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>See <see cref="ConsentKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    /// <summary>Binds the entry to a number without telling it: HMAC under the subject's key.</summary>
    public byte[] SubjectCommit { get; private set; } = [];

    /// <summary>Encrypted under the subject's key.</summary>
    public byte[] Evidence { get; private set; } = [];

    /// <summary>SHA-256 of <see cref="Evidence"/>, as it went into the chain.</summary>
    public byte[] EvidenceHash { get; private set; } = [];

    public string Actor { get; private set; } = "";

    /// <summary>The chain's head before this entry.</summary>
    public byte[] PrevChain { get; private set; } = [];

    public byte[] EntryHash { get; private set; } = [];

    /// <summary>The chain's head with this entry.</summary>
    public byte[] ChainHash { get; private set; } = [];
}

/// <summary>Where a tenant's chain ends. Its row is the gate that all appends pass one by one.</summary>
internal sealed class ConsentChainHead : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public long Seq { get; private set; }

    public byte[] ChainHash { get; private set; } = [];
}

/// <summary>Something outside that was recorded once (a wamid, a webhook event), so that it is never recorded twice.</summary>
internal sealed class ConsentSourceKey : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public string Key { get; private set; } = "";

    public long Seq { get; private set; }
}

/// <summary>
/// What a person's consent is now: a projection of the ledger. The columns <c>tenant_id, phone_id, purpose, state, entry_seq</c> are
/// public for the claim in Delivery and the audience in Campaigns; no row means that the person never agreed.
/// </summary>
internal sealed class ConsentState : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public byte[] PhoneId { get; private set; } = [];

    public ConsentPurpose Purpose { get; private set; }

    public ConsentChoice State { get; private set; }

    /// <summary>The entry that made it so.</summary>
    public long EntrySeq { get; private set; }

    /// <summary>When the choice was made (not when it was recorded); never goes back.</summary>
    public DateTimeOffset ChangedAt { get; private set; }
}

internal sealed class ConsentSubjectConfiguration : IEntityTypeConfiguration<ConsentSubject>
{
    public void Configure(EntityTypeBuilder<ConsentSubject> builder)
    {
        builder.ToTable("consent_subjects");
        builder.HasKey(s => new { s.TenantId, s.Id });
        builder.HasIndex(s => new { s.TenantId, s.PhoneId }).IsUnique();
    }
}

internal sealed class ConsentLedgerConfiguration : IEntityTypeConfiguration<ConsentLedgerEntry>
{
    public void Configure(EntityTypeBuilder<ConsentLedgerEntry> builder)
    {
        builder.ToTable("consent_ledger");
        builder.HasKey(e => new { e.TenantId, e.Seq });
        builder.Property(e => e.Seq).ValueGeneratedNever();
        builder.Property(e => e.Kind).HasMaxLength(60);
        builder.Property(e => e.Actor).HasMaxLength(200);
        builder.HasIndex(e => new { e.TenantId, e.PrevChain }).IsUnique();
        builder.HasIndex(e => new { e.TenantId, e.SubjectId, e.Seq });
    }
}

internal sealed class ConsentChainHeadConfiguration : IEntityTypeConfiguration<ConsentChainHead>
{
    public void Configure(EntityTypeBuilder<ConsentChainHead> builder)
    {
        builder.ToTable("consent_chain_heads");
        builder.HasKey(h => h.TenantId);
    }
}

internal sealed class ConsentSourceKeyConfiguration : IEntityTypeConfiguration<ConsentSourceKey>
{
    public void Configure(EntityTypeBuilder<ConsentSourceKey> builder)
    {
        builder.ToTable("consent_source_keys");
        builder.HasKey(k => new { k.TenantId, k.Key });
        builder.Property(k => k.Key).HasMaxLength(300).HasColumnName("source_key");
    }
}

internal sealed class ConsentStateConfiguration : IEntityTypeConfiguration<ConsentState>
{
    public void Configure(EntityTypeBuilder<ConsentState> builder)
    {
        builder.ToTable("consent_states");
        builder.HasKey(s => new { s.TenantId, s.PhoneId, s.Purpose });
        // For counting: who can be reached, and who opted out since when.
        builder.HasIndex(s => new { s.TenantId, s.Purpose, s.State, s.ChangedAt });
    }
}

/// <summary>Lets the database itself refuse changes to the ledger.</summary>
internal sealed class ConsentLedgerTriggers : ISchemaScript
{
    public IEnumerable<string> Statements(bool isPostgres) => AppendOnlyTable.Statements("consent_ledger", "the consent ledger is append-only", isPostgres);
}
