using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

public readonly record struct ListImportId(Guid Value) : IGuidId<ListImportId>
{
    public static ListImportId Create(Guid value) => new(value);

    public static ListImportId New() => new(Guid.CreateVersion7());
}

/// <summary>How far an import has come.</summary>
public enum ListImportStatus
{
    /// <summary>The file is here.</summary>
    Uploaded,

    /// <summary>A plan was saved that cannot be carried out yet.</summary>
    Mapped,

    /// <summary>The plan is complete.</summary>
    Ready,

    Running,

    Finished,

    /// <summary>The file could not be read to its end; what was imported stays.</summary>
    Failed,

    /// <summary>Stopped by a person; what was imported stays.</summary>
    Cancelled,
}

/// <summary>An uploaded list on its way into contacts and ledger.</summary>
public sealed class ListImport : ITenantOwned
{
    private ListImport()
    {
    }

    public TenantId TenantId { get; private set; }

    public ListImportId Id { get; private set; }

    /// <summary>As the person's computer called it; shown, never used as a path.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>Its random name in the tenant's directory.</summary>
    public string StoredName { get; private set; } = "";

    public string Sha256 { get; private set; } = "";

    public long Bytes { get; private set; }

    public ListImportStatus Status { get; private set; }

    public ImportEncoding? Encoding { get; private set; }

    public string? PlanJson { get; private set; }

    /// <summary>The name of the list that the people go to; made when it is missing.</summary>
    public string? ListName { get; private set; }

    public OptInListId? ListId { get; private set; }

    /// <summary>Records that are done: counts and rows are those of the records up to here.</summary>
    public int Position { get; private set; }

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>Of the accepted: people who had opted out later than the list says they agreed; they stay opted out.</summary>
    public int KeptOut { get; private set; }

    /// <summary>Records in the file, counted by the preview; null before.</summary>
    public int? Records { get; private set; }

    public string? Failure { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The time against which "future" is judged, so that a resumed import decides the same.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static ListImport Create(TenantId tenant, string fileName, string storedName, string sha256, long bytes, string by, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = ListImportId.New(),
        FileName = fileName.Length <= 200 ? fileName : fileName[^200..],
        StoredName = storedName,
        Sha256 = sha256,
        Bytes = bytes,
        Status = ListImportStatus.Uploaded,
        CreatedBy = by,
        CreatedAt = now,
    };

    public ImportPlan? Plan => PlanJson is null ? null : JsonSerializer.Deserialize<ImportPlan>(PlanJson);

    public bool IsOpen => Status is ListImportStatus.Uploaded or ListImportStatus.Mapped or ListImportStatus.Ready;

    /// <summary>Keeps how the list is to be read; false when it was started already.</summary>
    public bool TryPlan(ImportPlan plan, ImportEncoding? encoding, string? listName)
    {
        if (!IsOpen)
            return false;
        PlanJson = JsonSerializer.Serialize(plan);
        Encoding = encoding;
        ListName = string.IsNullOrWhiteSpace(listName) ? null : listName.Trim();
        Status = plan.Problems().Count == 0 && ListName is { Length: <= OptInList.NameLength } ? ListImportStatus.Ready : ListImportStatus.Mapped;
        return true;
    }

    public void Counted(int records) => Records = records;

    public bool TryStart(OptInListId list, DateTimeOffset now)
    {
        if (Status != ListImportStatus.Ready)
            return false;
        (ListId, StartedAt, Status) = (list, now, ListImportStatus.Running);
        return true;
    }

    public bool TryCancel(DateTimeOffset now)
    {
        if (!IsOpen && Status != ListImportStatus.Running)
            return false;
        (Status, EndedAt) = (ListImportStatus.Cancelled, now);
        return true;
    }

    internal void Advance(int records, int accepted, int rejected, int duplicates, int keptOut)
    {
        Position += records;
        Accepted += accepted;
        Rejected += rejected;
        Duplicates += duplicates;
        KeptOut += keptOut;
    }

    internal void Finish(DateTimeOffset now) => (Status, EndedAt, Records) = (ListImportStatus.Finished, now, Position);

    internal void Fail(string words, DateTimeOffset now) => (Status, EndedAt, Failure) = (ListImportStatus.Failed, now, words);
}

/// <summary>A record that was not taken, for the download of rejects.</summary>
internal sealed class ImportReject : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public ListImportId ImportId { get; private set; }

    public int Line { get; private set; }

    public string? ColumnHeader { get; private set; }

    public string Code { get; private set; } = "";

    public string Words { get; private set; } = "";

    /// <summary>The cells as a JSON array, encrypted: they hold numbers and names.</summary>
    public byte[] Cells { get; private set; } = [];
}

internal sealed class ListImportConfiguration : IEntityTypeConfiguration<ListImport>
{
    public void Configure(EntityTypeBuilder<ListImport> builder)
    {
        builder.ToTable("list_imports");
        builder.HasKey(i => new { i.TenantId, i.Id });
        builder.HasIndex(i => new { i.TenantId, i.Sha256 });
        builder.HasIndex(i => new { i.TenantId, i.Status });
        builder.Property(i => i.FileName).HasMaxLength(200);
        builder.Property(i => i.StoredName).HasMaxLength(60);
        builder.Property(i => i.Sha256).HasMaxLength(64);
        builder.Property(i => i.ListName).HasMaxLength(OptInList.NameLength);
        builder.Property(i => i.CreatedBy).HasMaxLength(200);
        // Two runs of the job at once: the second to save a batch finds another position and undoes its rows.
        builder.Property(i => i.Position).IsConcurrencyToken();
        builder.Property(i => i.Status).IsConcurrencyToken();
        builder.Ignore(i => i.Plan);
        builder.Ignore(i => i.IsOpen);
    }
}

internal sealed class ImportRejectConfiguration : IEntityTypeConfiguration<ImportReject>
{
    public void Configure(EntityTypeBuilder<ImportReject> builder)
    {
        builder.ToTable("import_rejects");
        builder.HasKey(r => new { r.TenantId, r.ImportId, r.Line });
        builder.HasOne<ListImport>().WithMany().HasForeignKey(r => new { r.TenantId, r.ImportId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.ColumnHeader).HasMaxLength(1000);
        builder.Property(r => r.Code).HasMaxLength(60);
    }
}
