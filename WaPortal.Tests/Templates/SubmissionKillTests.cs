using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Templates;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Templates;

/// <summary>The portal is killed while the platform has taken a template on and has not said so yet.</summary>
[Trait("Category", "Load")]
public sealed class SubmissionKillTests
{
    private const int Templates = 9;

    // More by hand: WAPORTAL_TEST_SUBMISSION_KILLS=5.
    private static readonly int Kills = KilledPortal.Setting("WAPORTAL_TEST_SUBMISSION_KILLS", 1);

    [Fact]
    public async Task A_killed_portal_submits_each_template_and_each_edit_once()
    {
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1", "--review-delay", "0.1");
        await using var portal = await KilledPortal.CreateAsync(sandbox);
        for (var i = 0; i < Templates; i++)
        {
            var created = await portal.Get<CreateTemplate>().RunAsync(
                portal.Actor, $"template_{i}", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", CancellationToken.None, portal.Account, Content($"Stall {i} of our autumn market opens on Saturday at nine."));
            await SubmitAsync(portal, Assert.IsType<TemplateResult.Done>(created));
        }

        await RunAndKillAsync(sandbox, portal, "/message_templates", "template_creations");
        await EachIsApprovedAsync(portal, version: 1);

        foreach (var row in await RowsAsync(portal))
        {
            var saved = await portal.Get<EditTranslation>().SaveDraftAsync(
                portal.Actor, row.TemplateId, row.Language, row.Content() with { Footer = "Casa Alba" }, row.DraftVersion, CancellationToken.None);
            await SubmitAsync(portal, Assert.IsType<TemplateResult.Done>(saved));
        }

        await RunAndKillAsync(sandbox, portal, "/15000", "template_edits");
        await EachIsApprovedAsync(portal, version: 2);
        Assert.All(await RowsAsync(portal), row => Assert.Contains("Casa Alba", row.ApprovedJson, StringComparison.Ordinal));
    }

    // Each answer comes so late that the kills fall in between.
    private static async Task RunAndKillAsync(SandboxProcess sandbox, KilledPortal portal, string path, string counter)
    {
        await sandbox.PostAsync("/sandbox/faults", new { kind = "late_answer", on = path, delayMs = 1_000 });
        var process = await portal.StartAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = Templates * kill / (Kills + 1);
            await Eventually.TrueAsync(async () => await CountAsync(sandbox, counter) >= goal, "Submitting does not go on.");
            await process.KillAsync();
            process = await portal.StartAsync();
        }

        await Eventually.TrueAsync(async () => (await RowsAsync(portal)).All(r => r.Status == TranslationStatus.Approved), "Submitting does not end.", 120);
        await process.KillAsync();
        Assert.Equal(Templates, await CountAsync(sandbox, counter));
    }

    private static async Task EachIsApprovedAsync(KilledPortal portal, int version)
    {
        var rows = await RowsAsync(portal);
        Assert.Equal(Templates, rows.Select(r => r.PlatformId).Distinct().Count());
        Assert.All(rows, row => Assert.Equal((TranslationStatus.Approved, version), (row.Status, row.SubmittedVersion)));
    }

    private static TemplateContent Content(string body) => new() { Body = body };

    private static async Task SubmitAsync(KilledPortal portal, TemplateResult.Done draft) => Assert.IsType<TemplateResult.Done>(
        await portal.Get<SubmitTemplate>().RunAsync(portal.Actor, draft.Template, "en_GB", draft.DraftVersion, CancellationToken.None));

    private static Task<List<TemplateTranslation>> RowsAsync(KilledPortal portal) =>
        portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<TemplateTranslation>().AsNoTracking().ToListAsync(t), CancellationToken.None);

    private static async Task<int> CountAsync(SandboxProcess sandbox, string counter)
    {
        var state = JsonNode.Parse(await sandbox.Http.GetStringAsync(new Uri("/sandbox/state", UriKind.Relative)))!;
        return (int?)state["counters"]![counter] ?? 0;
    }
}
