using System.ComponentModel;
using WaPortal.Core.Api;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;

namespace WaPortal.Api;

/// <summary>Many of something.</summary>
/// <param name="Data">This page.</param>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
public sealed record Page<T>(T[] Data, string? NextCursor = null);

/// <summary>A template with a translation that may be sent.</summary>
public sealed record TemplateAnswer(string Name, TemplateCategory Category, TranslationAnswer[] Translations);

/// <summary>A translation that may be sent.</summary>
public sealed record TranslationAnswer(string Language, TemplateVariableAnswer[] Variables);

/// <summary>A variable of a translation.</summary>
public sealed record TemplateVariableAnswer([property: Description("As values name it, such as body.1.")] string Key, bool IsOptional, string Sample);

/// <summary>An opt-in list.</summary>
public sealed record ListAnswer(Guid Id, string Name, int Members, int OptedIn);

/// <summary>A segment.</summary>
public sealed record SegmentAnswer(Guid Id, string Name);

/// <summary>A number that messages leave from.</summary>
public sealed record NumberAnswer([property: Description("WhatsApp's id of it.")] string Id, string Number, string? Name);

/// <summary>What a campaign is planned with.</summary>
internal static class PlanningEndpoints
{
    public static void MapPlanning(this RouteGroupBuilder api)
    {
        api.MapGet("/templates", async (HttpContext context, SendableTemplates templates) => Results.Json(
                new Page<TemplateAnswer>([.. (await templates.ListAsync(ApiGate.ActorOf(context), context.RequestAborted)).Select(Answer)]), ApiJson.Options))
            .Asks(ApiScope.TemplatesRead).WithName("listTemplates").WithTags("Templates").WithSummary("Approved templates with their variables").Produces<Page<TemplateAnswer>>();
        api.MapGet("/lists", async (HttpContext context, OptInListsQuery lists) => Results.Json(
                new Page<ListAnswer>([.. (await lists.ListAsync(ApiGate.ActorOf(context), context.RequestAborted)).Select(l => new ListAnswer(l.Id.Value, l.Name, l.Members, l.OptedIn))]), ApiJson.Options))
            .Asks(ApiScope.CampaignsRead).WithName("listLists").WithTags("Audience").WithSummary("Opt-in lists").Produces<Page<ListAnswer>>();
        api.MapGet("/segments", async (HttpContext context, ManageSegments segments) => Results.Json(
                new Page<SegmentAnswer>([.. (await segments.ListAsync(ApiGate.ActorOf(context), context.RequestAborted)).Select(s => new SegmentAnswer(s.Id.Value, s.Name))]), ApiJson.Options))
            .Asks(ApiScope.CampaignsRead).WithName("listSegments").WithTags("Audience").WithSummary("Segments").Produces<Page<SegmentAnswer>>();
        api.MapGet("/numbers", async (HttpContext context, CampaignQueries campaigns) => Results.Json(
                new Page<NumberAnswer>([.. (await campaigns.SendersAsync(ApiGate.ActorOf(context), context.RequestAborted)).Select(n => new NumberAnswer(n.PhoneNumberId, n.DisplayNumber, n.VerifiedName))]), ApiJson.Options))
            .Asks(ApiScope.CampaignsRead).WithName("listNumbers").WithTags("Audience").WithSummary("Numbers that messages leave from").Produces<Page<NumberAnswer>>();
    }

    private static TemplateAnswer Answer(SendableTemplate template) => new(
        template.Name, template.Category,
        [.. template.Translations.Select(t => new TranslationAnswer(t.Language, [.. t.Content.Variables().Select(v => new TemplateVariableAnswer(v.Key, v.IsOptional, t.Content.SampleOf(v)))]))]);
}
