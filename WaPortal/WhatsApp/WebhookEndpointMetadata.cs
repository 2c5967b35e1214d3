using WaPortal.Access;

namespace WaPortal.WhatsApp;

/// <summary>Marks an endpoint that the platform calls; its own signature guards it.</summary>
public sealed class WebhookEndpointMetadata() : OpenDoorMetadata(Prefix)
{
    /// <summary>The path that all such endpoints, and nothing else, begin with.</summary>
    public const string Prefix = "/webhooks/";
}
