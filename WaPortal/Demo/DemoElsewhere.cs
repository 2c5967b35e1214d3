using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Sandbox;

namespace WaPortal.Demo;

/// <summary>Plays somebody who works in the platform's own console: makes templates there, and changes one that the portal made.</summary>
internal sealed class DemoElsewhere(EmbeddedSandbox sandbox, FetchTemplates fetch, TimeProvider clock)
{
    private const string Changed = "garden_party";

    // The portal looks for no change right after its own.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(25);

    public async Task BuildAsync(Actor actor, CancellationToken token)
    {
        await MakeAsync("loyalty_points", "en_GB", "Hello {{1}}, you have {{2}} points. They are worth a coffee at our counter until Sunday evening.", "Amelia", "Reply STOP to stop these messages", token);
        await MakeAsync("loyalty_points", "es", "Hola, {{1}}: tienes {{2}} puntos. Valen un café en nuestro mostrador hasta el domingo por la tarde.", "Lucía", "Responde STOP para no recibir más mensajes", token);
        await MakeAsync("repair_finished", "en_GB", "Hello {{1}}, your lamp is repaired. Bring the ticket {{2}} when you come to the workshop for it.", "Amelia", null, token);
        await ChangeAsync(token);
        await Task.Delay(Settling, clock, token);
        await fetch.RunAsync(actor, token);
    }

    private Task MakeAsync(string name, string language, string body, string sample, string? footer, CancellationToken token)
    {
        var components = new JsonArray(new JsonObject
        {
            ["type"] = "BODY",
            ["text"] = body,
            ["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray(sample, "120")) },
        });
        if (footer is not null)
            components.Add((JsonNode)new JsonObject { ["type"] = "FOOTER", ["text"] = footer });
        var payload = new JsonObject { ["name"] = name, ["language"] = language, ["category"] = footer is null ? "UTILITY" : "MARKETING", ["components"] = components };
        return SendAsync(HttpMethod.Post, $"{SandboxAccount.WabaId}/message_templates", payload, token);
    }

    private async Task ChangeAsync(CancellationToken token)
    {
        var list = await SendAsync(HttpMethod.Get, $"{SandboxAccount.WabaId}/message_templates?name={Changed}&language=en_GB", null, token);
        if (list["data"] is not JsonArray { Count: > 0 } found || found[0] is not JsonObject template)
            throw new DemoFault($"{Changed} could not be changed at the platform", "it is not there");
        var components = (JsonArray)template["components"]!.DeepClone();
        components.OfType<JsonObject>().First(c => (string?)c["type"] == "BODY")["text"] =
            "Hello {{first_name}}, on 19 June we open the garden behind the shop, with music, cake and lemonade. Will you come?";
        await SendAsync(HttpMethod.Post, (string)template["id"]!, new JsonObject { ["components"] = components }, token);
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? payload, CancellationToken token)
    {
        using var http = new HttpClient { BaseAddress = sandbox.BaseAddress };
        using var request = new HttpRequestMessage(method, new Uri($"/v25.0/{path}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "console");
        if (payload is not null)
            request.Content = new StringContent(payload.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, token);
        var body = await answer.Content.ReadAsStringAsync(token);
        return answer.IsSuccessStatusCode && JsonNode.Parse(body) is JsonObject json ? json : throw new DemoFault($"The sandbox refused {method} {path}", body);
    }
}
