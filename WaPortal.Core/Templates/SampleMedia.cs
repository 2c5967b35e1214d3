using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a sample file.</summary>
public readonly record struct SampleMediaId(Guid Value) : IGuidId<SampleMediaId>
{
    public static SampleMediaId Create(Guid value) => new(value);
}

/// <summary>A file that shows reviewers (and the preview) what a media header looks like. Its bytes are in the tenant's directory, under a random name.</summary>
public sealed class SampleMedia : ITenantOwned
{
    private SampleMedia()
    {
    }

    public TenantId TenantId { get; private set; }

    public SampleMediaId Id { get; private set; }

    /// <summary>As the person's computer called it; only ever shown.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>By the content, not by the name.</summary>
    public string MimeType { get; private set; } = "";

    public HeaderKind Kind { get; private set; }

    /// <summary>Bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Name within the tenant's directory of samples.</summary>
    public string StoredName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    internal static SampleMedia Create(Actor actor, string fileName, string mimeType, HeaderKind kind, long length, string storedName, DateTimeOffset now) => new()
    {
        TenantId = actor.Tenant,
        Id = new SampleMediaId(Guid.CreateVersion7(now)),
        FileName = fileName,
        MimeType = mimeType,
        Kind = kind,
        Length = length,
        StoredName = storedName,
        CreatedAt = now,
    };
}

internal sealed class SampleMediaConfiguration : IEntityTypeConfiguration<SampleMedia>
{
    public void Configure(EntityTypeBuilder<SampleMedia> builder)
    {
        builder.ToTable("template_sample_media");
        builder.HasKey(m => new { m.TenantId, m.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(m => m.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(m => m.FileName).HasMaxLength(200);
        builder.Property(m => m.MimeType).HasMaxLength(60);
        builder.Property(m => m.StoredName).HasMaxLength(60);
    }
}
