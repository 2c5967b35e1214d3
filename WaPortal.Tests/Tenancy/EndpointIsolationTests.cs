using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using WaPortal.WhatsApp;
using Xunit;

namespace WaPortal.Tests.Tenancy;

/// <summary>Walks all endpoints of the running portal: each asks for a right or stands on a short list, and none tells another tenant's id from an unknown one.</summary>
public sealed class EndpointIsolationTests
{
    private const string Refusal = "Your role does not allow this.";

    // For everybody who is signed in; each with its reason.
    private static readonly HashSet<string> ForEveryRole =
    [
        "/", // the overview shows what the role may see
        "/account", // one's own
        "/account/passkeys",
        "/account/passkeys/options",
        "/act-in/end", // whoever acts in may leave
        "/dev/patterns", // pieces without data
        "/{**path:file}", // a file that is not there
    ];

    [Fact]
    public async Task Every_endpoint_asks_for_a_right_or_is_on_the_list()
    {
        await using var portal = await HttpPortal.StartAsync();
        var withoutRight = Endpoints(portal).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && !NeededRights(e).Any())
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Where(path => !path.StartsWith("/_", StringComparison.Ordinal)) // the framework's own
            .ToHashSet();
        Assert.Equal(ForEveryRole.Order(), withoutRight.Order());
    }

    [Fact]
    public async Task A_role_without_the_right_is_refused_in_the_same_words_everywhere()
    {
        await using var portal = await HttpPortal.StartAsync();
        var tenant = await AddTenantAsync(portal, "casa-alba");
        foreach (var role in Enum.GetValues<PortalRole>())
        {
            var session = await SignInAsync(portal, tenant, role);
            foreach (var endpoint in Endpoints(portal).Where(e => NeededRights(e).Any()))
            {
                var may = NeededRights(endpoint).All(either => either.Any(Rights.Of([role]).Contains));
                var answer = await AskAsync(portal, Method(endpoint), Path(endpoint, Guid.Empty), session);
                var refused = answer is (HttpStatusCode.Forbidden, Refusal);
                Assert.True(may != refused, $"{role} at {Path(endpoint, Guid.Empty)}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task Another_tenants_id_is_answered_as_an_unknown_one_to_every_role()
    {
        await using var portal = await HttpPortal.StartAsync();
        var theirs = await AddTenantAsync(portal, "harbour");
        var ids = await TheirThingsAsync(portal, theirs);
        var mine = await AddTenantAsync(portal, "casa-alba");
        var withIds = Endpoints(portal).Where(e => e.RoutePattern.RawText!.Contains(":guid", StringComparison.Ordinal) && e.Metadata.GetMetadata<IAllowAnonymous>() is null && Method(e) == HttpMethod.Get).ToList();
        Assert.True(withIds.Count >= 8);
        foreach (var role in Enum.GetValues<PortalRole>())
        {
            foreach (var endpoint in withIds)
            {
                // Somebody new for each: files may be taken twenty times an hour.
                var session = await SignInAsync(portal, mine, role);
                var unknown = await AskAsync(portal, HttpMethod.Get, Path(endpoint, Guid.NewGuid()), session);
                foreach (var id in ids)
                    Assert.Equal(unknown, await AskAsync(portal, HttpMethod.Get, Path(endpoint, id), session));
            }
        }

        // Their owner gets every file, so that a refusal above means something.
        foreach (var endpoint in withIds.Where(e => !IsPage(e)))
        {
            var owner = await SignInAsync(portal, theirs, PortalRole.Marketer, PortalRole.TenantAdmin, PortalRole.ComplianceOfficer);
            var answers = new List<HttpStatusCode>();
            foreach (var id in ids)
                answers.Add((await AskAsync(portal, HttpMethod.Get, Path(endpoint, id), owner)).Status);
            Assert.True(answers.Contains(HttpStatusCode.OK), $"{Path(endpoint, Guid.Empty)} gave nothing to its owner; make something for it in TheirThingsAsync");
        }

        Assert.NotEqual(0, await portal.Get<PortalDatabase>().ReadAsync(
            TenantId.None, (db, t) => db.Set<PlatformEvent>().CountAsync(e => e.Event == "tenant.cross-attempt", t), CancellationToken.None));
    }

    private static async Task<IReadOnlyList<Guid>> TheirThingsAsync(HttpPortal portal, TenantId tenant)
    {
        var actor = Actor.Job(tenant, "test");
        var campaign = Assert.IsType<CampaignResult.Done>(await portal.Get<EditCampaign>().CreateAsync(actor, "Winter lamps", CancellationToken.None));
        var import = await portal.Get<UploadList>().RunAsync(actor, "list.csv", new MemoryStream("phone,opt_in\n+447700900001,yes\n"u8.ToArray()), CancellationToken.None);
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];
        var sample = Assert.IsType<SampleUpload.Stored>(await portal.Get<SampleMediaStore>().StoreAsync(actor, HeaderKind.Image, "a.png", new MemoryStream(png), CancellationToken.None));
        await portal.Get<ConnectWhatsApp>().RunAsync(tenant, new WhatsAppAccountDetails("Theirs", "555000555", null, null, "token", "secret", "verify"), CancellationToken.None);
        var template = Assert.IsType<TemplateResult.Done>(await portal.Get<CreateTemplate>().RunAsync(
            actor, "winter_lamps", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", CancellationToken.None));
        return [campaign.Id.Value, import.ImportId!.Value.Value, sample.Media.Id.Value, template.Template.Value];
    }

    private static async Task<TenantId> AddTenantAsync(HttpPortal portal, string id) =>
        (await portal.Get<CreateTenant>().RunAsync(id, id, "Europe/London", "GB", ["en_GB"], CancellationToken.None)).Tenant!.Id;

    private static Task<string> SignInAsync(HttpPortal portal, TenantId tenant, params PortalRole[] roles) => portal.Get<PortalDatabase>().WriteAsync(tenant, (db, _) =>
    {
        var user = PortalUser.Create(tenant, $"{Guid.NewGuid():N}@example.com", "Somebody", "none", roles, DateTimeOffset.UnixEpoch);
        db.Add(user);
        return Task.FromResult(portal.Get<Sessions>().Begin(db, user, SessionStage.SignedIn, AccessPortal.Visitor).Token);
    }, CancellationToken.None);

    // What differs between two answers to the same question (a token for forms, the id itself) is taken out.
    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpPortal portal, HttpMethod method, string path, string session)
    {
        var answer = await portal.SendAsync(method, path, session);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        var page = answer.Content.Headers.ContentType?.MediaType == "text/html";
        return (answer.StatusCode, page ? Varying.Take(text) : text);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(HttpPortal portal) => portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<WebhookEndpointMetadata>() is null && e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null);

    // Several in one policy: either is enough.
    private static IEnumerable<Right[]> NeededRights(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
        .Select(a => a.Policy).OfType<string>().Where(p => p.StartsWith("right:", StringComparison.Ordinal)).Distinct()
        .Select(p => p["right:".Length..].Split('|').Select(Enum.Parse<Right>).ToArray());

    private static bool IsPage(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;

    private static HttpMethod Method(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: [var only] } ? new HttpMethod(only) : HttpMethod.Get;

    private static string Path(RouteEndpoint endpoint, Guid id) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
        part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : id.ToString()))));
}

internal static partial class Varying
{
    public static string Take(string page) => Ids().Replace(Tokens().Replace(page, "token"), "id");

    [System.Text.RegularExpressions.GeneratedRegex("CfDJ8[^\"<\\s]+")]
    private static partial System.Text.RegularExpressions.Regex Tokens();

    [System.Text.RegularExpressions.GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial System.Text.RegularExpressions.Regex Ids();
}
