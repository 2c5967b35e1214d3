using System.Text.Json.Nodes;
using Xunit;

namespace WaPortal.Tests.Sandbox;

public sealed class SandboxTemplateTests
{
    [Fact]
    public async Task A_sound_template_is_approved_and_its_webhook_is_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        await box.ApprovedAsync();

        await SandboxBox.UntilAsync(() => !receiver.Posts.IsEmpty);
        var (body, signature) = receiver.Posts.First();
        Assert.Equal(Receiver.Sign(body), signature);
        var value = Assert.Single(receiver.Changes("message_template_status_update"));
        Assert.Equal("APPROVED", (string?)value["event"]);
        Assert.Equal("NONE", (string?)value["reason"]);
        Assert.Equal(1500000000000001, (long)value["message_template_id"]!);
    }

    [Theory]
    [InlineData("Hello {{2}}, your order is on its way to you.")]
    [InlineData("Hello {{1}},\n\n\n\nyour order is on its way to you.")]
    public async Task A_fault_found_in_review_rejects_with_reason_and_advice(string text)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        var created = await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template(text: text));
        Assert.Equal("PENDING", (string?)created.Body["status"]);

        await SandboxBox.UntilAsync(() => receiver.Changes("message_template_status_update").Count == 1);
        var value = receiver.Changes("message_template_status_update")[0];
        Assert.Equal(("REJECTED", "INVALID_FORMAT"), ((string?)value["event"], (string?)value["reason"]));
        Assert.NotEmpty((string)value["rejection_info"]!["recommendation"]!);
        Assert.Equal("INVALID_FORMAT", (string?)(await box.GetAsync($"/v25.0/{created.Body["id"]}?fields=rejected_reason"))["rejected_reason"]);
    }

    [Theory]
    [InlineData("Wrong-Name", "en_GB", "Hello {{1}}, your order is on its way to you.", 2388046)]
    [InlineData("fine", "en_GB", "{{1}}, your order is on its way to you.", 2388299)]
    [InlineData("fine", "en_GB", "Hello {{1}} and {{2}} dear.", 2388293)]
    public async Task Faults_of_shape_are_refused_at_once_with_their_subcode(string name, string language, string text, int subcode)
    {
        await using var box = await SandboxBox.StartAsync();
        var (status, body) = await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template(name, text, language));
        Assert.Equal((400, 100, subcode), (status, (int)body["error"]!["code"]!, (int)body["error"]!["error_subcode"]!));
    }

    [Fact]
    public async Task The_same_name_and_language_exist_once_and_stay_locked_after_deletion()
    {
        await using var box = await SandboxBox.StartAsync();
        var id = await box.ApprovedAsync();
        var again = await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template());
        Assert.Equal(2388024, (int)again.Body["error"]!["error_subcode"]!);

        Assert.Equal(200, (await box.CallAsync(HttpMethod.Delete, $"/v25.0/{SandboxBox.Waba}/message_templates?hsm_id={id}&name=order_on_its_way")).Status);
        var locked = await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template());
        Assert.Equal(2388023, (int)locked.Body["error"]!["error_subcode"]!);
        box.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(200, (await box.PostAsync($"/v25.0/{SandboxBox.Waba}/message_templates", SandboxBox.Template())).Status);
    }

    [Fact]
    public async Task An_approved_template_is_edited_once_a_day()
    {
        await using var box = await SandboxBox.StartAsync();
        var id = await box.ApprovedAsync();
        var edit = new JsonObject { ["components"] = SandboxBox.Template(text: "Dear {{1}}, your order is on its way to you.")["components"]!.DeepClone() };
        Assert.Equal(200, (await box.PostAsync($"/v25.0/{id}", edit)).Status);
        await SandboxBox.UntilAsync(async () => (string?)(await box.GetAsync($"/v25.0/{id}"))["status"] == "APPROVED");
        Assert.Equal(2388039, (int)(await box.PostAsync($"/v25.0/{id}", edit)).Body["error"]!["error_subcode"]!);
        box.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(200, (await box.PostAsync($"/v25.0/{id}", edit)).Status);
    }

    [Fact]
    public async Task What_is_archived_comes_out_as_it_was_and_one_wrong_id_leaves_all_where_they_are()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        var id = await box.ApprovedAsync();
        Assert.Equal(400, (await ShelveAsync("archive", id, "77")).Status);
        Assert.Equal("APPROVED", (string?)(await box.GetAsync($"/v25.0/{id}?fields=status"))["status"]);

        Assert.Equal(200, (await ShelveAsync("archive", id)).Status);
        Assert.Equal("ARCHIVED", (string?)(await box.GetAsync($"/v25.0/{id}?fields=status"))["status"]);
        Assert.Equal(400, (await ShelveAsync("archive", id)).Status);
        Assert.Equal(200, (await ShelveAsync("unarchive", id)).Status);

        Assert.Equal("APPROVED", (string?)(await box.GetAsync($"/v25.0/{id}?fields=status"))["status"]);
        await SandboxBox.UntilAsync(() => receiver.Changes("message_template_status_update").Count == 3);
        Assert.Equal(["APPROVED", "ARCHIVED", "UNARCHIVED"], receiver.Changes("message_template_status_update").Select(change => (string?)change["event"]));

        Task<(int Status, JsonObject Body)> ShelveAsync(string what, params string[] ids) =>
            box.PostAsync($"/{SandboxBox.Waba}/message_templates/{what}", new JsonObject { ["hsm_ids"] = new JsonArray([.. ids.Select(one => (JsonNode?)one)]) });
    }

    [Fact]
    public async Task The_list_is_read_page_by_page()
    {
        await using var box = await SandboxBox.StartAsync();
        foreach (var name in new[] { "one", "two", "three" }) await box.ApprovedAsync(name);
        var names = new List<string?>();
        var path = $"/v25.0/{SandboxBox.Waba}/message_templates?limit=2&fields=name";
        while (path is not null)
        {
            var page = await box.GetAsync(path);
            names.AddRange(page["data"]!.AsArray().Select(template => (string?)template!["name"]));
            path = (string?)page["paging"]?["next"];
        }

        Assert.Equal(["one", "two", "three"], names);
        Assert.Equal(131059, (int)(await box.GetAsync($"/v25.0/{SandboxBox.Waba}/message_templates?after=bogus"))["error"]!["code"]!);
    }

    [Fact]
    public async Task A_call_without_a_token_is_refused()
    {
        await using var box = await SandboxBox.StartAsync();
        box.Http.DefaultRequestHeaders.Authorization = null;
        var (status, body) = await box.CallAsync(HttpMethod.Get, $"/v25.0/{SandboxBox.Waba}/message_templates");
        Assert.Equal((401, 190), (status, (int)body["error"]!["code"]!));
    }
}
