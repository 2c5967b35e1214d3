namespace WaPortal.Core.OptIns.Phone;

/// <summary>All numbering plans, from the table beside this file (figures of Google's libphonenumber, see NOTICE).</summary>
internal static class NumberingPlans
{
    private static readonly Dictionary<string, NumberingPlan> ByRegion = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, NumberingPlan[]> ByCallingCode = new(StringComparer.Ordinal);

    static NumberingPlans()
    {
        using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream("WaPortal.Core.OptIns.Phone.numbering-plans.tsv")!;
        using var reader = new StreamReader(stream);
        var plans = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(NumberingPlan.Read).ToList();
        foreach (var plan in plans.Where(p => p.Region is not null))
            ByRegion.Add(plan.Region!, plan);
        // The main region of a shared code is asked first; the others in the order of the table.
        foreach (var shared in plans.GroupBy(p => p.CallingCode))
            ByCallingCode.Add(shared.Key, [.. shared.OrderByDescending(p => p.IsMain)]);
    }

    /// <summary>Regions with a calling code, in alphabetical order.</summary>
    public static IEnumerable<NumberingPlan> Regions => ByRegion.Values.OrderBy(p => p.Region, StringComparer.Ordinal);

    public static NumberingPlan? OfRegion(string? region) => region is not null && ByRegion.TryGetValue(region, out var plan) ? plan : null;

    public static NumberingPlan? OfCallingCode(string code) => ByCallingCode.TryGetValue(code, out var plans) ? plans[0] : null;

    /// <summary>The region that the national number belongs to among those that share the calling code.</summary>
    public static NumberingPlan? OfNumber(string callingCode, string national)
    {
        var plans = ByCallingCode[callingCode];
        if (plans.Length == 1)
            return plans[0];
        foreach (var plan in plans)
        {
            if (plan.HasLeadingDigits ? plan.StartsWithLeadingDigits(national) : plan.Exists(national))
                return plan;
        }

        return null;
    }

    /// <summary>Splits digits in international form into calling code and the rest; null when no such code is assigned.</summary>
    public static (NumberingPlan Plan, string National)? Split(string internationalDigits)
    {
        for (var length = 1; length <= 3 && length <= internationalDigits.Length; length++)
        {
            if (OfCallingCode(internationalDigits[..length]) is { } plan)
                return (plan, internationalDigits[length..]);
        }

        return null;
    }
}
