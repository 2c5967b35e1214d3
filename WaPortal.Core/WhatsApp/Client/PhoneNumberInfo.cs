namespace WaPortal.Core.WhatsApp;

/// <summary>A sender number as the platform describes it. Enumerations are open strings.</summary>
public sealed record PhoneNumberInfo
{
    /// <summary>The id that sends go through; not the number itself.</summary>
    public required string Id { get; init; }

    /// <summary>The number as the platform prints it, in no fixed format.</summary>
    public string DisplayPhoneNumber { get; init; } = "";

    /// <summary>The name that people see.</summary>
    public string VerifiedName { get; init; } = "";

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c>, <c>NA</c> or <c>UNKNOWN</c>.</summary>
    public string? QualityRating { get; init; }

    /// <summary><c>CONNECTED</c> is the only one that sends.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the display name is approved.</summary>
    public string? NameStatus { get; init; }

    /// <summary>How many messages a second: <c>STANDARD</c> is 80, <c>HIGH</c> is 1,000.</summary>
    public PhoneNumberThroughput? Throughput { get; init; }

    /// <summary>The portfolio's limit of people in 24 hours, such as <c>TIER_2K</c>.</summary>
    public string? WhatsappBusinessManagerMessagingLimit { get; init; }

    /// <summary>Whether the number is also used in the WhatsApp Business app, which caps it at 20 messages a second.</summary>
    public bool? IsOnBizApp { get; init; }
}

/// <summary>The <c>throughput</c> field.</summary>
public sealed record PhoneNumberThroughput(string? Level);
