using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The last that was heard of a template that is not in the portal: made elsewhere, and waiting to be taken over.</summary>
public sealed class TemplateElsewhere : ITenantOwned
{
    private TemplateElsewhere()
    {
    }

    public TenantId TenantId { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>The platform's id of the translation.</summary>
    public string PlatformId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The platform's code, with an underscore.</summary>
    public string Language { get; private set; } = "";

    /// <summary>The platform's word for what happened, such as <c>APPROVED</c> or <c>GREEN</c>.</summary>
    public string What { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    internal static TemplateElsewhere Create(TenantId tenant, WhatsAppAccountId account, string platformId) => new()
    {
        TenantId = tenant,
        AccountId = account,
        PlatformId = platformId,
    };

    /// <summary>Older news change nothing.</summary>
    internal void Hear(string name, string language, string what, DateTimeOffset at)
    {
        if (at < At) return;
        (Name, Language, What, At) = (Cut(name, 512), Cut(language, 10), Cut(what, 60), at);
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}

internal sealed class TemplateElsewhereConfiguration : IEntityTypeConfiguration<TemplateElsewhere>
{
    public void Configure(EntityTypeBuilder<TemplateElsewhere> builder)
    {
        builder.ToTable("templates_elsewhere");
        builder.HasKey(e => new { e.TenantId, e.AccountId, e.PlatformId });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(e => new { e.TenantId, e.AccountId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.PlatformId).HasMaxLength(40);
        builder.Property(e => e.Name).HasMaxLength(512);
        builder.Property(e => e.Language).HasMaxLength(10);
        builder.Property(e => e.What).HasMaxLength(60);
    }
}
