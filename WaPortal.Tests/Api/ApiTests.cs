using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using WaPortal.Core.Api;
using Xunit;

namespace WaPortal.Tests.Api;

/// <summary>What programs speak to, over real HTTP, by a client that knows its description only.</summary>
public sealed class ApiTests
{
    private const string Person = "+447700900123";

    [Fact]
    public async Task A_client_made_from_the_description_tells_consent_sends_a_message_once_and_runs_a_campaign()
    {
        await using var scene = await ApiScene.StartAsync();
        await scene.ApproveAsync();
        var client = await scene.ClientAsync("Shop");

        // Without consent nothing is taken.
        JsonObject Message(string to, string name) => new() { ["to"] = to, ["template"] = ApiScene.Template, ["language"] = "en_GB", ["values"] = new JsonObject { ["body.name"] = name } };
        Assert.Equal((422, "no_consent"), Told(await client.CallAsync("sendMessage", Message(Person, "Ana"), idempotencyKey: "m-1")));
        JsonObject Consent(string choice, string phone, string at) => new() { ["phone"] = phone, ["choice"] = choice, ["at"] = at, ["purposes"] = new JsonArray("utility"), ["source"] = "Checkout", ["list"] = "Shop", ["name"] = "Ana" };
        foreach (var (key, phone) in new[] { ("c-1", Person), ("c-2", "+447700900124"), ("c-3", "+447700900125") })
            Assert.Equal(201, (await client.CallAsync("recordConsent", Consent("opt_in", phone, "2026-05-01T10:00:00Z"), idempotencyKey: key)).Status);
        Assert.Equal(200, (await client.CallAsync("recordConsent", Consent("opt_in", Person, "2026-05-01T10:00:00Z"), idempotencyKey: "c-1")).Status);
        Assert.Equal((422, "idempotency_key_used"), Told(await client.CallAsync("recordConsent", Consent("opt_in", "+447700900129", "2026-05-01T10:00:00Z"), idempotencyKey: "c-1")));
        var line = Assert.Single((await client.CallAsync("lookUpConsent", new JsonObject { ["phone"] = "07700 900123" })).Body!["purposes"]!.AsArray())!;
        Assert.Equal(("utility", "opted_in"), (line["purpose"]!.GetValue<string>(), line["state"]!.GetValue<string>()));

        // The same request many times at once is one message.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CallAsync("sendMessage", Message(Person, "Ana"), idempotencyKey: "m-1")));
        var id = Assert.Single(answers.Select(a => a.Body!["id"]!.GetValue<string>()).Distinct());
        Assert.Single(answers, a => a.Status == 202);
        Assert.Equal((422, "idempotency_key_used"), Told(await client.CallAsync("sendMessage", Message(Person, "Ben"), idempotencyKey: "m-1")));
        await Eventually.TrueAsync(async () => (await client.CallAsync("getMessage", id: id)).Body!["state"]!.GetValue<string>() is "delivered" or "read" or "sent", "The message does not arrive.");
        Assert.Equal(200, (await client.CallAsync("sendMessage", Message(Person, "Ana"), idempotencyKey: "m-1")).Status);

        // A whole campaign.
        Assert.Contains((await client.CallAsync("listTemplates")).Body!["data"]!.AsArray(), t => t!["name"]!.GetValue<string>() == ApiScene.Template);
        Assert.Equal(3, (await client.CallAsync("listLists")).Body!["data"]![0]!["members"]!.GetValue<int>());
        Assert.Single((await client.CallAsync("listNumbers")).Body!["data"]!.AsArray());
        Assert.Empty((await client.CallAsync("listSegments")).Body!["data"]!.AsArray());
        var plan = new JsonObject
        {
            ["name"] = "Counter",
            ["template"] = ApiScene.Template,
            ["lists"] = new JsonArray("Shop"),
            ["fallback_language"] = "en_GB",
            ["values"] = new JsonObject { ["body.name"] = new JsonObject { ["source"] = "name", ["fallback"] = "friend" } },
        };
        var made = (await client.CallAsync("createCampaign", plan)).Body!;
        var campaign = made["id"]!.GetValue<string>();
        Assert.Equal("draft", made["state"]!.GetValue<string>());
        Assert.Equal(409, (await client.CallAsync("pauseCampaign", id: campaign)).Status);
        Assert.Equal((409, "changed"), Told(await client.CallAsync("startCampaign", new JsonObject { ["version"] = 1 }, campaign)));
        var started = await client.CallAsync("startCampaign", new JsonObject { ["version"] = made["version"]!.GetValue<int>() }, campaign);
        Assert.Equal("scheduled", started.Body!["state"]!.GetValue<string>());
        await Eventually.TrueAsync(async () => (await client.CallAsync("getCampaign", id: campaign)).Body!["state"]!.GetValue<string>() == "completed", "The campaign does not end.");
        var figures = (await client.CallAsync("getCampaign", id: campaign)).Body!["figures"]!;
        Assert.Equal((3, 3), (figures["people"]!.GetValue<int>(), figures["sent"]!.GetValue<int>()));
        Assert.Equal((404, "not_found"), Told(await client.CallAsync("getCampaign", id: Guid.NewGuid().ToString())));

        // Pages by cursor, each campaign once.
        for (var i = 0; i < 4; i++)
            await client.CallAsync("createCampaign", new JsonObject { ["name"] = $"Draft {i}", ["template"] = ApiScene.Template, ["lists"] = new JsonArray("Shop") });
        var names = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await client.CallAsync("listCampaigns", query: "?limit=2" + (cursor.Length > 0 ? "&cursor=" + cursor : ""))).Body!;
            names.AddRange(page["data"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        Assert.Equal(["Draft 3", "Draft 2", "Draft 1", "Draft 0", "Counter"], names);
        Assert.Equal((422, "unknown_audience"), Told(await client.CallAsync("createCampaign", new JsonObject { ["name"] = "X", ["template"] = ApiScene.Template, ["lists"] = new JsonArray("None") })));

        // A no holds at once, under any spelling.
        Assert.Equal(201, (await client.CallAsync("recordConsent", new JsonObject { ["phone"] = "00447700900123", ["choice"] = "opt_out", ["at"] = TimeProvider.System.GetUtcNow().ToString("O") }, idempotencyKey: "c-9")).Status);
        Assert.Equal((422, "opted_out"), Told(await client.CallAsync("sendMessage", Message(Person, "Ana"), idempotencyKey: "m-2")));
    }

    [Fact]
    public async Task A_key_opens_what_it_is_for_from_where_it_is_for_and_as_long_as_it_holds()
    {
        await using var scene = await ApiScene.StartAsync();
        var keys = scene.Portal.Get<ManageApiKeys>();
        var all = await scene.ClientAsync("All");
        Assert.Equal(15, all.Operations.Count());

        var reader = all.With((await scene.KeyAsync("Reader", scopes: ApiScope.TemplatesRead)).Token);
        Assert.Equal(200, (await reader.CallAsync("listTemplates")).Status);
        var refused = await reader.CallAsync("listCampaigns");
        Assert.Equal((403, "insufficient_scope"), Told(refused));
        Assert.Contains("campaigns:read", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal((403, "wrong_network"), Told(await all.With((await scene.KeyAsync("Elsewhere", ["203.0.113.0/24"])).Token).CallAsync("listTemplates")));
        Assert.Equal(200, (await all.With((await scene.KeyAsync("Here", ["127.0.0.0/8"])).Token).CallAsync("listTemplates")).Status);

        async Task<string> StatusesAsync(params string[] tokens)
        {
            var statuses = new List<int>();
            foreach (var token in tokens)
                statuses.Add((await all.With(token).CallAsync("listTemplates")).Status);
            return string.Join(' ', statuses);
        }

        // A new secret: the old one holds for a day, unless it is cut off.
        var (id, first) = await scene.KeyAsync("Rotated");
        var second = Assert.IsType<ApiKeyResult.Done>(await keys.RotateAsync(scene.Admin, id, false, CancellationToken.None)).Token!;
        Assert.Equal("200 200", await StatusesAsync(first, second));
        var third = Assert.IsType<ApiKeyResult.Done>(await keys.RotateAsync(scene.Admin, id, true, CancellationToken.None)).Token!;
        Assert.Equal("401 401 200", await StatusesAsync(first, second, third));
        Assert.IsType<ApiKeyResult.Done>(await keys.RevokeAsync(scene.Admin, id, CancellationToken.None));
        Assert.Equal((401, "invalid_key"), Told(await all.With(third).CallAsync("listTemplates")));
        Assert.NotNull((await keys.ListAsync(scene.Admin, CancellationToken.None)).First(k => k.Id == id).LastUsedAt);

        // One changed character, another enterprise's id in it, nothing at all.
        var broken = first[..^1] + (first[^1] == 'A' ? 'B' : 'A');
        foreach (var wrong in new[] { broken, "wap_" + new string('A', 86), "wap_", "x" })
            Assert.Equal(401, (await all.With(wrong).CallAsync("listTemplates")).Status);
        using var bare = await scene.Portal.Client.GetAsync("/api/v1/templates");
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (bare.StatusCode, bare.Content.Headers.ContentType!.MediaType));
        Assert.Null(ApiToken.Read(broken + "A"));
    }

    [Fact]
    public async Task What_cannot_be_read_or_is_not_there_is_answered_for_programs()
    {
        await using var scene = await ApiScene.StartAsync();
        var (_, token) = await scene.KeyAsync("Shop");
        async Task<(HttpStatusCode Status, string? Code)> PostAsync(string path, string body, string type = "application/json", string? key = "k", HttpMethod? method = null)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            request.Content = new StringContent(body, Encoding.UTF8, type);
            using var answer = await scene.Portal.Client.SendAsync(request);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("447700900123", text, StringComparison.Ordinal);
            return (answer.StatusCode, JsonNode.Parse(text)!["code"]!.GetValue<string>());
        }

        const string Good = """{"to":"+447700900123","template":"t","language":"en"}""";
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_missing"), await PostAsync("/api/v1/messages", Good, key: null));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "not_json"), await PostAsync("/api/v1/messages", Good, "text/plain"));
        foreach (var bad in new[]
        {
            "", "[]", "null", "{", """{"to":"+447700900123"}""", """{"to":447700900123,"template":"t","language":"en"}""", """{"to":null,"template":"t","language":"en"}""",
            """{"to":"+447700900123","to":"+447700900124","template":"t","language":"en"}""", """{"to":"+447700900123","template":"t","language":"en","vlaues":{}}""",
            """{"to":"+447700900123","template":"t","language":"en","values":{"a":{"b":1}}}""", """{"To":"+447700900123","template":"t","language":"en"}""",
        })
        {
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), await PostAsync("/api/v1/messages", bad));
        }

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "unknown_sender"), await PostAsync("/api/v1/messages", """{"to":"+447700900123","template":"t","language":"en","from":"+1"}"""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_number"), await PostAsync("/api/v1/messages", """{"to":"hello","template":"t","language":"en"}"""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no_proof"), await PostAsync("/api/v1/consents", """{"phone":"+447700900123","choice":"opt_in","at":"2026-05-01T10:00:00Z","purposes":["marketing"]}"""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "future"), await PostAsync("/api/v1/consents", """{"phone":"+447700900123","choice":"opt_out","at":"2099-05-01T10:00:00Z"}"""));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), await PostAsync("/api/v1/nothing", "{}"));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), await PostAsync("/api/v2/messages", "{}"));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), await PostAsync("/api/v1/messages", "{}", method: HttpMethod.Put));
    }

    [Fact]
    public async Task Of_another_enterprise_a_key_finds_nothing_and_too_many_requests_have_to_wait()
    {
        await using var scene = await ApiScene.StartAsync();
        var other = await ApiScene.StartAsync("harbour", scene.Portal);
        var (mine, theirs) = (await scene.ClientAsync("Mine"), await other.ClientAsync("Theirs"));
        Assert.Equal(201, (await mine.CallAsync("recordConsent", new JsonObject { ["phone"] = Person, ["choice"] = "opt_in", ["at"] = "2026-05-01T10:00:00Z", ["purposes"] = new JsonArray("utility"), ["source"] = "Till" }, idempotencyKey: "same")).Status);
        Assert.Empty((await theirs.CallAsync("lookUpConsent", new JsonObject { ["phone"] = Person })).Body!["purposes"]!.AsArray());
        Assert.Empty((await theirs.CallAsync("listLists")).Body!["data"]!.AsArray());
        // Idempotency keys are each enterprise's own.
        Assert.Equal(201, (await theirs.CallAsync("recordConsent", new JsonObject { ["phone"] = Person, ["choice"] = "opt_out", ["at"] = "2026-05-01T10:00:00Z" }, idempotencyKey: "same")).Status);
        Assert.Equal("opted_in", (await mine.CallAsync("lookUpConsent", new JsonObject { ["phone"] = Person })).Body!["purposes"]![0]!["state"]!.GetValue<string>());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 420).Select(_ => mine.CallAsync("listTemplates")));
        Assert.Contains(statuses, s => s.Status == 429 && s.Headers.RetryAfter is not null);
        Assert.Contains(statuses, s => s.Status == 200 && s.Headers.Contains("RateLimit"));
        Assert.Equal(200, (await theirs.CallAsync("listTemplates")).Status);
    }

    private static (int Status, string? Code) Told((int Status, JsonNode? Body, HttpResponseHeaders Headers) answer) => (answer.Status, answer.Body?["code"]?.GetValue<string>());
}
