using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tests.Templates.Sync;

/// <summary>What somebody does at the platform, outside the portal.</summary>
internal static class SyncStage
{
    private const string Parcel = "Hello {{1}}, your parcel is waiting at the front desk of our store.";

    public static JsonObject Body(string text) => new() { ["type"] = "BODY", ["text"] = text, ["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray("Ivo", "Bristol")) } };

    public static JsonObject MakeElsewhere(
        this TemplateStage stage, string id, string name = "made_elsewhere", string language = "en_GB", string status = "APPROVED", string category = "UTILITY", JsonArray? components = null, string format = "POSITIONAL")
    {
        var made = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["language"] = language,
            ["status"] = status,
            ["category"] = category,
            ["parameter_format"] = format,
            ["quality_score"] = new JsonObject { ["score"] = "GREEN" },
            ["components"] = components ?? new JsonArray(Body(Parcel)),
        };
        stage.Platform.Templates.Add(made);
        return made;
    }

    /// <summary>Compares all accounts with the platform, some time after whatever was done last.</summary>
    public static async Task CompareAsync(this TemplateStage stage)
    {
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(3));
        await stage.Portal.Get<FetchTemplates>().RunAsync(stage.Marketer, CancellationToken.None);
        await stage.Portal.RunJobsAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(3));
    }

    public static Task<ElsewhereList> WaitingAsync(this TemplateStage stage) => stage.Portal.Get<ElsewhereQuery>().RunAsync(stage.Marketer, null, 1, CancellationToken.None);

    public static async Task<AdoptionResult> AdoptAsync(this TemplateStage stage, string name = "made_elsewhere")
    {
        var family = (await stage.WaitingAsync()).Families.Single(f => f.Name == name);
        return await stage.Portal.Get<AdoptTemplates>().RunAsync(stage.Marketer, family.Account, name, CancellationToken.None);
    }

    public static Task<WhatsAppAccountId> AccountAsync(this TemplateStage stage) =>
        stage.Portal.Database.ReadAsync(stage.Portal.TenantId, (db, t) => db.Set<WhatsAppAccount>().Select(a => a.Id).SingleAsync(t), CancellationToken.None);

    public static Task<TemplateComparison> ComparisonAsync(this TemplateStage stage) =>
        stage.Portal.Database.ReadAsync(stage.Portal.TenantId, (db, t) => db.Set<TemplateComparison>().SingleAsync(t), CancellationToken.None);

    public static Task<TemplateTranslation> RowAsync(this TemplateStage stage, TemplateId id, string language = "en_GB") => stage.Portal.Database.ReadAsync(
        stage.Portal.TenantId, (db, t) => db.Set<TemplateTranslation>().SingleAsync(x => x.TemplateId == id && x.Language == language, t), CancellationToken.None);
}
