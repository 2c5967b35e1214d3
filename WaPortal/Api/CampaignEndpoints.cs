using System.ComponentModel;
using WaPortal.Core.Api;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Api;

/// <summary>How a variable is filled.</summary>
public sealed record ValueRequest(
    ValueSource Source,
    [property: Description("The column's name, the text, the text with fields, or the address that a tracked link leads to.")] string? Value = null,
    [property: Description("For people who have no value; without it they are skipped.")] string? Fallback = null);

/// <summary>A campaign to plan.</summary>
public sealed record CampaignRequest(
    string Name,
    [property: Description("Name of an approved template.")] string Template,
    [property: Description("Names of opt-in lists.")] string[]? Lists = null,
    [property: Description("Names of segments.")] string[]? Segments = null,
    [property: Description("Names of lists whose people are left out.")] string[]? WithoutLists = null,
    [property: Description("Names of segments whose people are left out.")] string[]? WithoutSegments = null,
    [property: Description("By variable, such as body.name; GET /templates names them.")] Dictionary<string, ValueRequest>? Values = null,
    [property: Description("For people whose own language has no translation; without it they are skipped.")] string? FallbackLanguage = null,
    [property: Description("The number that it leaves from. May be left out where there is one.")] string? From = null,
    [property: Description("When it starts once it is scheduled; at once where nothing is said.")] DateTimeOffset? StartAt = null);

/// <summary>A campaign in a list.</summary>
public sealed record CampaignLineAnswer(Guid Id, string Name, CampaignState State, DateTimeOffset? StartAt, DateTimeOffset CreatedAt);

/// <summary>A campaign with its figures.</summary>
public sealed record CampaignAnswer(
    Guid Id, string Name, CampaignState State, DateTimeOffset? StartAt, DateTimeOffset? FinishedAt,
    [property: Description("Why it is paused.")] string? PauseReason,
    [property: Description("Counts changes; starting names the one that was read.")] int Version,
    [property: Description("Null before its audience is put together.")] CampaignFiguresAnswer? Figures);

/// <summary>How many people, by what became of their message.</summary>
public sealed record CampaignFiguresAnswer(
    int People, int StillToSend, int Sent, int Delivered, int Read, int Failed, int Skipped, int InDoubt, int Cancelled, int Answered, int Clicked,
    [property: Description("Who opted out within three days of it.")] int OptedOut);

/// <summary>Which version of a campaign is meant.</summary>
public sealed record StartRequest([property: Description("As it was read; another one in between makes this 409.")] int Version);

/// <summary>Campaigns.</summary>
internal static class CampaignEndpoints
{
    private const int UsualPage = 50;
    private const int LargestPage = 100;

    public static void MapCampaigns(this RouteGroupBuilder api)
    {
        api.MapGet("/campaigns", ListAsync).Asks(ApiScope.CampaignsRead).WithName("listCampaigns").WithTags("Campaigns").WithSummary("Campaigns, the newest first")
            .Produces<Page<CampaignLineAnswer>>().ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/campaigns", CreateAsync).Asks(ApiScope.CampaignsWrite).WithName("createCampaign").WithTags("Campaigns").WithSummary("Plan a campaign")
            .WithDescription("Makes a draft. Nothing is sent before it is started.")
            .Produces<CampaignAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/campaigns/{id:guid}", FindAsync).Asks(ApiScope.CampaignsRead).WithName("getCampaign").WithTags("Campaigns").WithSummary("A campaign with its figures")
            .Produces<CampaignAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/campaigns/{id:guid}/start", StartAsync).Asks(ApiScope.CampaignsWrite).WithName("startCampaign").WithTags("Campaigns").WithSummary("Start or schedule a draft")
            .WithDescription("Asks everything that the review in the portal asks, the approval of a second person among it; what stands against it is named in problems.")
            .Produces<CampaignAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        Act(api, "pause", "Pause it", (control, context, id) => control.PauseAsync(ApiGate.ActorOf(context), id, null, CancellationToken.None));
        Act(api, "resume", "Go on where it was paused", (control, context, id) => control.ResumeAsync(ApiGate.ActorOf(context), id, CancellationToken.None));
        Act(api, "cancel", "Stop it for good", (control, context, id) => control.CancelAsync(ApiGate.ActorOf(context), id, null, CancellationToken.None));
    }

