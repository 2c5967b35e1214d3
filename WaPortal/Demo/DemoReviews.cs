using System.Text.Json.Nodes;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Sandbox;

namespace WaPortal.Demo;

/// <summary>Plays the reviewer at the sandbox's own levers where its automatic review would only ever approve, and waits for all reviews.</summary>
internal sealed class DemoReviews(EmbeddedSandbox sandbox, TemplateDetailQuery details, TimeProvider clock)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);

    public async Task FinishAsync(Actor actor, IReadOnlyDictionary<string, TemplateId> written, CancellationToken token)
    {
        var began = clock.GetTimestamp();
        foreach (var template in DemoTexts.All)
        {
            foreach (var (language, _, fate) in template.Languages.Where(l => l.Fate != DemoFate.Draft))
            {
                long? decided = null;
                while (true)
                {
                    var status = (await details.RunAsync(actor, written[template.Name], token))!.Translations.First(t => t.Language == language).Status;
                    if (status == Wanted(fate) && (fate == DemoFate.Approved || decided is not null))
                        break;
                    // Again after a while: news of the platform are dated by the second, and of two in one second "pending" is not the later one.
                    var due = decided is not { } last || clock.GetElapsedTime(last) > Again;
                    if (fate != DemoFate.Approved && status != TranslationStatus.Submitting && due && await DecideAsync(template.Name, language, fate, token))
                        decided = clock.GetTimestamp();
                    if (clock.GetElapsedTime(began) > DemoWaiting.Patience)
                        throw new DemoFault($"The review of {template.Name} ({language}) took too long; it stands at", status);
                    await Task.Delay(DemoWaiting.Interval, clock, token);
                }
            }
        }
    }

    private static TranslationStatus Wanted(DemoFate fate) => fate switch
    {
        DemoFate.Approved => TranslationStatus.Approved,
        DemoFate.Pending => TranslationStatus.Pending,
        DemoFate.Rejected => TranslationStatus.Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, "A draft is not reviewed."),
    };

    // "Pending" as a decision takes the template off the automatic review.
    private async Task<bool> DecideAsync(string name, string language, DemoFate fate, CancellationToken token)
    {
        using var http = new HttpClient { BaseAddress = sandbox.BaseAddress };
        var state = await http.GetFromJsonAsync<JsonObject>(new Uri("/sandbox/state", UriKind.Relative), token);
        var found = state?["templates"]?.AsArray().FirstOrDefault(t => (string?)t?["name"] == name && (string?)t["language"] == language);
        if ((string?)found?["id"] is not { } id)
            return false;
        var decision = fate == DemoFate.Pending
            ? new JsonObject { ["event"] = "PENDING" }
            : new JsonObject { ["event"] = "REJECTED", ["reason"] = "TAG_CONTENT_MISMATCH" };
        using var answer = await http.PostAsJsonAsync(new Uri($"/sandbox/templates/{id}/decision", UriKind.Relative), decision, token);
        return answer.IsSuccessStatusCode;
    }
}
