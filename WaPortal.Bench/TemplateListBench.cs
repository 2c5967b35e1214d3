using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench;

/// <summary>The list of templates and its search: an enterprise with many templates beside one with a single page of them and one with none, on SQLite.</summary>
internal static class TemplateListBench
{
    private const int Rounds = 40;

    private static readonly (string Name, TemplateFilter Filter)[] Views =
    [
        ("first page", new TemplateFilter()),
        ("search, found in one", new TemplateFilter("lamp 0007")),
        ("search, found in half", new TemplateFilter("even")),
        ("search, found nowhere", new TemplateFilter("zzz")),
        ("one status", new TemplateFilter(Status: TranslationStatus.Draft)),
    ];

    public static async Task<int> RunAsync(int families)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-bench-").FullName;
        try
        {
            await using var services = Services(directory);
            await CoreStart.RunAsync(services, CancellationToken.None);
            var none = await FillAsync(services, "none", 0);
            var page = await FillAsync(services, "page", TemplateListQuery.PageSize);
            var large = await FillAsync(services, "large", families);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{families} templates in {TemplateLibrary.All[0].Family.Translations.Count} languages; median of {Rounds} rounds, ms"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-24}{"none",8}{TemplateListQuery.PageSize,8}{families,8}   growth"));
            foreach (var (name, filter) in Views)
            {
                var times = await CompareAsync(services, [none, page, large], filter);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}{times[0],8:0.0}{times[1],8:0.0}{times[2],8:0.0}   x{times[2] / times[1]:0.0}"));
            }

            await PrintPlansAsync(services, large);
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static ServiceProvider Services(string directory)
    {
        var settings = new Dictionary<string, string?> { ["Data:Directory"] = directory };
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddWaPortalCore()
            .BuildServiceProvider();
    }

    private static async Task<Actor> FillAsync(ServiceProvider services, string enterprise, int families)
    {
        var none = CancellationToken.None;
        var tenant = (await services.GetRequiredService<CreateTenant>().RunAsync(enterprise, enterprise, "Europe/London", "GB", ["en_GB"], none)).Tenant!;
        await services.GetRequiredService<ConnectWhatsApp>().RunAsync(tenant.Id, new WhatsAppAccountDetails(enterprise, families.ToString(CultureInfo.InvariantCulture), null, null, "token", "secret", "verify"), none);
        var actor = Actor.Job(tenant.Id, "benchmark");
        var create = services.GetRequiredService<CreateTemplate>();
        for (var i = 0; i < families; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $" This is lamp {i:0000}, an {(i % 2 == 0 ? "even" : "odd")} one.");
            var model = TemplateLibrary.All[0].Family;
            var family = model with
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"template_{i}"),
                Translations = [.. model.Translations.Select(t => t with { Content = t.Content with { Body = t.Content.Body + text } })],
            };
            if (await create.RunAsync(actor, family, null, none) is not TemplateResult.Done)
                throw new InvalidOperationException("A template was not taken.");
        }

        return actor;
    }

    // In turns, so that whatever else the machine does hits all of them.
    private static async Task<IReadOnlyList<double>> CompareAsync(ServiceProvider services, IReadOnlyList<Actor> enterprises, TemplateFilter filter)
    {
        var query = services.GetRequiredService<TemplateListQuery>();
        var times = enterprises.Select(_ => new List<double>()).ToList();
        for (var round = -5; round < Rounds; round++)
        {
            foreach (var (i, actor) in enterprises.Index())
            {
                var start = TimeProvider.System.GetTimestamp();
                await query.RunAsync(actor, filter, CancellationToken.None);
                if (round >= 0)
                    times[i].Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return [.. times.Select(Median)];
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task PrintPlansAsync(ServiceProvider services, Actor actor)
    {
        using var log = new CommandLog();
        await services.GetRequiredService<TemplateListQuery>().RunAsync(actor, new TemplateFilter("even"), CancellationToken.None);
        foreach (var (sql, values) in log.Take())
        {
            Console.WriteLine();
            Console.WriteLine(sql.ReplaceLineEndings(" "));
            foreach (var line in await services.GetRequiredService<PortalDatabase>().ReadAsync(
                actor.Tenant, (db, t) => db.QuerySqlAsync("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), t, values), CancellationToken.None))
                Console.WriteLine("    " + line);
        }
    }
}
