using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.OpenApi;
using WaPortal.Access;
using WaPortal.Core.Api;

namespace WaPortal.Api;

/// <summary>What programs speak to: <c>/api/v1</c>, and its description at <c>/openapi/v1.json</c> (OpenAPI 3.1).</summary>
internal static class ApiEndpoints
{
    public const string Prefix = "/api/v1";

    /// <summary>The address of the description.</summary>
    public const string Description = "/openapi/v1.json";

    private const string Scheme = "key";

    public static IServiceCollection AddPortalApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiRate>();
        services.AddSingleton<ApiGate>();
        // The description is made by these; bodies are read by the stricter ones.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = ApiJson.Options.PropertyNamingPolicy;
            options.SerializerOptions.NumberHandling = ApiJson.Options.NumberHandling;
            options.SerializerOptions.Converters.Add(ApiJson.Options.Converters[0]);
        });
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer(Describe);
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiScopeMetadata>().FirstOrDefault() is { } asked)
                    operation.Description = $"{operation.Description} Needs the scope `{asked.Scope.Name()}`.".Trim();
                foreach (var key in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.Name == IdempotencyKey.Header) ?? [])
                    (key.Required, key.Description) = (true, "1 to 200 visible ASCII characters, another one for each thing that is wanted.");
                return Task.CompletedTask;
            });
        });
        return services;
    }

    /// <summary>Goes before what asks for a sign-in or answers with pages.</summary>
    public static WebApplication UsePortalApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), api => api.UseMiddleware<ApiAnswers>());
        return app;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Prefix).AllowAnonymous().DisableAntiforgery().WithMetadata(new RateAttribute(RateKind.Api)).AddEndpointFilter((invocation, next) => invocation.HttpContext.RequestServices.GetRequiredService<ApiGate>().InvokeAsync(invocation, next))
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapMessages();
        api.MapConsents();
        api.MapPlanning();
        api.MapCampaigns();
        app.Map("/api/{**rest}", Elsewhere).AllowAnonymous().ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return app;
    }

    /// <summary>Says which scope an endpoint asks for.</summary>
    internal static RouteHandlerBuilder Asks(this RouteHandlerBuilder endpoint, ApiScope scope) => endpoint.WithMetadata(new ApiScopeMetadata(scope));

    // Whatever fits no endpoint: of another method, of another content type, or nowhere at all.
    private static IResult Elsewhere(HttpContext context, EndpointDataSource endpoints)
    {
        var here = endpoints.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ApiScopeMetadata>() is not null
            && new TemplateMatcher(new RouteTemplate(e.RoutePattern), []).TryMatch(context.Request.Path, [])).ToList();
        var methods = here.SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
            return ApiProblem.Bare(StatusCodes.Status404NotFound);
        if (methods.Contains(context.Request.Method, StringComparer.Ordinal))
            return ApiProblem.Bare(here.Exists(e => e.Metadata.GetMetadata<IAcceptsMetadata>() is not null) ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status404NotFound);
        context.Response.Headers.Allow = string.Join(", ", methods);
        return ApiProblem.Bare(StatusCodes.Status405MethodNotAllowed);
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken token)
    {
        document.Info = new OpenApiInfo
        {
            Title = "WaPortal",
            Version = "1",
            Description = "Single messages, consent and campaigns of an enterprise. Refusals are application/problem+json with a stable code; new codes and new fields may come within this version.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key from Settings, API keys." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
