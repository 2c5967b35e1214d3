namespace WaPortal.Sandbox;

/// <summary>Settings of the sandbox, bound from the section <c>Sandbox</c> when it runs inside the portal.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>Whether the portal starts a sandbox of its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where it listens; plain HTTP. Port 0 takes any free one.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5081";

    /// <summary>Equal seeds give equal fates to equal recipients and templates.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Where templates, media and outstanding webhooks are kept; null keeps them in memory only.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>One JSON line for each accepted message, written before the answer leaves.</summary>
    public string? LogFile { get; set; }

    /// <summary>Anyone who reaches the sandbox may use it, so other interfaces than loopback have to be asked for.</summary>
    public bool AllowOtherInterfaces { get; set; }

    public TimeSpan ReviewDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A receiver that is taken as verified already; others are set through <c>POST /sandbox/webhook</c>.</summary>
    public string? WebhookUrl { get; set; }

    public string AppSecret { get; set; } = "sandbox-secret";

    public string VerifyToken { get; set; } = "sandbox-verify";

    /// <summary>Unique people in a rolling 24 hours over the portfolio; null for no limit.</summary>
    public int? Tier { get; set; } = 100_000;

    /// <summary>Messages a second of the phone number; null for no limit.</summary>
    public int? Throughput { get; set; } = 80;

    /// <summary>Messages to one person in a burst, one of which comes back every six seconds; null for no limit.</summary>
    public int? Pair { get; set; } = 45;

    public SandboxWebhookOptions Webhooks { get; set; } = new();
}

/// <summary>How webhooks are delivered.</summary>
public sealed class SandboxWebhookOptions
{
    /// <summary>Posts that may be on the wire at once.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>Updates in one post; the platform sends up to 1,000.</summary>
    public int BatchSize { get; set; } = 100;

    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries; the platform's own pauses grow to hours.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An update that nobody took for so long is dropped.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(7);

    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
