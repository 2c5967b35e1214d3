using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>The id of a run; sorts by time.</summary>
public readonly record struct JobRunId(Guid Value) : IGuidId<JobRunId>
{
    public static JobRunId Create(Guid value) => new(value);
}

/// <summary>One run of a job, of whatever enterprise: ids and times only, so that those who run the installation see no enterprise's data.</summary>
public sealed class JobRecord
{
    private JobRecord()
    {
    }

    public JobRunId Id { get; private set; }

    public string Job { get; private set; } = "";

    /// <summary>For which enterprise. Not the owner of this row, which belongs to the installation.</summary>
    public TenantId ForTenant { get; private set; }

    public Guid Subject { get; private set; }

    public int Attempt { get; private set; }

    /// <summary>The process that runs it.</summary>
    public Guid Node { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When its process last said that it still runs.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Null while it runs.</summary>
    public JobEnding? Ending { get; private set; }

    public string? Reason { get; private set; }

    internal static JobRecord Create(JobStart run, Guid node) => new()
    {
        Id = new JobRunId(run.Id),
        Job = run.Job,
        ForTenant = run.Tenant,
        Subject = run.Subject,
        Attempt = run.Attempt,
        Node = node,
        StartedAt = run.At,
        SeenAt = run.At,
    };
}

internal sealed class JobRecordConfiguration : IEntityTypeConfiguration<JobRecord>
{
    public const int ReasonLength = 200;

    public void Configure(EntityTypeBuilder<JobRecord> builder)
    {
        builder.ToTable("job_runs");
        builder.HasKey(r => r.Id);
        builder.HasIndex(r => r.StartedAt);
        builder.HasIndex(r => r.EndedAt);
        builder.Property(r => r.Job).HasMaxLength(60);
        builder.Property(r => r.Reason).HasMaxLength(ReasonLength);
    }
}
