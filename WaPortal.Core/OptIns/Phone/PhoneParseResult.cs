namespace WaPortal.Core.OptIns.Phone;

/// <summary>What a text that should be a phone number turned out to be.</summary>
public abstract record PhoneParseResult
{
    private PhoneParseResult()
    {
    }

    /// <summary>A number in a range that is in use.</summary>
    /// <param name="E164">With plus sign.</param>
    /// <param name="Region">ISO 3166-1 alpha-2; null for calling codes of no region.</param>
    public sealed record Valid(string E164, string? Region) : PhoneParseResult;

    /// <summary>A number of a possible length in a range that nobody uses, as far as the numbering plan knows.</summary>
    /// <param name="E164">With plus sign.</param>
    /// <param name="Region">As in <see cref="Valid"/>.</param>
    /// <param name="FitsPlan">Whether first digits and length go together in its country; ranges kept for fiction do, truncated numbers mostly don't.</param>
    public sealed record Possible(string E164, string? Region, bool FitsPlan) : PhoneParseResult;

    /// <summary>Not a phone number.</summary>
    /// <param name="Code">Stable: phone.empty, phone.damaged, phone.not_a_number, phone.no_country, phone.unknown_country, phone.too_short, phone.too_long, phone.length.</param>
    /// <param name="Words">A sentence for the person who supplied it; never holds the number.</param>
    public sealed record Invalid(string Code, string Words) : PhoneParseResult;
}
