using System.Text.Json;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>What an order says of its own about the time at which its messages leave.</summary>
/// <param name="LocalStart">Reading of each person's own clock before which they get nothing; null: from the order's start on.</param>
/// <param name="Hours">Hours of its own, by each person's clock; null for none.</param>
/// <param name="SpreadMinutes">Over how many minutes the people of a place are spread evenly; null: as fast as the rest allows.</param>
public sealed record OrderTiming(DateTime? LocalStart, SendingHours? Hours, int? SpreadMinutes)
{
    /// <summary>Nothing of its own.</summary>
    public static readonly OrderTiming None = new(null, null, null);

    internal string? Write() => this == None ? null : JsonSerializer.Serialize(this);

    internal static OrderTiming Read(string? json) => json is null ? None : JsonSerializer.Deserialize<OrderTiming>(json) ?? None;
}
