using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of an entry in a template's timeline.</summary>
public readonly record struct TemplateEventId(Guid Value) : IGuidId<TemplateEventId>
{
    public static TemplateEventId Create(Guid value) => new(value);
}

/// <summary>One thing that happened to a template: what, who, why, when.</summary>
public sealed class TemplateEvent : ITenantOwned
{
    private TemplateEvent()
    {
    }

    public TenantId TenantId { get; private set; }

    public TemplateEventId Id { get; private set; }

    public TemplateId TemplateId { get; private set; }

    /// <summary>Null: the template as a whole.</summary>
    public string? Language { get; private set; }

    /// <summary>Such as <c>submitted</c>, <c>approved</c>, <c>quality</c>.</summary>
    public string What { get; private set; } = "";

    /// <summary>A person's name, or WhatsApp.</summary>
    public string Who { get; private set; } = "";

    public string? Why { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal static TemplateEvent Create(TemplateTranslation translation, string what, string who, string? why, DateTimeOffset now) =>
        Create(translation.TenantId, translation.TemplateId, translation.Language, what, who, why, now);

    internal static TemplateEvent Create(TenantId tenant, TemplateId template, string? language, string what, string who, string? why, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = new TemplateEventId(OrderedIds.Next()),
        TemplateId = template,
        Language = language,
        What = what,
        Who = who.Length > 100 ? who[..100] : who,
        Why = why is { Length: > 1000 } ? why[..1000] : why,
        At = now,
    };
}

internal sealed class TemplateEventConfiguration : IEntityTypeConfiguration<TemplateEvent>
{
    public void Configure(EntityTypeBuilder<TemplateEvent> builder)
    {
        builder.ToTable("template_events");
        builder.HasKey(e => new { e.TenantId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.TemplateId, e.At });
        builder.HasOne<Template>().WithMany().HasForeignKey(e => new { e.TenantId, e.TemplateId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.Language).HasMaxLength(10);
        builder.Property(e => e.What).HasMaxLength(60);
        builder.Property(e => e.Who).HasMaxLength(100);
        builder.Property(e => e.Why).HasMaxLength(1000);
    }
}
