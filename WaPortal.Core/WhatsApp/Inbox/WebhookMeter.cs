using System.Diagnostics.Metrics;

namespace WaPortal.Core.WhatsApp;

/// <summary>What the webhook's door counts.</summary>
public sealed class WebhookMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "WaPortal.Webhooks";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _unstored;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _quarantined;

    /// <summary>Creates the instruments.</summary>
    public WebhookMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _refused = meter.CreateCounter<long>("webhooks.refused", description: "Bodies without a right signature");
        _stored = meter.CreateCounter<long>("webhooks.stored", description: "Signed bodies stored");
        _unstored = meter.CreateCounter<long>("webhooks.unstored", description: "Signed bodies that could not be stored and were answered 503");
        _processed = meter.CreateCounter<long>("webhooks.processed", description: "Stored bodies processed");
        _quarantined = meter.CreateCounter<long>("webhooks.quarantined", description: "Stored bodies put into quarantine");
    }

    /// <summary>A body without a right signature came; nothing else is kept of it.</summary>
    public void Refused() => _refused.Add(1);

    internal void Stored(int count) => _stored.Add(count);

    internal void Unstored(int count) => _unstored.Add(count);

    internal void Settled(int processed, int quarantined)
    {
        _processed.Add(processed);
        _quarantined.Add(quarantined);
    }
}
