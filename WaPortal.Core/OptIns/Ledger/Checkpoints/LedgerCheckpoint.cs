using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>A seal on the ledger up to an entry.</summary>
internal sealed class LedgerCheckpoint : ITenantOwned
{
    private LedgerCheckpoint()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Number of entries sealed.</summary>
    public long Size { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The signed text (<see cref="CheckpointNote"/>).</summary>
    public string Note { get; private set; } = "";

    /// <summary>The state of the hash tree, from which the next checkpoint goes on.</summary>
    public byte[] Subtrees { get; private set; } = [];

    /// <summary>When it had arrived at every place that the settings name; null while it has not.</summary>
    public DateTimeOffset? CopiedAt { get; private set; }

    /// <summary>What went wrong with the last copy; null for nothing.</summary>
    public string? CopyFault { get; private set; }

    public static LedgerCheckpoint Create(TenantId tenant, CheckpointNote note, byte[] subtrees) =>
        new() { TenantId = tenant, Size = note.Size, At = note.At, Note = note.ToString(), Subtrees = subtrees };

    public void Copied(DateTimeOffset at) => (CopiedAt, CopyFault) = (at, null);

    public void NotCopied(string fault) => CopyFault = fault.Length > 500 ? fault[..500] : fault;
}

internal sealed class LedgerCheckpointConfiguration : IEntityTypeConfiguration<LedgerCheckpoint>
{
    public void Configure(EntityTypeBuilder<LedgerCheckpoint> builder)
    {
        builder.ToTable("ledger_checkpoints");
        builder.HasKey(c => new { c.TenantId, c.Size });
        builder.Property(c => c.Size).ValueGeneratedNever();
        builder.Property(c => c.Note).HasMaxLength(2000);
        builder.Property(c => c.CopyFault).HasMaxLength(500);
    }
}
