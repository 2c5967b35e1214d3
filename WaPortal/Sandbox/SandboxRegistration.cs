using WaPortal.Core.Data;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Sandbox;

/// <summary>Puts the sandbox in the platform's place where no platform is named.</summary>
internal static class SandboxRegistration
{
    /// <summary>
    /// Adds the embedded sandbox and points the client at it, unless <c>Sandbox:Enabled</c> is false or <c>WhatsApp:BaseAddress</c> names a
    /// platform. This is a matter of addresses only: the client does not know what it talks to.
    /// </summary>
    public static void AddPortalSandbox(this WebApplicationBuilder builder, DataOptions data)
    {
        var section = builder.Configuration.GetSection(SandboxOptions.Section);
        var platform = builder.Configuration[$"{WhatsAppOptions.Section}:{nameof(WhatsAppOptions.BaseAddress)}"];
        if (!(section.GetValue<bool?>(nameof(SandboxOptions.Enabled)) ?? string.IsNullOrEmpty(platform)))
        {
            // One that runs as a program of its own, on this machine, is a sandbox still.
            if (Uri.TryCreate(platform, UriKind.Absolute, out var real) && !real.IsLoopback)
                builder.Services.AddHostedService<SandboxLeave>();
            return;
        }

        var options = section.Get<SandboxOptions>() ?? new SandboxOptions();
        var url = new Uri(options.Url);
        if (url.Port == 0)
            url = new UriBuilder(url) { Port = FreePort.Take() }.Uri;
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{SandboxOptions.Section}:{nameof(SandboxOptions.Enabled)}"] = "true",
            [$"{SandboxOptions.Section}:{nameof(SandboxOptions.Url)}"] = url.ToString(),
            [$"{SandboxOptions.Section}:{nameof(SandboxOptions.DataDirectory)}"] = options.DataDirectory ?? Path.Combine(data.Directory, "sandbox"),
            [$"{WhatsAppOptions.Section}:{nameof(WhatsAppOptions.BaseAddress)}"] = url.ToString(),
            [$"{WhatsAppOptions.Section}:{nameof(WhatsAppOptions.AllowLoopback)}"] = "true",
        });
        builder.Services.Configure<SandboxOptions>(builder.Configuration.GetSection(SandboxOptions.Section));
        builder.Services.AddSingleton<EmbeddedSandbox>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EmbeddedSandbox>());
        builder.Services.AddHostedService<SandboxConnection>();
    }
}
