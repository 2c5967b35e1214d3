using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WaPortal.Core.Tenancy;

/// <summary>Whether an enterprise may work.</summary>
public enum TenantStatus
{
    /// <summary>People sign in, campaigns send.</summary>
    Active,

    /// <summary>Nobody signs in and nothing sends; what comes in (opt-outs, statuses) is still taken.</summary>
    Suspended,

    /// <summary>As suspended, and after its time of grace everything is destroyed. Until then it can be reopened.</summary>
    Closed,

    /// <summary>Its keys are destroyed, so nothing of it can be read any more; its rows are being deleted. There is no way back.</summary>
    Erasing,

    /// <summary>Nothing is left but its name, so that the platform's record stays readable and its Enterprise ID is not given to somebody else.</summary>
    Erased,
}

/// <summary>An enterprise. People name it by its Enterprise ID when they sign in.</summary>
public sealed partial class Tenant
{
    /// <summary>Longest Enterprise ID, in characters.</summary>
    public const int EnterpriseIdLength = 40;

    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 100;

    private Tenant()
    {
    }

    public TenantId Id { get; private set; }

    /// <summary>What people type at sign-in: 2 to 40 of <c>a-z</c>, <c>0-9</c> and inner hyphens; unique.</summary>
    public string EnterpriseId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>IANA name of the zone in which the enterprise sees times.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>ISO 3166 region that a phone number without country code is read in.</summary>
    public string DefaultRegion { get; private set; } = "";

    /// <summary>WhatsApp language codes that its templates are usually written in, the source language first.</summary>
    public string[] Languages { get; private set; } = [];

    public TenantStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the status last changed; null while it never did.</summary>
    public DateTimeOffset? StatusChangedAt { get; private set; }

    /// <summary>When a closed enterprise is destroyed.</summary>
    public DateTimeOffset? EraseAt { get; private set; }

    /// <summary>A new, active enterprise, or what is wrong with the values (by property name).</summary>
    public static (Tenant? Tenant, IReadOnlyDictionary<string, string> Errors) TryCreate(
        string enterpriseId, string name, string timeZone, string defaultRegion, IReadOnlyList<string> languages, DateTimeOffset now)
    {
        enterpriseId = enterpriseId.Trim().ToLowerInvariant();
        var tenant = new Tenant { Id = TenantId.New(), EnterpriseId = enterpriseId, CreatedAt = now };
        var errors = tenant.Describe(name, timeZone, defaultRegion, languages);
        if (!EnterpriseIdPattern().IsMatch(enterpriseId))
            errors[nameof(EnterpriseId)] = "Use 2 to 40 lower-case letters, digits and hyphens, with a letter or digit at both ends.";
        return (errors.Count == 0 ? tenant : null, errors);
    }

    /// <summary>Changes what it is called and how it works, or says what is wrong (by property name) and changes nothing.</summary>
    public IReadOnlyDictionary<string, string> TryEdit(string name, string timeZone, string defaultRegion, IReadOnlyList<string> languages) =>
        Describe(name, timeZone, defaultRegion, languages);

    /// <summary>Active → suspended.</summary>
    public bool TrySuspend(DateTimeOffset now) => TryMove(Status == TenantStatus.Active, TenantStatus.Suspended, now);

    /// <summary>Suspended → active.</summary>
    public bool TryResume(DateTimeOffset now) => TryMove(Status == TenantStatus.Suspended, TenantStatus.Active, now);

    /// <summary>Active or suspended → closed; destroyed after the grace.</summary>
    public bool TryClose(TimeSpan grace, DateTimeOffset now)
    {
        if (!TryMove(Status is TenantStatus.Active or TenantStatus.Suspended, TenantStatus.Closed, now))
            return false;
        EraseAt = now + grace;
        return true;
    }

    /// <summary>Closed → suspended, while its keys are there; somebody then looks and resumes it.</summary>
    public bool TryReopen(DateTimeOffset now)
    {
        if (!TryMove(Status == TenantStatus.Closed, TenantStatus.Suspended, now))
            return false;
        EraseAt = null;
        return true;
    }

    /// <summary>Closed → erasing, once the grace is over.</summary>
    internal bool TryBeginErasure(DateTimeOffset now) => TryMove(Status == TenantStatus.Closed && EraseAt <= now, TenantStatus.Erasing, now);

    /// <summary>Erasing → erased, when no row is left.</summary>
    internal bool TryEndErasure(DateTimeOffset now) => TryMove(Status == TenantStatus.Erasing, TenantStatus.Erased, now);

    private bool TryMove(bool allowed, TenantStatus to, DateTimeOffset now)
    {
        if (!allowed)
            return false;
        (Status, StatusChangedAt) = (to, now);
        return true;
    }

    private Dictionary<string, string> Describe(string name, string timeZone, string defaultRegion, IReadOnlyList<string> languages)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        name = name.Trim();
        if (name.Length is 0 or > NameLength)
            errors[nameof(Name)] = "Give a name of 1 to 100 characters.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
            errors[nameof(TimeZone)] = $"\"{timeZone}\" is not a time zone; use an IANA name such as Europe/London.";
        if (defaultRegion.Length != 2 || !defaultRegion.All(char.IsAsciiLetterUpper))
            errors[nameof(DefaultRegion)] = "Choose the country that numbers without a country code belong to.";
        if (languages.Count == 0)
            errors[nameof(Languages)] = "Choose at least one language.";
        if (errors.Count == 0)
            (Name, TimeZone, DefaultRegion, Languages) = (name, timeZone, defaultRegion, [.. languages.Distinct(StringComparer.Ordinal)]);
        return errors;
    }

    /// <summary>Its zone.</summary>
    public TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$")]
    private static partial Regex EnterpriseIdPattern();
}

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.EnterpriseId).HasMaxLength(Tenant.EnterpriseIdLength);
        builder.HasIndex(t => t.EnterpriseId).IsUnique();
        builder.Property(t => t.Name).HasMaxLength(Tenant.NameLength);
        builder.Property(t => t.TimeZone).HasMaxLength(60);
        builder.Property(t => t.DefaultRegion).HasMaxLength(2);
    }
}
