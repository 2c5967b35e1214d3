using System.ComponentModel.DataAnnotations;

namespace WaPortal.Core.Tenancy;

/// <summary>Section <c>Tenancy</c>.</summary>
public sealed class TenancyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Tenancy";

    /// <summary>How long a closed enterprise can be reopened before it is destroyed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ErrorMessage = "Tenancy:ClosingGrace must be between 0 and 3650 days.")]
    public TimeSpan ClosingGrace { get; set; } = TimeSpan.FromDays(30);
}
