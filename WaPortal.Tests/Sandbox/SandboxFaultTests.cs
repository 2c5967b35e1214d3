using System.Text.Json.Nodes;
using Xunit;

namespace WaPortal.Tests.Sandbox;

public sealed class SandboxFaultTests
{
    [Theory]
    [InlineData("http500", 500, 131000)]
    [InlineData("http503", 503, 2)]
    [InlineData("error:131031", 403, 131031)]
    public async Task A_refusal_happens_as_often_as_asked_and_nothing_is_accepted(string kind, int status, int code)
    {
        await using var box = await SandboxBox.StartAsync();
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = kind, ["count"] = 1 });
        var refused = await box.SendAsync(SandboxBox.Message("+447700900001"));
        Assert.Equal((status, code), (refused.Status, (int)refused.Body["error"]!["code"]!));
        Assert.Equal(0, (int)(await box.GetAsync("/sandbox/state"))["accepted"]!);
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
    }

    [Theory]
    [InlineData("reset_before", 0)]
    [InlineData("reset_after_accept", 1)]
    [InlineData("half_answer", 1)]
    public async Task A_reset_leaves_the_sender_in_doubt_and_the_log_knows(string kind, int accepted)
    {
        var log = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}.log");
        await using var box = await SandboxBox.StartAsync(options => options.LogFile = log);
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = kind, ["count"] = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => box.SendAsync(SandboxBox.Message("+447700900001", "m1")));
        Assert.Equal(accepted, SandboxSendTests.ReadLog(log).Count);
        await box.DisposeAsync();
        File.Delete(log);
    }

    [Theory]
    [InlineData("gateway", 502, 0)]
    [InlineData("garbage", 200, 1)]
    public async Task An_answer_that_nobody_can_read_may_stand_for_either(string kind, int status, int accepted)
    {
        await using var box = await SandboxBox.StartAsync();
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = kind, ["count"] = 1 });
        using var content = new StringContent(SandboxBox.Message("+447700900001").ToJsonString());
        using var answer = await box.Http.PostAsync($"/v25.0/{SandboxBox.Number}/messages", content);
        Assert.Equal(status, (int)answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(body));
        Assert.Equal(accepted, (int)(await box.GetAsync("/sandbox/state"))["accepted"]!);
    }

    [Fact]
    public async Task A_refusal_asks_to_wait_where_that_was_asked_for()
    {
        await using var box = await SandboxBox.StartAsync();
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "error:130429", ["count"] = 1, ["retryAfter"] = 7 });
        using var content = new StringContent(SandboxBox.Message("+447700900001").ToJsonString());
        using var answer = await box.Http.PostAsync($"/v25.0/{SandboxBox.Number}/messages", content);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(400, (await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "http500", ["retryAfter"] = -1 })).Status);
    }

    [Fact]
    public async Task A_stalled_request_gets_no_answer()
    {
        await using var box = await SandboxBox.StartAsync();
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "timeout", ["count"] = 1 });
        using var hasty = new HttpClient { BaseAddress = box.Http.BaseAddress, Timeout = TimeSpan.FromMilliseconds(300) };
        hasty.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        using var content = new StringContent(SandboxBox.Message("+447700900001").ToJsonString());
        await Assert.ThrowsAsync<TaskCanceledException>(() => hasty.PostAsync($"/v25.0/{SandboxBox.Number}/messages", content));
    }

    [Fact]
    public async Task Webhooks_are_dropped_and_doubled_on_demand()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "drop_webhooks", ["count"] = 1 });
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "duplicate_webhooks", ["count"] = 1 });
        await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900001", ["text"] = "lost" });
        await SandboxBox.UntilAsync(async () => (int?)(await box.GetAsync("/sandbox/state"))["counters"]!["webhooks_dropped"] == 1);
        await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900001", ["text"] = "twice" });
        await SandboxBox.UntilAsync(() => receiver.Posts.Count == 2);
        Assert.Equal(receiver.Posts.First().Body, receiver.Posts.Last().Body);
        Assert.Equal("twice", (string?)receiver.Changes("messages")[0]["messages"]![0]!["text"]!["body"]);
    }

    [Fact]
    public async Task Shuffled_webhooks_all_arrive_in_another_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync();
        await box.SubscribeAsync(receiver);
        await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "shuffle_webhooks" });
        var sent = Enumerable.Range(0, 30).Select(n => $"text {n:D2}").ToList();
        foreach (var text in sent) await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900001", ["text"] = text });
        List<string> Arrived() => [.. receiver.Changes("messages").SelectMany(value => value["messages"]!.AsArray()).Select(message => (string)message!["text"]!["body"]!)];
        await SandboxBox.UntilAsync(() =>
        {
            box.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Arrived().Count == sent.Count;
        });
        Assert.NotEqual(sent, Arrived());
        Assert.Equal(sent, Arrived().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unknown_fault_is_named()
    {
        await using var box = await SandboxBox.StartAsync();
        var (status, body) = await box.PostAsync("/sandbox/faults", new JsonObject { ["kind"] = "http418" });
        Assert.Equal(400, status);
        Assert.Contains("reset_before", (string)body["error"]!, StringComparison.Ordinal);
    }
}
