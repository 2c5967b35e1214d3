using Microsoft.Extensions.Options;
using WaPortal.Access;
using WaPortal.Api;
using WaPortal.Audit;
using WaPortal.Campaigns;
using WaPortal.Compliance.Requests;
using WaPortal.Components;
using WaPortal.Configuration;
using WaPortal.Core;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Delivery.Evidence;
using WaPortal.Demo;
using WaPortal.OptIns;
using WaPortal.OptIns.Forms;
using WaPortal.Sandbox;
using WaPortal.Settings;
using WaPortal.Templates;
using WaPortal.Templates.Families;
using WaPortal.Tenancy;
using WaPortal.WhatsApp;

namespace WaPortal;

/// <summary>Composes and runs the portal: a table of contents of what it is made of.</summary>
public static class PortalHost
{
    /// <summary>The address without configuration: loopback only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    // Forms and clicks; what takes files or webhooks says so at its own endpoint.
    private const long LargestBody = 1024 * 1024;

    /// <summary>Runs the portal until it is stopped. Exit code 0, or 2 when it could not start (the reason is on the error stream).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            using var open = app.Services.GetRequiredService<DataDirectory>().HoldOpen();
            await CoreStart.RunAsync(app.Services, CancellationToken.None);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (StartFault.Explain(e) is { } words)
        {
            await Console.Error.WriteLineAsync(words);
            return 2;
        }
    }

    /// <summary>The portal, ready to migrate and run.</summary>
    /// <exception cref="OptionsValidationException">The settings have faults; all of them are named.</exception>
    internal static WebApplication Build(string[] args)
    {
        var demo = DemoOption.Take(ref args);
        var builder = WebApplication.CreateBuilder(args);
        var faults = SettingsCheck.FindFaults(builder.Configuration);
        if (faults.Count > 0)
            throw new OptionsValidationException("settings", typeof(PortalHost), faults);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls(DefaultUrl);
        HealthPort.Open(builder);
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "WaPortal.staticwebassets.runtime.json")))
            builder.WebHost.UseStaticWebAssets(); // run from a build, not from a published folder
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        // One line for each event, with its time in UTC; a value with a line break cannot make two of it.
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fff'Z '"));
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // three lines a request, and addresses are personal data

        var data = builder.Configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions();
        var database = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var services = builder.Services;
        services.AddWaPortalCore();
        services.AddHostedService(provider => provider.GetRequiredService<DataLock>());
        services.AddJobScheduler(database, new DataDirectory(Options.Create(data)));
        services.AddPortalUi();
        services.AddSingleton<WebhookRefusals>();
        services.AddSingleton<FormRefusals>();
        services.AddPortalAccess();
        services.AddPortalApi();
        builder.AddPortalSandbox(data);
        if (demo)
            builder.AddDemo();

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        _ = app.Services.GetRequiredService<MasterKey>(); // missing or wrong: refuse before anything is served
        app.UsePortalNetwork();
        app.UsePortalUi();
        app.UsePortalApi();
        app.UsePortalAccess();
        app.MapPortalUi();
        app.MapPortalAccess();
        app.MapActIn();
        app.MapWhatsAppWebhooks();
        app.MapTemplateSamples();
        app.MapTemplateExport();
        app.MapOptIns();
        app.MapUnsubscribe();
        app.MapTrackedLinks();
        app.MapForms();
        app.MapContactExport();
        app.MapEvidence();
        app.MapRequests();
        app.MapCampaignExports();
        app.MapCampaignReport();
        app.MapRateCards();
        app.MapActivityExports();
        app.MapApi();
        return app;
    }
}
