namespace WaPortal.Core.OptIns.Phone;

/// <summary>A phone number in E.164 form: a plus sign and 7 to 15 digits, starting with an assigned country code.</summary>
public sealed record PhoneNumber
{
    public const int MaxLength = 16;

    private PhoneNumber(string e164) => E164 = e164;

    public string E164 { get; }

    /// <summary>Takes a number that is in E.164 form already; null when it is not.</summary>
    public static PhoneNumber? TryCreate(string? e164)
    {
        if (e164 is not { Length: >= 8 and <= MaxLength } || e164[0] != '+' || e164.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
            return null;
        return NumberingPlans.Split(e164[1..]) is null ? null : new PhoneNumber(e164);
    }

    /// <summary>As <see cref="TryCreate"/>, where anything else is a bug.</summary>
    public static PhoneNumber Create(string e164) => TryCreate(e164) ?? throw new ArgumentException("Not in E.164 form.", nameof(e164));

    /// <summary>The number with all but country code and the last digits hidden: +44 •••• ••1234.</summary>
    public string Masked()
    {
        var (plan, rest) = NumberingPlans.Split(E164[1..])!.Value;
        var shown = rest.Length >= 8 ? 4 : 2;
        var hidden = rest.Length - shown;
        var dots = new string('•', Math.Min(hidden, 4)) + (hidden > 4 ? " " + new string('•', hidden - 4) : " ");
        return $"+{plan.CallingCode} {dots}{rest[^shown..]}";
    }

    /// <summary>ISO 3166-1 alpha-2 of the country, or null when the calling code belongs to none.</summary>
    public string? Region()
    {
        var (plan, rest) = NumberingPlans.Split(E164[1..])!.Value;
        return (NumberingPlans.OfNumber(plan.CallingCode, rest) ?? plan).Region;
    }

    /// <summary>Never the number itself, so that it cannot slip into a log.</summary>
    public override string ToString() => Masked();
}
