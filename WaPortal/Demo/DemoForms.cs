using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.Templates;
using WaPortal.Sandbox;

namespace WaPortal.Demo;

/// <summary>A form of the enterprise's site: its server hands people over, and most of them press the button of the message that asks.</summary>
internal sealed class DemoForms(ManageForms forms, TakeSubmission take, EmbeddedSandbox sandbox, TimeProvider clock)
{
    private static readonly (string Name, string Number, bool Confirms)[] People =
    [
        ("Harriet Cole", "+447700900711", true), ("Yusuf Demir", "+447700900712", true), ("Aoife Byrne", "+447700900713", false), ("Mateo Ruiz", "+447700900714", true),
    ];

    public async Task BuildAsync(Actor marketer, IReadOnlyDictionary<string, TemplateId> written, CancellationToken token)
    {
        // Who made the form is asked for a code; the demonstration has no phone to read one from.
        var admin = Actor.Job(marketer.Tenant, "Inés Ferrer");
        var number = (await forms.NumbersAsync(admin, token))[0];
        var draft = new FormDraft(
            "Newsletter page", "From the site", [ConsentPurpose.Marketing, ConsentPurpose.Utility], DemoWordings.News, FormProof.DoubleOptIn,
            new ConfirmationChoice(number.Id, written[DemoTexts.Confirm].Value, "en_GB", 0));
        var (id, secret) = Check(await forms.SaveAsync(admin, null, draft, token));
        Check(await forms.SwitchAsync(admin, id, open: true, token));
        foreach (var (name, phone, _) in People)
            await SubmitAsync(id, secret!, name, phone, token);
        foreach (var (_, phone, _) in People.Where(p => p.Confirms))
            await PressAsync(phone, token);
    }

    private async Task SubmitAsync(WebFormId id, string secret, string name, string phone, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["number"] = phone,
            ["name"] = name,
            ["submitted_at"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["page"] = "https://casa-alba.example/newsletter",
            ["ip"] = "203.0.113.24",
            ["wording"] = DemoWordings.News,
        }.ToJsonString());
        var request = Guid.NewGuid().ToString("N");
        var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var result = await take.RunAsync(id, new SignedRequest(request, at, StandardWebhook.Sign(request, now, body, secret), body), token);
        if (result is not SubmissionResult.Taken)
            throw new DemoFault("A submission was refused", result);
    }

    private async Task PressAsync(string phone, CancellationToken token)
    {
        using var platform = new HttpClient { BaseAddress = sandbox.BaseAddress };
        var began = clock.GetTimestamp();
        while (true)
        {
            using var answer = await platform.PostAsJsonAsync(new Uri("/sandbox/press", UriKind.Relative), new { from = phone, button = 0 }, token);
            if (answer.IsSuccessStatusCode)
                return;
            if (clock.GetElapsedTime(began) > DemoWaiting.Patience)
                throw new DemoFault("The message that asks took too long", answer.StatusCode);
            await Task.Delay(DemoWaiting.Interval, clock, token);
        }
    }

    private static (WebFormId Id, string? Secret) Check(FormResult result) => result switch
    {
        FormResult.Done done => (done.Id, done.Secret),
        FormResult.Refused refused => throw new DemoFault("The form was refused", refused.Errors.Values),
        _ => throw new DemoFault("The form was refused", result),
    };
}
