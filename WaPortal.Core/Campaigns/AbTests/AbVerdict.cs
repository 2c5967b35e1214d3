namespace WaPortal.Core.Campaigns;

/// <summary>What one version came to.</summary>
/// <param name="Delivered">On whose phone it came.</param>
/// <param name="Did">Who of them did what is compared.</param>
public sealed record AbResult(int Delivered, int Did)
{
    /// <summary>The share, 0 to 1; 0 where it came to nobody.</summary>
    public double Share => Delivered == 0 ? 0 : (double)Math.Min(Did, Delivered) / Delivered;
}

/// <summary>Two versions held against each other.</summary>
/// <param name="Leader">Who has the greater share; null for the same.</param>
/// <param name="IsClear">Whether chance alone makes such a difference less often than once in twenty times.</param>
public sealed record AbVerdict(AbVariant? Leader, bool IsClear)
{
    // The normal distribution's two-sided bound for 5 %.
    private const double Bound = 1.96;

    // Below, the normal distribution says nothing about shares (the usual rule for the pooled test).
    private const double LeastExpected = 5;

    /// <summary>
    /// The two-proportion z-test, pooled and two-sided, at the level of 5 % (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3). Where fewer than five of a version are expected to do it, or not to, nothing is clear.
    /// </summary>
    public static AbVerdict Of(AbResult a, AbResult b)
    {
        AbVariant? leader = a.Share > b.Share ? AbVariant.A : b.Share > a.Share ? AbVariant.B : null;
        if (leader is null || a.Delivered == 0 || b.Delivered == 0)
            return new AbVerdict(leader, false);
        var both = (a.Share * a.Delivered + b.Share * b.Delivered) / (a.Delivered + b.Delivered);
        var fewest = Math.Min(a.Delivered, b.Delivered);
        if (fewest * both < LeastExpected || fewest * (1 - both) < LeastExpected)
            return new AbVerdict(leader, false);
        var z = Math.Abs(a.Share - b.Share) / Math.Sqrt(both * (1 - both) * ((1.0 / a.Delivered) + (1.0 / b.Delivered)));
        return new AbVerdict(leader, z >= Bound);
    }

    /// <summary>Which version goes to the rest under a rule; null where a person has to choose.</summary>
    public AbVariant? Choose(AbUnclear rule) => IsClear ? Leader : rule switch
    {
        AbUnclear.KeepA => AbVariant.A,
        AbUnclear.TakeLeader => Leader ?? AbVariant.A,
        AbUnclear.Ask => null,
    };
}
