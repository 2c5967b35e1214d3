using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Core.OptIns.Import;

/// <summary>Reads a phone number of a list more kindly than one that is typed: nobody is there to ask.</summary>
internal static class ListPhone
{
    private const int FewestDigits = 8;

    /// <summary>E.164 and region, or the fault. "00" counts as plus in every country, and a number that is whole with its country code is taken so.</summary>
    public static (string? E164, string? Region, PhoneParseResult.Invalid? Fault) Read(string text, string? region)
    {
        var result = PhoneNumberParser.Parse(text, region);
        if (Taken(result) is { E164: not null } taken)
            return taken;
        var clean = PhoneText.Clean(text);
        if (clean.Length > 0 && clean[0] != '+' && PhoneText.LooksLikeNumber(clean))
        {
            var digits = PhoneText.Digits(clean);
            var international = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits.Length >= 11 && digits[0] != '0' ? digits : null;
            if (international is not null && Taken(PhoneNumberParser.Parse("+" + international, region)) is { E164: not null } whole)
                return whole;
        }

        return (null, null, result as PhoneParseResult.Invalid ?? NotValid);
    }

    private static (string? E164, string? Region, PhoneParseResult.Invalid? Fault) Taken(PhoneParseResult result) => result switch
    {
        PhoneParseResult.Valid valid when LongEnough(valid.E164) => (valid.E164, valid.Region, null),
        PhoneParseResult.Possible { FitsPlan: true } possible when LongEnough(possible.E164) => (possible.E164, possible.Region, null),
        _ => default,
    };

    private static bool LongEnough(string e164) => e164.Length > FewestDigits && e164.Length <= PhoneNumber.MaxLength;

    private static readonly PhoneParseResult.Invalid NotValid = new("phone.not_valid", "The phone number is not valid in its country: digits are missing, too many or wrong.");
}