    private static void Act(RouteGroupBuilder api, string verb, string summary, Func<ControlCampaign, HttpContext, CampaignId, Task<CampaignResult>> act) =>
        api.MapPost($"/campaigns/{{id:guid}}/{verb}", async (HttpContext context, ControlCampaign control, CampaignQueries queries, Guid id) =>
            {
                var result = await act(control, context, new CampaignId(id));
                return result is CampaignResult.Done done ? await AnswerAsync(context, queries, done.Id) : ApiProblem.Of(result);
            })
            .Asks(ApiScope.CampaignsWrite).WithName(verb + "Campaign").WithTags("Campaigns").WithSummary(summary)
            .Produces<CampaignAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<IResult> ListAsync(
        HttpContext context, ApiCampaigns campaigns, [Description("next_cursor of the page before.")] string? cursor, [Description("1 to 100; 50 where nothing is said.")] int? limit)
    {
        Guid after = default;
        if (cursor is not null && !Guid.TryParseExact(cursor, "N", out after))
            return ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_cursor", "This is no cursor of this list.", "cursor");
        if (limit is < 1 or > LargestPage)
            return ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_limit", $"A page has 1 to {LargestPage} entries.", "limit");
        var most = limit ?? UsualPage;
        var lines = await campaigns.ListAsync(ApiGate.ActorOf(context), cursor is null ? null : new CampaignId(after), most, context.RequestAborted);
        return Results.Json(
            new Page<CampaignLineAnswer>(
                [.. lines.Select(c => new CampaignLineAnswer(c.Id.Value, c.Name, c.State, c.StartAt, c.CreatedAt))], lines.Count == most ? lines[^1].Id.Value.ToString("N") : null),
            ApiJson.Options);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiCampaigns campaigns, CampaignQueries queries, ApiBody<CampaignRequest> body)
    {
        var wanted = body.Value;
        var plan = new ApiCampaignPlan(
            wanted.Name, wanted.Template, wanted.From, wanted.Lists ?? [], wanted.Segments ?? [], wanted.WithoutLists ?? [], wanted.WithoutSegments ?? [],
            [.. (wanted.Values ?? []).Select(v => new VariableMapping(v.Key, v.Value.Source, v.Value.Value ?? "", v.Value.Fallback))], wanted.FallbackLanguage, wanted.StartAt);
        var outcome = await campaigns.CreateAsync(ApiGate.ActorOf(context), plan, CancellationToken.None);
        if (outcome is not ApiOutcome.Done made)
            return ApiProblem.Of(outcome);
        context.Response.Headers.Location = $"{ApiEndpoints.Prefix}/campaigns/{made.Id}";
        return await AnswerAsync(context, queries, new CampaignId(made.Id), StatusCodes.Status201Created);
    }

    private static Task<IResult> FindAsync(HttpContext context, CampaignQueries queries, Guid id) => AnswerAsync(context, queries, new CampaignId(id));

    private static async Task<IResult> StartAsync(HttpContext context, ScheduleCampaign schedule, CampaignQueries queries, Guid id, ApiBody<StartRequest> body)
    {
        var result = await schedule.RunAsync(ApiGate.ActorOf(context), new CampaignId(id), body.Value.Version, CancellationToken.None);
        return result is CampaignResult.Done ? await AnswerAsync(context, queries, new CampaignId(id)) : ApiProblem.Of(result);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, CampaignQueries queries, CampaignId id, int status = StatusCodes.Status200OK)
    {
        if (await queries.DetailAsync(ApiGate.ActorOf(context), id, context.RequestAborted) is not { } detail)
            return ApiProblem.Of(new CampaignResult.NotFound());
        var (c, now) = (detail.Campaign, detail.Progress);
        var figures = now is null ? null : new CampaignFiguresAnswer(
            now.Total, now.StillToSend, now.Sent, now.Delivered, now.Of(MessageState.Read), now.Of(MessageState.Failed), now.Of(MessageState.Skipped), now.Of(MessageState.InDoubt),
            now.Of(MessageState.Cancelled), detail.Responses.Answered, detail.Clicked, detail.Responses.OptedOut);
        return Results.Json(new CampaignAnswer(c.Id.Value, c.Name, c.State, c.StartAt, c.FinishedAt, c.PauseReason, c.Version, figures), ApiJson.Options, statusCode: status);
    }
}
