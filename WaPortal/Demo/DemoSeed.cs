using System.Globalization;

namespace WaPortal.Demo;

/// <summary>
/// Fills an empty portal with a demonstration, through the same actions that people use and with the embedded sandbox as the platform.
/// Enterprise and users are there before the first request is served, so that nobody else can run set-up meanwhile; the rest is made while the portal serves.
/// </summary>
internal sealed partial class DemoSeed(
    DemoHouse house, DemoTemplates templates, DemoReviews reviews, DemoWordings wordings, DemoLists lists, DemoContacts contacts, DemoForms forms, DemoCampaigns campaigns, DemoElsewhere elsewhere, DemoCompliance compliance,
    IHostApplicationLifetime lifetime, ILogger<DemoSeed> logger) : BackgroundService
{
    private DemoStaff? _staff;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _staff = await house.BuildAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (_staff is not { } staff)
        {
            await SayAsync("Demo: this data directory already holds an enterprise; nothing was changed. Start with an empty one to get the demo data.");
            return;
        }

        await PrintAccountsAsync(staff.Accounts);
        _staff = null;
        try
        {
            await SayAsync("Demo: writing templates and handing them over to review ...");
            var written = await templates.BuildAsync(staff.Marketer, stoppingToken);
            await wordings.BuildAsync(staff.Officer, stoppingToken);
            await SayAsync("Demo: importing opt-in lists ...");
            var imported = await lists.BuildAsync(staff.Marketer, stoppingToken);
            await SayAsync("Demo: typing attributes, tagging people ...");
            await contacts.BuildAsync(staff.Marketer, imported, stoppingToken);
            await SayAsync("Demo: waiting for the reviews ...");
            await reviews.FinishAsync(staff.Marketer, written, stoppingToken);
            await SayAsync("Demo: people join on the site ...");
            await forms.BuildAsync(staff.Marketer, written, stoppingToken);
            await SayAsync("Demo: sending campaigns ...");
            await campaigns.BuildAsync(staff.Marketer, written, imported, stoppingToken);
            await SayAsync("Demo: somebody works in WhatsApp Manager ...");
            await elsewhere.BuildAsync(staff.Marketer, stoppingToken);
            await compliance.BuildAsync(staff.Officer, stoppingToken);
            await SayAsync("Demo data is ready.");
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SayAsync("Demo: stopped before it was complete. For all of it, start again with an empty data directory.");
        }
        catch (Exception e)
        {
            // The portal goes on with what is there.
            Log.Incomplete(logger, e);
            await SayAsync($"Demo: not complete. {e.Message}");
        }
    }

    // Printed here and kept nowhere: passwords are stored as hashes, secrets encrypted.
    private static async Task PrintAccountsAsync(IReadOnlyList<DemoAccount> accounts)
    {
        var name = accounts.Max(a => a.Email.Length);
        var role = accounts.Max(a => a.Role.ToString().Length);
        var output = Console.Out;
        await output.WriteLineAsync($"Demo: Enterprise ID {DemoHouse.EnterpriseId}. One user of each role; this table is printed once.");
        await output.WriteLineAsync(Row("email", "role", "password", "authenticator secret"));
        foreach (var account in accounts)
            await output.WriteLineAsync(Row(account.Email, account.Role.ToString(), account.Password, account.Secret));
        await output.WriteLineAsync("The six digits of a secret: dotnet run --project WaPortal -- totp code SECRET");
        await output.FlushAsync();

        string Row(string a, string b, string c, string d) =>
            string.Create(CultureInfo.InvariantCulture, $"  {a.PadRight(name)}  {b.PadRight(role)}  {c,-19}  {d}");
    }

    private static async Task SayAsync(string line)
    {
        await Console.Out.WriteLineAsync(line);
        await Console.Out.FlushAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The demonstration's data is not complete.")]
        public static partial void Incomplete(ILogger logger, Exception exception);
    }
}
