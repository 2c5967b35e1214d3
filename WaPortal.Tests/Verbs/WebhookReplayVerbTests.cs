using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Access;
using WaPortal.Tests.Browser;
using WaPortal.Tests.Data;
using WaPortal.Tests.WhatsApp;
using WaPortal.Verbs;
using Xunit;

namespace WaPortal.Tests.Verbs;

public sealed class WebhookReplayVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("waportal-replay-").FullName;

    [Theory, Engines]
    public async Task Bodies_and_lines_of_bodies_are_taken_in_processed_and_summed_up(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        var now = connected.Portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var pretty = Write("body.json", Samples.Bytes("messages/in_text"));
        var lines = Write("many.jsonl", [0xEF, 0xBB, 0xBF, .. OneLine("wamid.1", now), .. "\r\n\n{broken\n"u8, .. OneLine("wamid.2", now), (byte)'\n', .. OneLine("wamid.3", now, "999"), .. "\n[1]"u8]);

        var (code, output, faults) = await RunAsync(connected, pretty, lines);

        Assert.Equal(1, code);
        Assert.Equal(
            [
                $"{pretty}: 1 taken in: 1 done, 0 in quarantine, 0 waiting",
                $"{lines}: 3 taken in: 2 done, 1 in quarantine, 0 waiting",
                "  1 in quarantine: it is about a phone number that is not registered here",
                "2 files: 4 webhooks taken in, 1 not done, 2 places that could not be read",
            ],
            output);
        Assert.Equal([$"{lines}:3: no JSON that can be read", $"{lines}:6: no JSON object"], faults);
        Assert.Equal(4, (await connected.RowsAsync()).Count);
        Assert.Equal("4 webhooks of 2 files", await connected.Portal.Database.ReadAsync(
            connected.Portal.TenantId, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "webhook.files-read").Select(e => e.Reason).SingleAsync(t), CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_call_changes_nothing_and_says_why()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        var good = Write("good.json", Samples.Bytes("messages/in_text"));
        var missing = Path.Combine(_directory, "missing.json");

        var (code, _, faults) = await RunAsync(connected, good, missing);
        Assert.Equal((2, $"{missing}: there is no such file. Nothing was changed."), (code, Assert.Single(faults)));

        await Connected.ConnectAsync(connected.Portal, connected.Portal.TenantId, "1002", "2002");
        (code, _, faults) = await RunAsync(connected, good);
        Assert.Equal(2, code);
        Assert.Contains($"1002, {Connected.Waba}", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Empty(await connected.RowsAsync());

        Assert.Null(WebhookReplayVerb.Call.Read(["file.json"]));
        Assert.Null(WebhookReplayVerb.Call.Read(["--enterprise", "a"]));
        Assert.Null(WebhookReplayVerb.Call.Read(["file.json", "--enterprise", "a", "--to", "nowhere"]));
        Assert.Null(WebhookReplayVerb.Call.Read(["file.json", "--enterprise", "a", "--force"]));
    }

    [Fact]
    public async Task A_broken_file_is_named_with_its_line()
    {
        await using var connected = await Connected.StartAsync(Engine.Sqlite);
        var broken = Write("broken.json", "{\n  \"object\": \"whatsapp_business_account\",\n  \"entry\": [oops]\n}\n"u8.ToArray());
        var (code, _, faults) = await RunAsync(connected, broken);
        Assert.Equal((1, $"{broken}:3: no JSON that can be read"), (code, Assert.Single(faults)));
        var long1 = Write("long.json", [.. "{}\n"u8, .. new byte[WebhookDelivery.MostBytes + 1]]);
        (code, _, faults) = await RunAsync(connected, long1);
        Assert.Equal((1, $"{long1}:2: longer than the 3 MiB that WhatsApp sends at most"), (code, Assert.Single(faults)));
    }

    [Fact]
    public async Task While_a_portal_runs_on_the_same_files_it_is_handed_to_that_portal()
    {
        await using var portal = await HttpPortal.StartAsync();
        var tenant = (await portal.Get<CreateTenant>().RunAsync("casa-alba", "Casa Alba", "Europe/London", "GB", ["en_GB"], CancellationToken.None)).Tenant!.Id;
        await portal.Get<ConnectWhatsApp>().RunAsync(tenant, new WhatsAppAccountDetails("Rowan Books", Connected.Waba, "771204458810001", null, "token", Samples.AppSecret, "verify-me"), CancellationToken.None);
        var file = Write("body.json", Samples.Bytes("templates/status_approved"));

        var (refused, words) = await PortalProcess.RunVerbAsync(portal.DataPath, null, "webhook", "replay", file, "--enterprise", "casa-alba", "--account", Connected.Waba);
        Assert.Equal(2, refused);
        Assert.Contains("A portal is running on these SQLite files", words, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());

        var (code, told) = await PortalProcess.RunVerbAsync(portal.DataPath, null, "webhook", "replay", file, "--enterprise", "casa-alba", "--account", Connected.Waba, "--to", portal.Address.ToString());
        Assert.True(code == 0, told);
        Assert.Contains($"{file}: 1 taken by the portal", told, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());

        Task<int> CountAsync() => portal.Get<Core.Data.PortalDatabase>().ReadAsync(tenant, (db, t) => db.Set<WebhookDelivery>().CountAsync(t), CancellationToken.None);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] OneLine(string wamid, long at, string number = Connected.Number) =>
        System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(WebhookInboxTests.Status(wamid, number: number, at: at)).ReplaceLineEndings(""));

    private static async Task<(int Code, string[] Output, string[] Faults)> RunAsync(Connected connected, params string[] files)
    {
        using var output = new StringWriter();
        using var faults = new StringWriter();
        var code = await WebhookReplayVerb.ReplayAsync(connected.Portal.Services, WebhookReplayVerb.Call.Read([.. files, "--enterprise", "casa-alba"])!, output, faults, CancellationToken.None);
        return (code, Lines(output), Lines(faults));
    }

    private static string[] Lines(StringWriter text) => text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
