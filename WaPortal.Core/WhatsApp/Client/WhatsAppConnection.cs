namespace WaPortal.Core.WhatsApp;

/// <summary>In whose name a call is made. The address of the platform comes from <see cref="WhatsAppOptions"/>.</summary>
/// <param name="WabaId">The WhatsApp business account.</param>
/// <param name="AccessToken">The system user's token. Never logged and never printed.</param>
/// <param name="AppId">The app that uploads template samples; without it they cannot be uploaded.</param>
public sealed record WhatsAppConnection(string WabaId, string AccessToken, string? AppId)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"WABA {WabaId}";
}
