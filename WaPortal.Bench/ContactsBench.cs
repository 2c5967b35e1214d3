using System.Globalization;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Bench;

/// <summary>
/// The contacts of an enterprise with ten thousand and with many: pages, searches, filters and counts of segments, with the plans of what was
/// asked. On SQLite, and on PostgreSQL when WAPORTAL_TEST_POSTGRES names a server.
/// </summary>
internal static class ContactsBench
{
    private const int Rounds = 15;
    private const int Few = 10_000;

    private static readonly string[] FirstNames = ["Ada", "Zoë", "Łukasz", "Inés", "Amelia", "Björn", "Chloé", "Dörte", "Émile", "Farah"];

    public static async Task<int> RunAsync(int people)
    {
        await RunAsync("SQLite", null, people);
        if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
            await RunAsync("PostgreSQL", server, people);
        return 0;
    }

    private static async Task RunAsync(string name, string? server, int people)
    {
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var size in new[] { Few, people })
        {
            await using var portal = await BenchPortal.StartAsync(server);
            var start = TimeProvider.System.GetTimestamp();
            await FillAsync(portal, size);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {size:N0} contacts in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s"));
            foreach (var (view, ask) in await ViewsAsync(portal, size))
            {
                var median = await MedianAsync(ask);
                times.TryAdd(view, []);
                times[view].Add(median);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {view,-44}{median,10:0.0} ms{(times[view] is [var few, var many] ? $"   x{many / few:0.0}" : "")}"));
                if (size == people)
                    await PrintPlansAsync(portal, ask);
            }
        }
    }

    private static async Task FillAsync(BenchPortal portal, int people)
    {
        var none = CancellationToken.None;
        var manage = portal.Get<ManageAttributes>();
        await manage.AddAsync(portal.Actor, new AttributeDraft("orders", "Orders", AttributeType.Number, []), none);
        await manage.AddAsync(portal.Actor, new AttributeDraft("birthday", "Birthday", AttributeType.Date, []), none);
        var path = Path.GetTempFileName() + ".csv";
        try
        {
            await using (var file = new StreamWriter(path))
            {
                await file.WriteLineAsync("phone,name,language,opt_in,opt_in_at,source,orders,birthday,tags");
                for (var i = 0; i < people; i++)
                {
                    await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                        $"+4477{i:00000000},{FirstNames[i % 10]} Family{i:0000000},{(i % 500 == 7 ? "is" : i % 3 == 0 ? "es" : "en_GB")},{(i % 20 == 3 ? "no" : "yes")},2026-05-01T10:{i % 60:00}:00Z,web form,{i % 100},19{i % 50 + 50}-0{i % 9 + 1}-1{i % 10},{(i % 1000 == 1 ? "rare|" : "")}{(i % 4 == 0 ? "regular" : "")}"));
                }
            }

            await using var list = File.OpenRead(path);
            var id = (await portal.Get<UploadList>().RunAsync(portal.Actor, "list.csv", list, none)).ImportId!.Value;
            var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Actor, id, null, null, none);
            await portal.Get<SaveImportPlan>().RunAsync(portal.Actor, id, preview!.Plan, null, "List", none);
            await portal.Job<CheckImportJob>().RunAsync(portal.Actor.Tenant, id.Value, none);
            if (await portal.Get<StartImport>().RunAsync(portal.Actor, id, none) is { Succeeded: false } refused)
                throw new InvalidOperationException(refused.Problems[0].Message);
            await portal.Job<ImportJob>().RunAsync(portal.Actor.Tenant, id.Value, none);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<IReadOnlyList<(string View, Func<Task> Ask)>> ViewsAsync(BenchPortal portal, int size)
    {
        var (query, segments, none) = (portal.Get<ContactsQuery>(), portal.Get<ManageSegments>(), CancellationToken.None);
        var choices = await query.ChoicesAsync(portal.Actor, none);
        SegmentCondition Tag(string name) => new(ConditionSubject.Tag, ConditionOperator.Is, Values: [choices.Tags.Single(t => t.Name == name).Id.ToString()]);
        SegmentCondition Attribute(string key, ConditionOperator asked, string value) => new(ConditionSubject.Attribute, asked, choices.Attributes.Single(a => a.Rule.Key == key).Id.Value, [value]);
        SegmentCondition Language(string value) => new(ConditionSubject.Language, ConditionOperator.Is, Values: [value]);
        var agreed = new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: [nameof(ConsentPurpose.Marketing)]);
        ContactFilter All(params SegmentNode[] parts) => new(null, new SegmentGroup(GroupKind.All, parts));
        var deep = (await query.PageAsync(portal.Actor, ContactFilter.All, new ContactCursor(await MiddleAsync(portal, size), null), 50, none))!.Next;
        async Task Page(ContactFilter filter, ContactCursor? after = null)
        {
            if (await query.PageAsync(portal.Actor, filter, after, 50, none) is null)
                throw new TimeoutException();
        }

        async Task Count(ContactFilter filter)
        {
            if (await query.CountAsync(portal.Actor, filter, none) is null)
                throw new TimeoutException();
        }

        async Task Segment(params SegmentNode[] parts)
        {
            if ((await segments.CountAsync(portal.Actor, new SegmentGroup(GroupKind.All, parts), none)).People is not > 0)
                throw new TimeoutException();
        }

        return
        [
            ("first page", () => Page(ContactFilter.All)),
            ("page in the middle", () => Page(ContactFilter.All, deep)),
            ("search by number", () => Page(new ContactFilter(string.Create(CultureInfo.InvariantCulture, $"+4477{size / 2:00000000}"), SegmentGroup.Everybody))),
            ("search by name, one fits", () => Page(new ContactFilter(string.Create(CultureInfo.InvariantCulture, $"family{size / 2:0000000}"), SegmentGroup.Everybody))),
            ("search by name, a tenth fits", () => Page(new ContactFilter("zo", SegmentGroup.Everybody))),
            ("search by two words", () => Page(new ContactFilter(string.Create(CultureInfo.InvariantCulture, $"fam ad"), SegmentGroup.Everybody))),
            ("filter by a tag that a quarter has", () => Page(All(Tag("regular")))),
            ("filter by a tag that a thousandth has", () => Page(All(Tag("rare")))),
            ("filter by a rare language", () => Page(All(Language("is")))),
            ("filter by consent and language", () => Page(All(agreed, Language("es")))),
            ("count of all, up to 10,000", () => Count(ContactFilter.All)),
            ("count of a tag, up to 10,000", () => Count(All(Tag("regular")))),
            ("segment: rare tag, consent, orders < 50", () => Segment(Tag("rare"), agreed, Attribute("orders", ConditionOperator.Less, "50"))),
            ("segment: orders = 42, consent, language", () => Segment(Attribute("orders", ConditionOperator.Is, "42"), agreed, new SegmentCondition(ConditionSubject.Language, ConditionOperator.IsNot, Values: ["is"]))),
            ("segment: a quarter's tag, consent, orders > 50", () => Segment(Tag("regular"), agreed, Attribute("orders", ConditionOperator.Greater, "50"))),
        ];
    }

    private static async Task<ContactId> MiddleAsync(BenchPortal portal, int size) => (await portal.Get<PortalDatabase>().ReadAsync(
        portal.Actor.Tenant, (db, t) => db.QuerySqlAsync(
            "SELECT id FROM contacts WHERE tenant_id = @tenant ORDER BY id LIMIT 1 OFFSET @half", r => new ContactId(r.GetGuid(0)), t, ("@tenant", db.TenantId), ("@half", size / 2)), CancellationToken.None))[0];

    private static async Task<double> MedianAsync(Func<Task> ask)
    {
        var times = new List<double>();
        for (var round = -2; round < Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await ask();
            if (round >= 0)
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task PrintPlansAsync(BenchPortal portal, Func<Task> ask)
    {
        var asked = new List<(string Sql, (string, object?)[] Args)>();
        using (SqlWatch.Begin((sql, args) => asked.Add((sql, args))))
            await ask();
        // The last ones are about the rows that were found; the question itself is the longest.
        var (sql, args) = asked.Where(a => a.Sql.Contains("contacts", StringComparison.Ordinal)).OrderByDescending(a => a.Sql.Length).FirstOrDefault();
        if (sql is null)
            return; // asked by Entity Framework: one row by its key
        await portal.Get<PortalDatabase>().ReadAsync(portal.Actor.Tenant, async (db, t) =>
        {
            foreach (var line in await db.QuerySqlAsync((db.IsPostgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql, r => r.GetString(db.IsPostgres ? 0 : 3), t, args))
                Console.WriteLine("      " + line);
            return true;
        }, CancellationToken.None);
    }
}
