using System.Text.Json.Nodes;
using WaPortal.Sandbox;
using Xunit;

namespace WaPortal.Tests.Sandbox;

public sealed class SandboxSendTests
{
    [Fact]
    public async Task Templates_and_parameters_are_held_against_the_send()
    {
        await using var box = await SandboxBox.StartAsync();
        var id = await box.ApprovedAsync();
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        Assert.Equal(132001, await box.SendCodeAsync(SandboxBox.Message("+447700900001", language: "de")));
        Assert.Equal(132018, await box.SendCodeAsync(SandboxBox.Message("+447700900001", value: "two\nlines")));
        Assert.Equal(131009, await box.SendCodeAsync(SandboxBox.Message("+44 oops")));
        var bare = SandboxBox.Message("+447700900001");
        ((JsonObject)bare["template"]!).Remove("components");
        Assert.Equal(132000, await box.SendCodeAsync(bare));
        var named = SandboxBox.Message("+447700900001");
        named["template"]!["components"]![0]!["parameters"]![0]!["parameter_name"] = "name";
        Assert.Equal(132012, await box.SendCodeAsync(named));

        await box.PostAsync($"/sandbox/templates/{id}/decision", new JsonObject { ["event"] = "PAUSED" });
        Assert.Equal(132015, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        await box.PostAsync($"/sandbox/templates/{id}/decision", new JsonObject { ["event"] = "DISABLED" });
        Assert.Equal(132016, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
    }

    [Fact]
    public async Task The_tier_counts_people_once_in_a_rolling_day()
    {
        await using var box = await SandboxBox.StartAsync(options => options.Tier = 2);
        await box.ApprovedAsync();
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900002")));
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        var refused = await box.SendAsync(SandboxBox.Message("+447700900003"));
        Assert.Equal(131048, (int)refused.Body["error"]!["code"]!);
        Assert.NotEmpty((string)refused.Body["error"]!["error_data"]!["details"]!);

        await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900003", ["text"] = "hi" });
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900003")));
        box.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900004")));
    }

    [Fact]
    public async Task Throughput_and_pair_are_limited_until_time_passes()
    {
        await using var box = await SandboxBox.StartAsync(options => (options.Throughput, options.Pair) = (2, 1));
        await box.ApprovedAsync();
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        Assert.Equal(131056, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900002")));
        Assert.Equal(130429, await box.SendCodeAsync(SandboxBox.Message("+447700900003")));
        box.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, await box.SendCodeAsync(SandboxBox.Message("+447700900001")));
    }

    [Fact]
    public async Task Free_text_goes_only_into_an_open_window()
    {
        await using var box = await SandboxBox.StartAsync();
        JsonObject Text() => new() { ["messaging_product"] = "whatsapp", ["to"] = "+447700900001", ["type"] = "text", ["text"] = new JsonObject { ["body"] = "Hello" } };
        Assert.Equal(131047, await box.SendCodeAsync(Text()));
        await box.PostAsync("/sandbox/inbound", new JsonObject { ["from"] = "+447700900001", ["text"] = "hi" });
        Assert.Equal(0, await box.SendCodeAsync(Text()));
        box.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(131047, await box.SendCodeAsync(Text()));
    }

    [Fact]
    public void Equal_seeds_give_equal_fates_and_others_do_not()
    {
        string Fates(int seed)
        {
            var generator = new StatusGenerator(seed);
            return string.Join('|', Enumerable.Range(0, 200).Select(n => string.Join(',', generator.Plan($"4477009{n:D5}", "offer", Behaviour.Default).Select(planned => $"{planned.Status}{planned.After.Ticks}"))));
        }

        Assert.Equal(Fates(1), Fates(1));
        Assert.NotEqual(Fates(1), Fates(2));
    }

    [Fact]
    public async Task Two_thousand_sends_at_once_are_all_accepted_logged_and_reported()
    {
        var log = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}.log");
        await using var receiver = await Receiver.StartAsync();
        await using var box = await SandboxBox.StartAsync(options => options.LogFile = log);
        await box.SubscribeAsync(receiver);
        await box.ApprovedAsync();
        await box.PostAsync("/sandbox/behaviour", new JsonObject { ["delivered"] = 1, ["read"] = 0, ["failed"] = new JsonObject(), ["delayMs"] = 0 });
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, _) =>
            Assert.Equal(200, (await box.SendAsync(SandboxBox.Message($"+4477{n:D8}", $"m{n}"))).Status));

        var logged = ReadLog(log).Select(line => (string)line["biz_opaque_callback_data"]!).ToList();
        Assert.Equal(2000, logged.Distinct().Count());
        Assert.Equal(2000, logged.Count);
        await SandboxBox.UntilAsync(() => receiver.Statuses().Count >= 4000);
        var statuses = receiver.Statuses();
        Assert.Equal(2000, statuses.Where(status => (string?)status["status"] == "delivered").Select(status => (string?)status["biz_opaque_callback_data"]).Distinct().Count());
        Assert.True(receiver.Posts.Count < 2000, "Statuses are sent in batches.");
        File.Delete(log);
    }

    internal static List<JsonObject> ReadLog(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];
    }
}
