using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>The server of a site, with its secret.</summary>
internal sealed class FormSite(HttpPortal portal, TenantId tenant, WebFormId form, string secret)
{
    private static readonly CancellationToken None = CancellationToken.None;

    public TenantId Tenant => tenant;

    public WebFormId Form => form;

    public string Secret => secret;

    public Actor Admin { get; } = Actor.Job(tenant, "test");

    public static async Task<FormSite> StartAsync(HttpPortal portal, FormProof proof, bool reviewed = false)
    {
        var tenant = (await portal.Get<CreateTenant>().RunAsync("casa-alba", "Casa Alba", "Europe/London", "GB", ["en_GB"], None)).Tenant!.Id;
        var admin = Actor.Job(tenant, "test");
        await PublishWordingAsync(portal, admin);
        var message = reviewed ? await ReviewedAsync(portal, admin) : null;
        var forms = portal.Get<ManageForms>();
        var made = Assert.IsType<FormResult.Done>(await forms.SaveAsync(admin, null, new("Newsletter", "From the site", [ConsentPurpose.Marketing], "WEB-1", proof, message), None));
        Assert.IsType<FormResult.Done>(await forms.SwitchAsync(admin, made.Id, true, None));
        return new FormSite(portal, tenant, made.Id, made.Secret!);
    }

    /// <summary>The wording WEB-1, for marketing.</summary>
    public static async Task PublishWordingAsync(HttpPortal portal, Actor admin)
    {
        var wordings = portal.Get<ManageWordings>();
        var wording = Assert.IsType<WordingResult.Done>(await wordings.CreateAsync(
            admin, new("Site", "WEB-1", [ConsentPurpose.Marketing], "en_GB", "I want news from Casa Alba on WhatsApp.", "site"), None)).Id;
        Assert.IsType<WordingResult.Done>(await wordings.PublishAsync(admin, wording, None));
    }

    public async Task<HttpResponseMessage> SendAsync(
        string number, string? id = null, string? secret = null, Guid? form = null, string type = "application/json", Action<JsonObject>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var json = new JsonObject { ["number"] = number, ["submitted_at"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), ["page"] = "https://casa-alba.example/news" };
        change?.Invoke(json);
        var body = Encoding.UTF8.GetBytes(json.ToJsonString());
        id ??= Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/forms/{form ?? Form.Value}/submissions") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.Add(StandardWebhook.IdHeader, id);
        request.Headers.Add(StandardWebhook.TimestampHeader, FormScene.Seconds(now));
        request.Headers.Add(StandardWebhook.SignatureHeader, StandardWebhook.Sign(id, now, body, secret ?? Secret));
        return await portal.Client.SendAsync(request, None);
    }

    public async Task<ConsentChoice?> ChoiceAsync(string number) =>
        (await portal.Get<LedgerQuery>().HistoryAsync(Admin, number, None))?.States.Where(s => s.Purpose == ConsentPurpose.Marketing).Select(s => (ConsentChoice?)s.Choice).FirstOrDefault();

    public Task OptOutAsync(string number) => portal.Get<PortalDatabase>().WriteAsync(
        Tenant, (db, t) => portal.Get<OptOuts>().RecordAsync(db, number, "inbound", "STOP", TimeProvider.System.GetUtcNow(), "wamid:" + number, null, t), None);

    /// <summary>The template <c>confirm_signup</c>, once the platform has approved it.</summary>
    public static async Task<ConfirmationChoice> ReviewedAsync(HttpPortal portal, Actor admin)
    {
        var database = portal.Get<PortalDatabase>();
        SenderNumber? number = null;
        await Eventually.TrueAsync(async () => (number = await database.ReadAsync(admin.Tenant, (db, t) => db.Set<SenderNumber>().FirstOrDefaultAsync(t), None)) is not null, "No number comes.");
        var content = new TemplateContent
        {
            Body = "You signed up for messages from Casa Alba on our site. Please confirm that this number is yours.",
            Buttons = [new TemplateButton(ButtonKind.QuickReply, "Yes, please"), new TemplateButton(ButtonKind.QuickReply, "That was not me")],
        };
        var id = Assert.IsType<TemplateResult.Done>(await portal.Get<CreateTemplate>().RunAsync(admin, "confirm_signup", TemplateCategory.Utility, ParameterFormat.Positional, "en_GB", None, content: content)).Template;
        var version = (await portal.Get<TemplateDetailQuery>().RunAsync(admin, id, None))!.Translations.Single().DraftVersion;
        Assert.IsType<TemplateResult.Done>(await portal.Get<SubmitTemplate>().RunAsync(admin, id, "en_GB", version, None));
        await Eventually.TrueAsync(
            async () => (await portal.Get<SendableTemplates>().GetAsync(admin.Tenant, id, None)) is not null, "The template is not approved.");
        return new ConfirmationChoice(number!.Id, id.Value, "en_GB", 0);
    }
}
