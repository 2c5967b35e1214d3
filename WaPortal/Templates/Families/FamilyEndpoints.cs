using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates.Families;

/// <summary>A template with all its languages as a file.</summary>
public static class FamilyEndpoints
{
    /// <summary>Where a template's file is.</summary>
    public static string Address(TemplateId id) => $"/templates/{id.Value}/export.json";

    public static WebApplication MapTemplateExport(this WebApplication app)
    {
        app.MapGet("/templates/{id:guid}/export.json", async (Guid id, HttpContext context, TemplateFamilies families) =>
            await families.ExportAsync(context.User.ToActor()!, new TemplateId(id), context.RequestAborted) is var (name, file)
                ? Results.File(file, "application/json", $"{name}.json")
                : Results.NotFound())
            .WithMetadata(new RateAttribute(RateKind.Export))
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewTemplates));
        return app;
    }
}
