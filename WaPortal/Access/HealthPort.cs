using System.Globalization;
using Microsoft.Extensions.Options;

namespace WaPortal.Access;

/// <summary>Opens the port of <see cref="NetworkOptions.HealthPort"/> on loopback, beside whatever the portal listens on.</summary>
internal static class HealthPort
{
    /// <exception cref="OptionsValidationException">The port is the portal's own, which would answer nothing else then.</exception>
    public static void Open(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<int?>($"{NetworkOptions.Section}:{nameof(NetworkOptions.HealthPort)}") is not { } port)
            return;
        var taken = ListenAddresses.Of(builder.Configuration).Where(a => BindingAddress.Parse(a.Url).Port == port)
            .Select(a => $"Network:HealthPort: {a.Url} ({a.Setting}) is the portal's own; the health port answers nothing else, so it must be another.").ToList();
        if (taken.Count > 0)
            throw new OptionsValidationException(NetworkOptions.Section, typeof(NetworkOptions), taken);
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        if (builder.Configuration.GetSection(ListenAddresses.Endpoints).GetChildren().Any())
            builder.Configuration.AddInMemoryCollection([new($"{ListenAddresses.Endpoints}:Health:Url", url)]);
        else
            builder.WebHost.UseUrls([.. (builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries), url]);
    }
}
