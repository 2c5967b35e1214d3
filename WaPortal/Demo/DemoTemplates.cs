using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;

namespace WaPortal.Demo;

/// <summary>Writes the templates and hands them over to the platform.</summary>
internal sealed class DemoTemplates(
    CreateTemplate create, EditTranslation edit, SubmitTemplate submit, TemplateDetailQuery details, CampaignQueries campaigns, TimeProvider clock)
{
    /// <summary>Waits for the connection to the platform, writes all templates and submits those that are to be; gives them by name.</summary>
    public async Task<IReadOnlyDictionary<string, TemplateId>> BuildAsync(Actor actor, CancellationToken token)
    {
        while ((await campaigns.SendersAsync(actor, token)).Count == 0)
            await Task.Delay(DemoWaiting.Interval, clock, token);
        var written = new Dictionary<string, TemplateId>(StringComparer.Ordinal);
        foreach (var template in DemoTexts.All)
            written[template.Name] = await WriteAsync(actor, template, token);
        return written;
    }

    private async Task<TemplateId> WriteAsync(Actor actor, DemoTemplate template, CancellationToken token)
    {
        var (first, content, _) = template.Languages[0];
        var id = Check(template, first, await create.RunAsync(actor, template.Name, template.Category, template.Format, first, token, content: content));
        foreach (var (language, text, _) in template.Languages.Skip(1))
        {
            Check(template, language, await edit.AddLanguageAsync(actor, id, language, null, token));
            Check(template, language, await edit.SaveDraftAsync(actor, id, language, text, await VersionAsync(actor, id, language, token), token));
        }

        foreach (var (language, _, fate) in template.Languages)
        {
            if (fate != DemoFate.Draft)
                Check(template, language, await submit.RunAsync(actor, id, language, await VersionAsync(actor, id, language, token), token));
        }

        return id;
    }

    private async Task<int> VersionAsync(Actor actor, TemplateId id, string language, CancellationToken token) =>
        (await details.RunAsync(actor, id, token))!.Translations.First(t => t.Language == language).DraftVersion;

    private static TemplateId Check(DemoTemplate template, string language, TemplateResult result) => result switch
    {
        TemplateResult.Done done => done.Template,
        TemplateResult.HasProblems problems => throw new DemoFault($"{template.Name} ({language}) has problems", problems.Findings.Select(f => f.Message)),
        TemplateResult.Invalid invalid => throw new DemoFault($"{template.Name} ({language}) was refused", invalid.Errors.Values),
        TemplateResult.NotNow notNow => throw new DemoFault($"{template.Name} ({language}) was refused", notNow.Reason),
        _ => throw new DemoFault($"{template.Name} ({language}) was refused", result),
    };
}
