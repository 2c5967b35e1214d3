using System.ComponentModel.DataAnnotations;

namespace WaPortal.Core.Delivery;

/// <summary>Section <c>Delivery</c>: how messages leave.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Delivery";

    /// <summary>
    /// Share of a number's throughput that sending uses; the rest is left for what people write, which the platform counts too.
    /// </summary>
    [Range(0.05, 1.0, ErrorMessage = "Delivery:ThroughputShare must be between 0.05 and 1.")]
    public double ThroughputShare { get; set; } = 0.8;

    /// <summary>Most requests on the wire at once for one number; also about the most that a crash can leave in doubt.</summary>
    [Range(1, 500, ErrorMessage = "Delivery:InFlight must be between 1 and 500.")]
    public int InFlight { get; set; } = 100;

    /// <summary>How long one run of the dispatch job works before it makes room for others.</summary>
    public TimeSpan Slice { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A pause up to this long is waited out within the slice; for a longer one the job is woken again.</summary>
    public TimeSpan ShortWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After this time a claim whose request was never started goes back to the queue. Longer than a window takes to start.</summary>
    public TimeSpan StartTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After this time a started message without an answer counts as lost. Longer than the platform's answer may take.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a message stays in doubt before it ends as failed.</summary>
    public TimeSpan InDoubtLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a message is tried that the platform refused for a passing reason.</summary>
    [Range(1, 20, ErrorMessage = "Delivery:Attempts must be between 1 and 20.")]
    public int Attempts { get; set; } = 5;
}
