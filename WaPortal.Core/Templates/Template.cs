using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a template, which all its translations share.</summary>
public readonly record struct TemplateId(Guid Value) : IGuidId<TemplateId>
{
    public static TemplateId Create(Guid value) => new(value);

    public static TemplateId New() => new(Guid.CreateVersion7());
}

/// <summary>A template with one name in one account. What it says is in its translations.</summary>
public sealed class Template : ITenantOwned
{
    private Template()
    {
    }

    public TenantId TenantId { get; private set; }

    public TemplateId Id { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>Fixed once a translation was submitted: the platform knows no renaming.</summary>
    public string Name { get; private set; } = "";

    public TemplateCategory Category { get; private set; }

    public ParameterFormat ParameterFormat { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    internal static Template Create(Actor actor, WhatsAppAccountId account, string name, TemplateCategory category, ParameterFormat format, DateTimeOffset now) => new()
    {
        TenantId = actor.Tenant,
        Id = TemplateId.New(),
        AccountId = account,
        Name = name,
        Category = category,
        ParameterFormat = format,
        CreatedBy = actor.Name.Length > 100 ? actor.Name[..100] : actor.Name,
        CreatedAt = now,
        UpdatedAt = now,
    };

    internal void Rename(string name, TemplateCategory category, ParameterFormat format, DateTimeOffset now) =>
        (Name, Category, ParameterFormat, UpdatedAt) = (name, category, format, now);

    internal void Touch(DateTimeOffset now) => UpdatedAt = now;
}

internal sealed class TemplateConfiguration : IEntityTypeConfiguration<Template>
{
    public void Configure(EntityTypeBuilder<Template> builder)
    {
        builder.ToTable("templates");
        builder.HasKey(t => new { t.TenantId, t.Id });
        builder.HasIndex(t => new { t.TenantId, t.AccountId, t.Name }).IsUnique();
        builder.HasIndex(t => new { t.TenantId, t.UpdatedAt });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(t => new { t.TenantId, t.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(t => t.Name).HasMaxLength(TemplateName.MaxLength);
        builder.Property(t => t.CreatedBy).HasMaxLength(100);
    }
}
