using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Api;
using WaPortal.Core.Data;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Api;

/// <summary>A portal over real HTTP with the sandbox behind it: a utility template that is approved, and keys.</summary>
internal sealed class ApiScene : IAsyncDisposable
{
    public const string Template = "order_ready";

    private static readonly CancellationToken None = CancellationToken.None;

    private ApiScene(HttpPortal portal, Actor admin) => (Portal, Admin) = (portal, admin);

    public HttpPortal Portal { get; }

    public Actor Admin { get; }

    public static async Task<ApiScene> StartAsync(string slug = "casa-alba", HttpPortal? shared = null)
    {
        var portal = shared ?? await HttpPortal.StartAsync("--Sandbox:ReviewDelay", "00:00:00.1");
        var tenant = (await portal.Get<CreateTenant>().RunAsync(slug, "Casa Alba", "Europe/London", "GB", ["en_GB"], None)).Tenant!.Id;
        return new ApiScene(portal, Actor.Job(tenant, "test"));
    }

    /// <summary>Waits for the sandbox's number and has a template approved.</summary>
    public async Task ApproveAsync()
    {
        var database = Portal.Get<PortalDatabase>();
        SenderNumber? number = null;
        await Eventually.TrueAsync(async () => (number = await database.ReadAsync(Admin.Tenant, (db, t) => db.Set<SenderNumber>().FirstOrDefaultAsync(t), None)) is not null, "No number comes.");
        var content = new TemplateContent { Body = "Hello {{name}}, your order is ready at the counter.", Texts = new Dictionary<string, VariableText>(StringComparer.Ordinal) { ["body.name"] = new("Ana", null) } };
        var id = Assert.IsType<TemplateResult.Done>(await Portal.Get<CreateTemplate>().RunAsync(Admin, Template, TemplateCategory.Utility, ParameterFormat.Named, "en_GB", None, number!.AccountId, content)).Template;
        Assert.IsType<TemplateResult.Done>(await Portal.Get<SubmitTemplate>().RunAsync(Admin, id, "en_GB", 1, None));
        await Eventually.TrueAsync(async () => await Portal.Get<SendableTemplates>().GetAsync(Admin.Tenant, id, None) is not null, "The template is not approved.");
    }

    public async Task<(ApiKeyId Id, string Token)> KeyAsync(string name, IReadOnlyList<string>? networks = null, DateTimeOffset? until = null, params ApiScope[] scopes)
    {
        var made = Assert.IsType<ApiKeyResult.Done>(await Portal.Get<ManageApiKeys>().CreateAsync(Admin, new ApiKeyDraft(name, scopes.Length == 0 ? Enum.GetValues<ApiScope>() : scopes, networks ?? [], until), None));
        return (made.Id, made.Token!);
    }

    public async Task<DescribedClient> ClientAsync(string name, params ApiScope[] scopes) => await DescribedClient.ReadAsync(Portal.Client, (await KeyAsync(name, scopes: scopes)).Token);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
