using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>An open form whose message has the buttons "Yes, please" (the confirmation) and "No".</summary>
public sealed class FormScene : IAsyncDisposable
{
    private static readonly JsonElement Raw = JsonDocument.Parse("{}").RootElement;

    private FormScene(DeliveryScene delivery, Actor admin) => (Delivery, Admin) = (delivery, admin);

    public DeliveryScene Delivery { get; }

    public TestPortal Portal => Delivery.Portal;

    public Actor Admin { get; }

    public WebFormId Form { get; private set; }

    public string Secret { get; private set; } = "";

    public ManageForms Forms => Portal.Get<ManageForms>();

    public static async Task<FormScene> StartAsync(Engine engine, FormProof proof = FormProof.DoubleOptIn, bool open = true)
    {
        var delivery = await DeliveryScene.StartAsync(engine);
        var scene = new FormScene(delivery, await delivery.Portal.SignedInAsync(PortalRole.TenantAdmin));
        var content = new TemplateContent
        {
            Body = "You asked for news from Casa Alba on our site. Is that right?",
            Buttons = [new TemplateButton(ButtonKind.QuickReply, "Yes, please"), new TemplateButton(ButtonKind.QuickReply, "No")],
        };
        await delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET content_json = @json, approved_json = @json", t, ("@json", content.ToJson())));
        await WordingTests.PublishAsync(delivery.Portal, "WEB-1", ConsentPurpose.Marketing);
        var made = Assert.IsType<FormResult.Done>(await scene.Forms.SaveAsync(scene.Admin, null, scene.Draft(proof), CancellationToken.None));
        (scene.Form, scene.Secret) = (made.Id, made.Secret!);
        if (open)
            Assert.IsType<FormResult.Done>(await scene.Forms.SwitchAsync(scene.Admin, scene.Form, true, CancellationToken.None));
        return scene;
    }

    public FormDraft Draft(FormProof proof = FormProof.DoubleOptIn) => new(
        "Newsletter page", "From the site", [ConsentPurpose.Marketing], "WEB-1", proof, proof == FormProof.DoubleOptIn ? new ConfirmationChoice(Delivery.Sender, Delivery.Template.Value, "en_GB", 0) : null);

    public JsonObject Body(int person, Action<JsonObject>? change = null) => BodyOf(DeliveryScene.Phone(person), change);

    public JsonObject BodyOf(string phone, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["number"] = phone,
            ["name"] = "Ana Lima",
            ["attributes"] = new JsonObject { ["shop"] = "Porto" },
            ["submitted_at"] = Portal.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["page"] = "https://casa-alba.example/news?email=ana@example.com#form",
            ["ip"] = "203.0.113.9",
            ["user_agent"] = "Mozilla/5.0",
            ["wording"] = "web-1",
        };
        change?.Invoke(body);
        return body;
    }

    public Task<SubmissionResult> SubmitAsync(int person, string? id = null, Action<JsonObject>? change = null) => SendAsync(Body(person, change), id ?? Guid.NewGuid().ToString("N"));

    public Task<SubmissionResult> SendAsync(JsonObject body, string id, string? secret = null, DateTimeOffset? at = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var now = at ?? Portal.Clock.GetUtcNow();
        return Portal.Get<TakeSubmission>().RunAsync(Form, new SignedRequest(id, Seconds(now), StandardWebhook.Sign(id, now, bytes, secret ?? Secret), bytes), CancellationToken.None);
    }

    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public Task<List<FormSubmission>> SubmissionsAsync() =>
        Portal.Database.ReadAsync(Portal.TenantId, (db, t) => db.Set<FormSubmission>().OrderBy(s => s.ReceivedAt).ThenBy(s => s.RequestId).ToListAsync(t), CancellationToken.None);

    public Task<WebForm> RowAsync() => Portal.Database.ReadAsync(Portal.TenantId, (db, t) => db.Set<WebForm>().SingleAsync(f => f.Id == Form, t), CancellationToken.None);

    public Task<List<Message>> MessagesAsync() =>
        Portal.Database.ReadAsync(Portal.TenantId, (db, t) => db.Set<Message>().OrderBy(m => m.Id).ToListAsync(t), CancellationToken.None);

    /// <summary>What stands behind a button of the last message that was sent.</summary>
    public string Payload(int button = 0) =>
        (string)Delivery.Platform.Sent.Last().Components.Single(c => (string?)c["type"] == "button" && (string?)c["index"] == button.ToString(CultureInfo.InvariantCulture))["parameters"]![0]!["payload"]!;

    public InboundMessageEvent Press(string from, string? payload, string? id = null, DateTimeOffset? at = null, string text = "Yes, please") => new("1001", "2001", at ?? Portal.Clock.GetUtcNow())
    {
        MessageId = id ?? "wamid.press." + Guid.NewGuid().ToString("N"),
        Type = "button",
        From = from,
        Text = text,
        Payload = payload,
        Raw = Raw,
    };

    /// <summary>As the inbox would: each feature gets what it wants, in one transaction.</summary>
    public Task HandleAsync(params WebhookEvent[] events) => Delivery.WriteAsync(async (db, t) =>
    {
        foreach (var handler in Portal.Services.GetServices<IWebhookHandler>())
        {
            if (events.Where(handler.Handles).ToList() is { Count: > 0 } mine)
                await handler.HandleAsync(new WebhookBatch(db, mine, new HashSet<string>(StringComparer.Ordinal)), t);
        }
    });

    public async Task<ConsentChoice?> ChoiceAsync(string phone, ConsentPurpose purpose = ConsentPurpose.Marketing) =>
        (await HistoryAsync(phone))?.States.Where(s => s.Purpose == purpose).Select(s => (ConsentChoice?)s.Choice).FirstOrDefault();

    public Task<ConsentHistory?> HistoryAsync(string phone) => Portal.Get<LedgerQuery>().HistoryAsync(Portal.As(PortalRole.ComplianceOfficer), phone, CancellationToken.None);

    public ValueTask DisposeAsync() => Delivery.DisposeAsync();
}
