namespace WaPortal.Core.Delivery.Shares;

/// <summary>How much of a number's pace an order gets beside others that run.</summary>
public enum SendPriority
{
    /// <summary>A quarter of what a normal one gets.</summary>
    Low,

    /// <summary>What there is.</summary>
    Normal,

    /// <summary>Four times what a normal one gets.</summary>
    High,
}
