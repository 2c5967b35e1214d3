using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
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

    /// <summary>What it opened is being taken back.</summary>
    Undoing,

    /// <summary>What it opened was taken back; the ledger tells of both.</summary>
    Undone,
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

    /// <summary>The sheet of a workbook that was chosen; null for the first visible one.</summary>
    public string? Sheet { get; private set; }

    public string? PlanJson { get; private set; }

    /// <summary>The name of the list that the people go to; made when it is missing.</summary>
    public string? ListName { get; private set; }

    public OptInListId? ListId { get; private set; }

    /// <summary>Records that are done: counts and rows are those of the records up to here.</summary>
    public int Position { get; private set; }

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    /// <summary>Of the rejected: rows that lack nothing but a proof and wait for one.</summary>
    public int Quarantined { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>Of the accepted: people who had opted out later than the list says they agreed; they stay opted out.</summary>
    public int KeptOut { get; private set; }

    /// <summary>Records in the file, counted by the preview; null before.</summary>
    public int? Records { get; private set; }

    /// <summary>Which plan was to be checked over the whole file last; see <see cref="PlanKey(ImportPlan, ImportOpening)"/>.</summary>
    public string? CheckWanted { get; private set; }

    /// <summary>Which plan the report is about.</summary>
    public string? CheckKey { get; private set; }

    /// <summary>Records that the check under way has read.</summary>
    public int CheckPosition { get; private set; }

    public string? ReportJson { get; private set; }

    /// <summary>First and last entry that it appended to the ledger; others may lie between. Null before the first.</summary>
    public long? FirstEntry { get; private set; }

    public long? LastEntry { get; private set; }

    /// <summary>The proof that rows in quarantine are being completed with, encrypted; null when no completion is under way.</summary>
    public byte[]? Completion { get; private set; }

    public string? CompletedBy { get; private set; }

    /// <summary>Line up to which the completion has come.</summary>
    public int CompletionPosition { get; private set; }

    public string? UndoneBy { get; private set; }

    public DateTimeOffset? UndoneAt { get; private set; }

    /// <summary>Entry up to which the undo has come.</summary>
    public long UndoPosition { get; private set; }

    /// <summary>Opt-ins that the undo took back.</summary>
    public int Withdrawn { get; private set; }

    /// <summary>When what was rejected or in quarantine was deleted; null while it is kept.</summary>
    public DateTimeOffset? RowsDeletedAt { get; private set; }

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

    /// <summary>The report of the last check over the whole file, if it was about the plan as it is now.</summary>
    public ImportReport? Report => ReportJson is not null && CheckKey == PlanKey(PlanJson, Encoding, Sheet) ? JsonSerializer.Deserialize<ImportReport>(ReportJson) : null;

    public ImportOpening Opening => new(Encoding, Sheet);

    public bool IsOpen => Status is ListImportStatus.Uploaded or ListImportStatus.Mapped or ListImportStatus.Ready;

    /// <summary>Keeps how the list is to be read; false when it was started already.</summary>
    public bool TryPlan(ImportPlan plan, ImportOpening opening, string? listName)
    {
        if (!IsOpen)
            return false;
        PlanJson = JsonSerializer.Serialize(plan);
        (Encoding, Sheet) = (opening.Encoding, opening.Sheet);
        ListName = string.IsNullOrWhiteSpace(listName) ? null : listName.Trim();
        Status = plan.Problems().Count == 0 && (plan.IsSuppression || ListName is { Length: <= OptInList.NameLength }) ? ListImportStatus.Ready : ListImportStatus.Mapped;
        return true;
    }

    /// <summary>Tells plans apart by all that decides about a record.</summary>
    public static string PlanKey(ImportPlan plan, ImportOpening opening) => PlanKey(JsonSerializer.Serialize(plan), opening.Encoding, opening.Sheet);

    /// <summary>Asks for a check of a plan over the whole file.</summary>
    internal void WantCheck(string key)
    {
        if (CheckWanted != key)
            (CheckWanted, CheckPosition) = (key, 0);
    }

    internal void GiveUpCheck() => CheckWanted = CheckKey;

    internal void CheckedSoFar(int records) => CheckPosition = records;

    internal void Checked(string key, ImportReport report)
    {
        (CheckWanted, CheckKey, CheckPosition, Records) = (key, key, report.Records, report.Records);
        ReportJson = JsonSerializer.Serialize(report);
    }

    private static string PlanKey(string? planJson, ImportEncoding? encoding, string? sheet) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{planJson}\0{encoding}\0{sheet}")));

    public bool TryStart(OptInListId? list, DateTimeOffset now)
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

    internal void Advance(ImportTally tally, AppendResult appended)
    {
        Position += tally.Records;
        Accepted += tally.Accepted;
        Rejected += tally.Rejected;
        Quarantined += tally.Quarantined;
        Duplicates += tally.Records - tally.Accepted - tally.Rejected;
        KeptOut += tally.KeptOut;
        Appended(appended);
    }

    /// <summary>Begins to complete what is in quarantine; false when there is nothing, or something else is under way.</summary>
    internal bool TryComplete(byte[] proof, string by)
    {
        if (Status is not (ListImportStatus.Finished or ListImportStatus.Cancelled or ListImportStatus.Failed) || Quarantined == 0 || Completion is not null)
            return false;
        (Completion, CompletedBy, CompletionPosition) = (proof, by, 0);
        return true;
    }

    internal void AdvanceCompletion(int line, ImportTally tally, AppendResult appended)
    {
        CompletionPosition = line;
        Rejected -= tally.Records - tally.Rejected;
        Quarantined -= tally.Records;
        Accepted += tally.Accepted;
        Duplicates += tally.Records - tally.Accepted - tally.Rejected;
        KeptOut += tally.KeptOut;
        Appended(appended);
    }

    internal void EndCompletion() => Completion = null;

    /// <summary>Leaves the rows in quarantine rejected for good.</summary>
    internal bool TryDropQuarantine()
    {
        if (Quarantined == 0 || Completion is not null)
            return false;
        Quarantined = 0;
        return true;
    }

    internal bool TryUndo(string by)
    {
        if (Status is not (ListImportStatus.Finished or ListImportStatus.Cancelled or ListImportStatus.Failed) || StartedAt is null || Completion is not null || Plan is { IsSuppression: true })
            return false;
        (Status, UndoneBy, UndoPosition) = (ListImportStatus.Undoing, by, (FirstEntry ?? 1) - 1);
        return true;
    }

    internal void AdvanceUndo(long entry, int withdrawn)
    {
        UndoPosition = entry;
        Withdrawn += withdrawn;
    }

    internal void EndUndo(DateTimeOffset now) => (Status, UndoneAt) = (ListImportStatus.Undone, now);

    internal void DeletedRows(DateTimeOffset now) => (RowsDeletedAt, Quarantined) = (now, 0);

    private void Appended(AppendResult appended)
    {
        if (appended.Entries == 0)
            return;
        FirstEntry ??= appended.Last - appended.Entries + 1;
        LastEntry = appended.Last;
    }

    /// <summary>Its file is gone; what it was is told. An import that has ended stays as it is.</summary>
    internal void GiveUp(string words, DateTimeOffset now)
    {
        if (IsOpen)
            (Status, EndedAt, Failure) = (ListImportStatus.Cancelled, now, words);
    }

    internal void Finish(DateTimeOffset now) => (Status, EndedAt, Records) = (ListImportStatus.Finished, now, Position);

    internal void Fail(string words, DateTimeOffset now) => (Status, EndedAt, Failure) = (ListImportStatus.Failed, now, words);
}

/// <summary>What became of a row that lacks nothing but a proof.</summary>
public enum QuarantineState
{
    /// <summary>A proof may still be given for it.</summary>
    Waiting,

    /// <summary>It was taken in with a proof that was given later.</summary>
    Completed,
}

/// <summary>What a batch of records came to.</summary>
internal sealed record ImportTally(int Records, int Accepted, int Rejected, int Quarantined, int KeptOut);

/// <summary>A record that was not taken, for the download of rejects.</summary>
internal sealed class ImportReject : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public ListImportId ImportId { get; private set; }

    public int Line { get; private set; }

    public string? ColumnHeader { get; private set; }

    /// <summary>Null for a row that is rejected for good.</summary>
    public QuarantineState? Quarantine { get; private set; }

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
        builder.Property(i => i.Sheet).HasMaxLength(200);
        builder.Property(i => i.CheckWanted).HasMaxLength(64);
        builder.Property(i => i.CheckKey).HasMaxLength(64);
        builder.Property(i => i.CompletedBy).HasMaxLength(200);
        builder.Property(i => i.UndoneBy).HasMaxLength(200);
        builder.Ignore(i => i.Plan);
        builder.Ignore(i => i.Report);
        builder.Ignore(i => i.Opening);
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
