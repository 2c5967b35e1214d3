using Microsoft.Extensions.Options;
using WaPortal.Core.Audit;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Sandbox;

namespace WaPortal.Demo;

/// <summary>The option <c>--demo</c> of the command line.</summary>
internal static class DemoOption
{
    private const string Name = "--demo";

    /// <summary>
    /// Takes the option out of the arguments and tells whether it was there. The configuration must not see it: it has no value, and the
    /// configuration would take the next argument for one.
    /// </summary>
    public static bool Take(ref string[] args)
    {
        var rest = args.Where(a => a != Name).ToArray();
        var found = rest.Length < args.Length;
        args = rest;
        return found;
    }

    /// <summary>Adds the hosted service that makes the demonstration's data. To be called after the sandbox is set up.</summary>
    /// <exception cref="OptionsValidationException">A real platform is configured: invented people are no business of its.</exception>
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        if (builder.Services.All(s => s.ServiceType != typeof(EmbeddedSandbox)))
            throw new OptionsValidationException("demo", typeof(DemoOption), ["--demo works with the embedded sandbox only; take WhatsApp:BaseAddress out of the configuration and set Sandbox:Enabled to true, or leave --demo away."]);
        // The seed does in seconds what people do in weeks; its audit lines would bury the accounts that are printed once. The trail has them.
        builder.Logging.AddFilter(AuditTrail.LogCategory, LogLevel.Warning);
        // The links that its campaigns could send lead to this machine, which they never leave.
        builder.Services.PostConfigure<UnsubscribeOptions>(o => o.Address ??= new Uri(builder.Configuration[WebHostDefaults.ServerUrlsKey]!.Split(';')[0]));
        builder.Services.AddSingleton<DemoHouse>();
        builder.Services.AddSingleton<DemoTemplates>();
        builder.Services.AddSingleton<DemoReviews>();
        builder.Services.AddSingleton<DemoWordings>();
        builder.Services.AddSingleton<DemoLists>();
        builder.Services.AddSingleton<DemoContacts>();
        builder.Services.AddSingleton<DemoForms>();
        builder.Services.AddSingleton<DemoCampaigns>();
        builder.Services.AddSingleton<DemoElsewhere>();
        builder.Services.AddSingleton<DemoCompliance>();
        builder.Services.AddHostedService<DemoSeed>();
    }
}
