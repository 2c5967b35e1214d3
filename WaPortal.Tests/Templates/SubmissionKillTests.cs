using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Templates;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Templates;

/// <summary>The portal is killed while the platform has taken a template on and has not said so yet.</summary>
[Trait("Category", "Load")]
public sealed class SubmissionKillTests
{
    private const int Templates = 9;
    private const int Edits = 5;

    // More by hand: WAPORTAL_TEST_SUBMISSION_KILLS=5.
    private static readonly int Kills = KilledPortal.Setting("WAPORTAL_TEST_SUBMISSION_KILLS", 1);

    [Fact]
    public async Task A_killed_portal_submits_each_template_and_each_edit_once()
    {
        await using var sandbox = await SandboxProcess.StartAsync("--seed", "1", "--review-delay", "0.1");
        await using var portal = await KilledPortal.CreateAsync(sandbox);
        for (var i = 0; i < Edits; i++)
            await SubmitAsync(portal, await DraftAsync(portal, i));
        await portal.RunDueJobsAsync();
        // The approvals' webhooks would come to a portal that does not run yet.
        await portal.Database.WriteAsync(
            portal.Tenant,
            (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = submitted_json WHERE tenant_id = @tenant", t, ("@tenant", portal.Tenant)),
            CancellationToken.None);
        foreach (var row in await RowsAsync(portal))
        {
            var saved = await portal.Get<EditTranslation>().SaveDraftAsync(
                portal.Actor, row.TemplateId, row.Language, row.Content() with { Footer = "Casa Alba" }, row.DraftVersion, CancellationToken.None);
            await SubmitAsync(portal, Assert.IsType<TemplateResult.Done>(saved));
        }

        for (var i = Edits; i < Templates; i++)
            await SubmitAsync(portal, await DraftAsync(portal, i));

        // Each answer comes so late that the kills fall in between.
        foreach (var path in (string[])["/message_templates", "/15000"])
            await sandbox.PostAsync("/sandbox/faults", new { kind = "late_answer", on = path, delayMs = 1_000 });
        var process = await portal.StartAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = Edits + (Templates * kill / (Kills + 1));
            await Eventually.TrueAsync(async () => await CountAsync(sandbox, "template_creations") + await CountAsync(sandbox, "template_edits") >= goal, "Submitting does not go on.");
            await process.KillAsync();
            process = await portal.StartAsync();
        }

        await Eventually.TrueAsync(async () => (await RowsAsync(portal)).All(r => r.Status == TranslationStatus.Approved), "Submitting does not end.", 120);
        await process.KillAsync();

        Assert.Equal((Templates, Edits), (await CountAsync(sandbox, "template_creations"), await CountAsync(sandbox, "template_edits")));
        var rows = await RowsAsync(portal);
        Assert.Equal(Templates, rows.Select(r => r.PlatformId).Distinct().Count());
        Assert.Equal(Edits, rows.Count(r => r.SubmittedVersion == 2 && r.ApprovedJson!.Contains("Casa Alba", StringComparison.Ordinal)));
    }

    private static async Task<TemplateResult.Done> DraftAsync(KilledPortal portal, int number) => Assert.IsType<TemplateResult.Done>(await portal.Get<CreateTemplate>().RunAsync(
        portal.Actor, $"template_{number}", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", CancellationToken.None, portal.Account,
        Content($"Stall {number} of our autumn market opens on Saturday at nine.")));

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
