namespace WaPortal.WhatsApp;

/// <summary>
/// Marks an endpoint that the platform calls: it stands outside the portal's list of allowed addresses and its sign-in, because
/// its own signature guards it.
/// </summary>
public sealed class WebhookEndpointMetadata
{
    /// <summary>The path that all such endpoints, and nothing else, begin with.</summary>
    public const string PathPrefix = "/webhooks/";
}
