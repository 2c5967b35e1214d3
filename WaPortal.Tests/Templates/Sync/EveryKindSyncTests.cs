using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Sandbox;
using WaPortal.Tests.Data;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Templates.Sync;

/// <summary>Every kind of component, over HTTP to the sandbox, which answers as the platform does: not as it was written.</summary>
public sealed class EveryKindSyncTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task What_the_portal_submitted_is_no_drift_and_what_is_edited_there_is(Engine engine)
    {
        await using var box = await SandboxBox.StartAsync();
        await using var portal = await ConnectAsync(box, engine);
        var ids = new Dictionary<string, TemplateId>(StringComparer.Ordinal);
        foreach (var kind in KindOfTemplate.All)
        {
            var content = await WithFilesAsync(portal, kind.Content);
            var made = await portal.Get<CreateTemplate>().RunAsync(portal.Marketer, "t_" + kind.Name, kind.Category, kind.Format, "en_US", None, content: content);
            ids[kind.Name] = Assert.IsType<TemplateResult.Done>(made).Template;
            Assert.IsType<TemplateResult.Done>(await portal.Get<SubmitTemplate>().RunAsync(portal.Marketer, ids[kind.Name], "en_US", 1, None));
        }

        await portal.RunJobsAsync();
        await SandboxBox.UntilAsync(async () => (await ListAsync(box)).All(t => (string?)t["status"] == "APPROVED"));
        await CompareAsync(portal);

        foreach (var (name, id) in ids)
        {
            var row = await RowAsync(portal, id);
            Assert.True(row is { Status: TranslationStatus.Approved, Drift: null, HasUnsubmittedChanges: false }, name);
        }

        foreach (var template in (await ListAsync(box)).Where(t => (string?)t["category"] != "AUTHENTICATION"))
        {
            var components = (JsonArray)template["components"]!.DeepClone();
            var body = components.OfType<JsonObject>().Single(c => ((string)c["type"]!).Equals("BODY", StringComparison.OrdinalIgnoreCase));
            body["text"] = (string)body["text"]! + " See you soon.";
            Assert.Equal(200, (await box.PostAsync($"/v25.0/{(string)template["id"]!}", new JsonObject { ["components"] = components })).Status);
        }

        // An address in place of a handle, as in these edits, is nothing that a reviewer approves: what is held differs all the same.
        await SandboxBox.UntilAsync(async () => (await ListAsync(box)).All(t => (string?)t["status"] != "PENDING"));
        await CompareAsync(portal);
        foreach (var kind in KindOfTemplate.All)
        {
            var row = await RowAsync(portal, ids[kind.Name]);
            Assert.True(kind.Category == TemplateCategory.Authentication == (row.Drift is null), kind.Name);
            if (row.Drift is { } drift) Assert.Equal(kind.Content.Media.Count > 0, drift.Held.Media.Count > 0);
        }
    }

    [Theory, Engines]
    public async Task Every_kind_made_elsewhere_is_adopted_whole_page_by_page(Engine engine)
    {
        await using var box = await SandboxBox.StartAsync();
        foreach (var kind in KindOfTemplate.All)
        {
            var handles = kind.Content.Media.ToDictionary(m => m, _ => "4::" + Convert.ToBase64String("1:image/png"u8));
            var made = await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", kind.Content.ToCreatePayload("t_" + kind.Name, "en_US", kind.Category, kind.Format, handles));
            Assert.True(made.Status == 200, $"{kind.Name}: {made.Body}");
        }

        // More than one page of the account's list.
        for (var n = 0; n < 80; n++) Assert.Equal(200, (await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template($"more_{n}"))).Status);
        await SandboxBox.UntilAsync(async () => (await ListAsync(box)).All(t => (string?)t["status"] == "APPROVED"));
        await using var portal = await ConnectAsync(box, engine);

        await CompareAsync(portal);
        Assert.Equal(100, (await portal.Get<ElsewhereQuery>().RunAsync(portal.Marketer, null, 1, None)).Waiting);
        var (adopted, refused) = await portal.Get<AdoptTemplates>().RunAllAsync(portal.Marketer, None);
        await CompareAsync(portal);

        Assert.Empty(refused);
        Assert.Equal(100, adopted);
        var matrix = await portal.Get<TemplateListQuery>().RunAsync(portal.Marketer, new TemplateFilter("t_"), None);
        foreach (var found in matrix.Rows)
        {
            var row = await RowAsync(portal, found.Id);
            var kind = KindOfTemplate.Of(found.Name[2..]);
            Assert.True(row is { Status: TranslationStatus.Approved, Drift: null, HasUnsubmittedChanges: false }, found.Name);
            Assert.Equal(kind.Content.Variables(), row.Content.Variables());
        }

        Assert.Equal(KindOfTemplate.All.Count, matrix.Rows.Count);
    }

    private static async Task<TestPortal> ConnectAsync(SandboxBox box, Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine, settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["WhatsApp:BaseAddress"] = box.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            ["WhatsApp:AllowLoopback"] = "true",
        });
        await portal.Get<WaPortal.Core.Tenancy.ConnectWhatsApp>().RunAsync(
            portal.TenantId, new("Main", SandboxBox.Waba, null, SandboxAccount.AppId, "any", "sandbox-secret", "sandbox-verify"), None);
        return portal;
    }

    private static async Task CompareAsync(TestPortal portal)
    {
        portal.Clock.Advance(TimeSpan.FromMinutes(3));
        await portal.Get<FetchTemplates>().RunAsync(portal.Marketer, None);
        await portal.RunJobsAsync();
        portal.Clock.Advance(TimeSpan.FromMinutes(3));
    }

    private static async Task<List<JsonObject>> ListAsync(SandboxBox box) =>
        [.. (await box.GetAsync($"/v25.0/{SandboxBox.Waba}/message_templates?limit=500"))["data"]!.AsArray().Select(t => (JsonObject)t!)];

    private static async Task<TranslationDetail> RowAsync(TestPortal portal, TemplateId id) =>
        (await portal.Get<TemplateDetailQuery>().RunAsync(portal.Marketer, id, None))!.Translations.Single();

    private static async Task<TemplateContent> WithFilesAsync(TestPortal portal, TemplateContent content)
    {
        async Task<Guid?> File(HeaderKind kind)
        {
            if (!TemplateContent.IsMedia(kind)) return null;
            var (name, bytes) = kind switch
            {
                HeaderKind.Image => ("lamp.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==")),
                HeaderKind.Video => ("lamp.mp4", [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8]),
                _ => ("lamp.pdf", "%PDF-1.4\n%%EOF"u8.ToArray()),
            };
            using var file = new MemoryStream(bytes);
            return Assert.IsType<SampleUpload.Stored>(await portal.Get<SampleMediaStore>().StoreAsync(portal.Marketer, kind, name, file, None)).Media.Id.Value;
        }

        var cards = new List<TemplateCard>();
        foreach (var card in content.Cards) cards.Add(card with { Media = await File(card.Header) });
        return content with { HeaderMedia = await File(content.Header), Cards = cards };
    }
}
