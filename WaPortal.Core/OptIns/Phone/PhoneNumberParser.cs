namespace WaPortal.Core.OptIns.Phone;

/// <summary>
/// Reads phone numbers as people type them and as spreadsheets leave them. Follows the way of Google's libphonenumber: prefix for
/// going abroad, calling code, national prefix, region among those that share a code, then length and range.
/// </summary>
public static class PhoneNumberParser
{
    private const int LongestText = 250;
    private const int ShortestNational = 2;
    private const int LongestNational = 17;

    /// <summary>Reads one number.</summary>
    /// <param name="input">The text, however it is written.</param>
    /// <param name="region">ISO 3166-1 alpha-2 of the country in which a number without a country code lies; null or unknown when there is none.</param>
    public static PhoneParseResult Parse(string input, string? region)
    {
        if (string.IsNullOrWhiteSpace(input))
            return Empty;
        if (input.Length > LongestText)
            return TooLong;
        var clean = PhoneText.Clean(input);
        if (clean.Length == 0)
            return Empty;
        if (PhoneText.IsDamagedBySpreadsheet(clean))
            return Damaged;
        if (!PhoneText.LooksLikeNumber(clean))
            return NotANumber;

        var plan = NumberingPlans.OfRegion(region);
        var result = ParseClean(clean, plan);
        if (!Fits(result) && WithoutTrunkZero(clean) is { } shorter && ParseClean(shorter, plan) is var better && Fits(better))
            return better;
        return result;
    }

    private static bool Fits(PhoneParseResult result) => result is PhoneParseResult.Valid or PhoneParseResult.Possible { FitsPlan: true };

    private static PhoneParseResult ParseClean(string clean, NumberingPlan? region)
    {
        var digits = PhoneText.Digits(clean);
        if (clean[0] == '+')
            return International(digits);
        if (region is null)
        {
            if (digits.StartsWith("00", StringComparison.Ordinal))
                return International(digits[2..]);
            return International(digits) is var complete && Fits(complete) ? complete : NoCountry;
        }

        if (region.WithoutGoingAbroadPrefix(digits) is { } abroad)
            return International(abroad);
        return IsWrittenWithoutPlus(digits, region)
            ? National(digits[region.CallingCode.Length..], NumberingPlans.OfCallingCode(region.CallingCode)!, null)
            : National(digits, region, region);
    }

    private static PhoneParseResult International(string digits) =>
        digits.Length == 0 || digits[0] == '0' || NumberingPlans.Split(digits) is not { } split
            ? UnknownCountry
            : National(split.National, split.Plan, null);

    private static PhoneParseResult National(string digits, NumberingPlan plan, NumberingPlan? given)
    {
        var national = Significant(digits, plan);
        if (national.Length < ShortestNational)
            return TooShort;
        if (national.Length > LongestNational)
            return TooLong;
        var owner = NumberingPlans.OfNumber(plan.CallingCode, national) ?? given;
        var rules = owner ?? NumberingPlans.OfCallingCode(plan.CallingCode)!;
        var e164 = $"+{plan.CallingCode}{national}";
        if (rules.Exists(national))
            return new PhoneParseResult.Valid(e164, owner?.Region);
        return rules.CheckLength(national) switch
        {
            NumberLength.Possible => new PhoneParseResult.Possible(e164, owner?.Region, rules.MatchesPattern(national)),
            NumberLength.TooShort => TooShort,
            NumberLength.TooLong => TooLong,
            NumberLength.Between => WrongLength
        };
    }

    /// <summary>The national significant number: the prefix is taken off only where what remains can still be a number.</summary>
    private static string Significant(string digits, NumberingPlan plan)
    {
        var shorter = plan.WithoutNationalPrefix(digits);
        if (shorter == digits || (plan.MatchesPattern(digits) && !plan.MatchesPattern(shorter)))
            return digits;
        var rules = NumberingPlans.OfNumber(plan.CallingCode, shorter) ?? plan;
        return rules.CheckLength(shorter) is NumberLength.TooShort or NumberLength.Between ? digits : shorter;
    }

    private static bool IsWrittenWithoutPlus(string digits, NumberingPlan region)
    {
        if (!digits.StartsWith(region.CallingCode, StringComparison.Ordinal))
            return false;
        var asNational = Significant(digits, region);
        var asInternational = Significant(digits[region.CallingCode.Length..], region);
        return (!region.MatchesPattern(asNational) && region.MatchesPattern(asInternational))
               || region.CheckLength(asNational) == NumberLength.TooLong;
    }

    /// <summary>"+44 (0)7700…": the bracketed zero is dialled only inside the country.</summary>
    private static string? WithoutTrunkZero(string clean)
    {
        var at = clean.IndexOf("(0)", StringComparison.Ordinal);
        return at > 0 && (clean[0] == '+' || clean.StartsWith("00", StringComparison.Ordinal)) ? clean.Remove(at, 3) : null;
    }

    private static readonly PhoneParseResult.Invalid Empty = new("phone.empty", "There is no phone number.");
    private static readonly PhoneParseResult.Invalid Damaged = new("phone.damaged", "The number was damaged by a spreadsheet: digits are lost. Format the column as text and export again.");
    private static readonly PhoneParseResult.Invalid NotANumber = new("phone.not_a_number", "This is not a phone number.");
    private static readonly PhoneParseResult.Invalid NoCountry = new("phone.no_country", "The number has no country code, and no country was chosen for such numbers.");
    private static readonly PhoneParseResult.Invalid UnknownCountry = new("phone.unknown_country", "The number starts with a country code that is not assigned.");
    private static readonly PhoneParseResult.Invalid TooShort = new("phone.too_short", "The phone number is too short for its country.");
    private static readonly PhoneParseResult.Invalid TooLong = new("phone.too_long", "The phone number is too long for its country.");
    private static readonly PhoneParseResult.Invalid WrongLength = new("phone.length", "No phone number of this length exists in its country.");
}
