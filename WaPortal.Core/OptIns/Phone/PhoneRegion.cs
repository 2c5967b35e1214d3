using System.Globalization;

namespace WaPortal.Core.OptIns.Phone;

/// <summary>A country that numbers without a country code may be read as.</summary>
/// <param name="Code">ISO 3166-1 alpha-2.</param>
/// <param name="CallingCode">Without the plus.</param>
public sealed record PhoneRegion(string Code, string CallingCode)
{
    /// <summary>All countries, by code.</summary>
    public static IReadOnlyList<PhoneRegion> All { get; } =
        [.. NumberingPlans.Regions.Where(p => p.Region is { Length: 2 }).Select(p => new PhoneRegion(p.Region!, p.CallingCode))];

    /// <summary>In English, or the code where the system knows no name.</summary>
    public string EnglishName
    {
        get
        {
            try
            {
                return new RegionInfo(Code).EnglishName;
            }
            catch (ArgumentException)
            {
                return Code;
            }
        }
    }
}
