using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// One person's erasure on its way, and afterwards its proof. From its first commit on nothing can be read about the person by the ledger and nothing is sent
/// to them; the rest is searched and erased part by part.
/// </summary>
public sealed class PersonErasure : ITenantOwned
{
    public const int ReasonLength = 200;

    private PersonErasure()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    /// <summary>The number, encrypted, while it is needed to search; null afterwards.</summary>
    public byte[]? Phone { get; private set; }

    /// <summary>The person's ids while they are needed, one behind the other, 32 bytes each; null afterwards.</summary>
    public byte[]? Ids { get; private set; }

    /// <summary>The bare id is not kept either, although the person had opted out.</summary>
    public bool IsComplete { get; private set; }

    public bool HadOptedOut { get; private set; }

    /// <summary>The bare id stays in the suppression list. Known at the end.</summary>
    public bool IsSuppressed { get; private set; }

    /// <summary>Holds no personal data.</summary>
    public string Reason { get; private set; } = "";

    public string By { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the database's log, which keeps what was overwritten, was emptied after the end.</summary>
    public DateTimeOffset? CleanedAt { get; private set; }

    /// <summary>The entry of the consent ledger that tells of it.</summary>
    public long EntrySeq { get; private set; }

    /// <summary>Size of the checkpoint that covers the entry; null until the end.</summary>
    public long? CheckpointSize { get; private set; }

    /// <summary>What was erased, by where.</summary>
    public string CountsJson { get; private set; } = "{}";

    /// <summary>The places that were searched to their end.</summary>
    public string DoneJson { get; private set; } = "[]";

    /// <summary>How far the place that is being searched has come.</summary>
    public string? Position { get; private set; }

    public int Revision { get; private set; }

    public IReadOnlyDictionary<string, int> Counts => JsonSerializer.Deserialize<SortedDictionary<string, int>>(CountsJson)!;

    public IReadOnlyList<string> Done => JsonSerializer.Deserialize<List<string>>(DoneJson)!;

    internal static PersonErasure Create(
        TenantId tenant, Guid id, byte[] phone, IEnumerable<byte[]> ids, bool complete, bool hadOptedOut, string reason, string by, long entry, DateTimeOffset now) => new()
        {
            TenantId = tenant,
            Id = id,
            Phone = phone,
            Ids = [.. ids.SelectMany(i => i)],
            IsComplete = complete,
            HadOptedOut = hadOptedOut,
            Reason = reason,
            By = by,
            EntrySeq = entry,
            StartedAt = now,
        };

    internal void Count(string name, int erased)
    {
        var counts = new SortedDictionary<string, int>(Counts.ToDictionary(), StringComparer.Ordinal);
        counts[name] = counts.GetValueOrDefault(name) + erased;
        CountsJson = JsonSerializer.Serialize(counts);
        Revision++;
    }

    internal void Advance(string name, TraceStep step)
    {
        Count(name, step.Erased);
        Position = step.Position;
        if (step.IsDone)
            DoneJson = JsonSerializer.Serialize(Done.Append(name));
    }

    /// <summary>Searches a place once more.</summary>
    internal void Again(string name)
    {
        (DoneJson, Position) = (JsonSerializer.Serialize(Done.Where(d => d != name)), null);
        Revision++;
    }

    internal void End(bool suppressed, long? checkpoint, DateTimeOffset now)
    {
        (Phone, Ids, Position, IsSuppressed, CheckpointSize, EndedAt) = (null, null, null, suppressed, checkpoint, now);
        Revision++;
    }

    internal void Cleaned(DateTimeOffset now) => CleanedAt = now;
}

internal sealed class PersonErasureConfiguration : IEntityTypeConfiguration<PersonErasure>
{
    public void Configure(EntityTypeBuilder<PersonErasure> builder)
    {
        builder.ToTable("person_erasures");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.CleanedAt });
        builder.Property(e => e.Reason).HasMaxLength(PersonErasure.ReasonLength);
        builder.Property(e => e.By).HasMaxLength(200).HasColumnName("erased_by");
        builder.Property(e => e.Position).HasMaxLength(200);
        builder.Property(e => e.Revision).IsConcurrencyToken();
        builder.Ignore(e => e.Counts);
        builder.Ignore(e => e.Done);
    }
}
