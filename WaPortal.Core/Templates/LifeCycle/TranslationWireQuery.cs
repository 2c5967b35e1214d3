using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>What went over the wire for one submission.</summary>
/// <param name="Version">v1, v2 …</param>
/// <param name="By">Who submitted it.</param>
/// <param name="At">When.</param>
/// <param name="ReachedAt">When the platform was found to hold it.</param>
/// <param name="Call">Method and address.</param>
/// <param name="Request">The JSON that was sent last; null while nothing was.</param>
/// <param name="RequestAt">When.</param>
/// <param name="Status">The answer's HTTP status.</param>
/// <param name="Answer">The answer's body, or why there was none.</param>
/// <param name="AnswerAt">When.</param>
public sealed record WireExchange(
    int Version, string By, DateTimeOffset At, DateTimeOffset? ReachedAt, string? Call, string? Request, DateTimeOffset? RequestAt, int? Status, string? Answer, DateTimeOffset? AnswerAt);

/// <summary>The raw view of one translation.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Language">The platform's code.</param>
/// <param name="Call">Method and address of the request that a submission would make now.</param>
/// <param name="Request">Its JSON. Where a file's handle will stand it says so: the upload gives it at submission.</param>
/// <param name="Exchanges">What was exchanged so far, the newest first.</param>
public sealed record TranslationWire(string Name, string Language, string Call, string Request, IReadOnlyList<WireExchange> Exchanges);

/// <summary>Reads what will be sent and what came back. No token is in either: it travels in a header.</summary>
public sealed class TranslationWireQuery(PortalDatabase database, IOptions<WhatsAppOptions> options)
{
    private const int MostExchanges = 20;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null: there is no such translation. Without a language it is the template's first.</summary>
    public Task<TranslationWire?> RunAsync(Actor actor, TemplateId id, string? language, CancellationToken token)
    {
        if (!actor.May(Right.SubmitTemplates)) actor.Demand(Right.EditTemplates);
        return database.ReadAsync<TranslationWire?>(actor.Tenant, async (db, t) =>
        {
            var found = await (from translation in db.Set<TemplateTranslation>()
                               join template in db.Set<Template>() on translation.TemplateId equals template.Id
                               join account in db.Set<WhatsAppAccount>() on template.AccountId equals account.Id
                               where translation.TemplateId == id && (language == null || translation.Language == language)
                               orderby translation.Id
                               select new { translation, template, account.WabaId }).FirstOrDefaultAsync(t);
            if (found is null) return null;
            var content = found.translation.Content();
            var format = found.template.ParameterFormat;
            var request = found.translation.PlatformId is null
                ? content.ToCreatePayload(found.template.Name, found.translation.Language, found.template.Category, format)
                : content.ToEditPayload(format);
            var path = found.translation.PlatformId is { } existing ? $"/{existing}" : $"/{found.WabaId}/message_templates";
            var past = await db.Set<TemplateSubmission>().Where(s => s.TranslationId == found.translation.Id).OrderByDescending(s => s.SubmittedAt).ThenByDescending(s => s.Version).Take(MostExchanges).ToListAsync(t);
            return new TranslationWire(
                found.template.Name, found.translation.Language, $"POST {Root}{path}", request.ToJsonString(Readable),
                past.ConvertAll(s => new WireExchange(s.Version, s.SubmittedBy, s.SubmittedAt, s.ReachedAt, Full(s.Call), s.Request, s.RequestAt, s.AnswerStatus, Pretty(s.Answer), s.AnswerAt)));
        }, token);
    }

    private string Root => $"{options.Value.BaseAddress.GetLeftPart(UriPartial.Authority)}/{options.Value.ApiVersion}";

    private string? Full(string? call) => call?.Replace("POST /", $"POST {Root}/", StringComparison.Ordinal);

    private static string? Pretty(string? answer)
    {
        if (answer is null) return null;
        try
        {
            return JsonNode.Parse(answer)?.ToJsonString(Readable) ?? answer;
        }
        catch (JsonException)
        {
            return answer;
        }
    }
}
