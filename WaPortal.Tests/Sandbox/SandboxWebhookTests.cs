using System.Text.Json.Nodes;
using WaPortal.Sandbox;
using WaPortal.Verbs;
using Xunit;

namespace WaPortal.Tests.Sandbox;

public sealed class SandboxWebhookTests
{
    [Fact]
    public async Task The_handshake_fails_when_the_token_is_not_known()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync(options => options.VerifyToken = "another");
        var (status, body) = await box.PostAsync("/sandbox/webhook", new JsonObject { ["url"] = receiver.Url.ToString() });
        Assert.Equal(400, status);
        Assert.Contains("403", (string)body["error"]!, StringComparison.Ordinal);
        Assert.Null((await box.GetAsync("/sandbox/state"))["webhook"]);
    }

    [Fact]
    public async Task What_was_not_answered_with_200_comes_again_after_a_pause()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        receiver.Answer = 500;
        await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900001", ["text"] = "hi" });
        await SandboxBox.UntilAsync(async () => (int)(await box.GetAsync("/sandbox/state"))["queue"]!["posts_to_retry"]! == 1);
        Assert.Single(receiver.Posts);
        receiver.Answer = 200;
        box.Clock.Advance(TimeSpan.FromSeconds(1));
        await SandboxBox.UntilAsync(async () => (int?)(await box.GetAsync("/sandbox/state"))["counters"]!["webhooks_delivered"] == 1);
        Assert.Equal(receiver.Posts.First().Body, receiver.Posts.Last().Body);
    }

    [Fact]
    public async Task Statuses_have_the_documented_shape()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/behaviour", new JsonObject { ["failed"] = new JsonObject { ["131026"] = 1 }, ["delayMs"] = 0 });
        await box.SendAsync(SandboxBox.Message("+447700900001", "m1"));
        await SandboxBox.UntilAsync(() => receiver.Statuses().Any(status => (string?)status["status"] == "failed"));
        var failed = receiver.Statuses().Single(status => (string?)status["status"] == "failed");
        Assert.Equal((131026, "447700900001", "m1"), ((int)failed["errors"]![0]!["code"]!, (string?)failed["recipient_id"], (string?)failed["biz_opaque_callback_data"]));

        await box.PostAsync("/sandbox/behaviour", new JsonObject { ["failed"] = new JsonObject() });
        await box.SendAsync(SandboxBox.Message("+447700900002"));
        await SandboxBox.UntilAsync(() => receiver.Statuses().Any(status => (string?)status["recipient_id"] == "447700900002" && (string?)status["status"] == "sent"));
        var sent = receiver.Statuses().First(status => (string?)status["recipient_id"] == "447700900002");
        Assert.Equal("marketing", (string?)sent["pricing"]!["category"]);
        Assert.Contains(receiver.Changes("messages"), value => value["contacts"]?.AsArray().Any(contact => (string?)contact!["wa_id"] == "447700900002") == true);
    }

    [Fact]
    public async Task A_restart_keeps_templates_limits_and_what_was_not_delivered()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
        await using var receiver = await Receiver.StartAsync();
        await using (var box = await SandboxBox.StartAsync(options => (options.DataDirectory, options.Tier) = (folder, 1)))
        {
            await box.SubscribeAsync(receiver);
            var id = await box.ApprovedAsync();
            await box.PostAsync("/sandbox/behaviour", new JsonObject { ["read"] = 0, ["failed"] = new JsonObject(), ["delayMs"] = 60000 });
            await box.SendAsync(SandboxBox.Message("+447700900001", "m1"));
            await box.RestartAsync();

            Assert.Equal("APPROVED", (string?)(await box.GetAsync($"/v25.0/{id}"))["status"]);
            Assert.Equal(1, (int)(await box.GetAsync("/sandbox/state"))["accepted"]!);
            Assert.Equal(131048, await box.SendCodeAsync(SandboxBox.Message("+447700900002")));
            box.Clock.Advance(TimeSpan.FromMinutes(5));
            await SandboxBox.UntilAsync(() => receiver.Statuses().Any(status => (string?)status["status"] == "delivered" && (string?)status["biz_opaque_callback_data"] == "m1"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_said_and_ends_with_a_code()
    {
        await using var box = await SandboxBox.StartAsync();
        using var errors = new StringWriter();
        var code = await new SandboxVerb().RunAsync(["--urls", box.Http.BaseAddress!.ToString()], TextReader.Null, TextWriter.Null, errors, CancellationToken.None);
        Assert.Equal(2, code);
        Assert.Contains("in use", errors.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxStartException>(() => SandboxServer.StartAsync(new SandboxOptions { Url = "http://0.0.0.0:0" }, CancellationToken.None));
    }
}
