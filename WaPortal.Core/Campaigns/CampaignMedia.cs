using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Campaigns;

/// <summary>The uploaded files of one translation.</summary>
/// <param name="Header">Of the message's header; null for none.</param>
/// <param name="Cards">Of its cards, by index.</param>
public sealed record MessageFiles(HeaderMedia? Header, IReadOnlyDictionary<int, HeaderMedia> Cards)
{
    /// <summary>Gives every media header of a content a file; null when <paramref name="file"/> has none for one of them.</summary>
    internal static MessageFiles? For(TemplateContent content, Func<Guid?, HeaderMedia?> file)
    {
        var header = content.HasMediaHeader ? file(content.HeaderMedia) : null;
        if (content.HasMediaHeader && header is null)
            return null;
        var cards = new Dictionary<int, HeaderMedia>();
        for (var i = 0; i < content.Cards.Count; i++)
        {
            if (!TemplateContent.IsMedia(content.Cards[i].Header))
                continue;
            if (file(content.Cards[i].Media) is not { } media)
                return null;
            cards[i] = media;
        }

        return new MessageFiles(header, cards);
    }
}

/// <summary>The uploaded files of each language, or why there are none.</summary>
internal sealed record CampaignFiles(IReadOnlyDictionary<string, MessageFiles> ByLanguage, string? Problem);

/// <summary>Uploads the header files that a campaign's messages carry: media ids belong to a number and live 30 days, so each start uploads anew.</summary>
internal sealed class CampaignMedia(PortalDatabase database, SampleMediaStore samples, WhatsAppAccounts accounts, IWhatsAppClient client)
{
    /// <summary>Uploads each file once, also where several languages share it.</summary>
    /// <exception cref="HttpRequestException">The platform is out of reach; the job tries again.</exception>
    public async Task<CampaignFiles> UploadAsync(TenantId tenant, SenderNumberId sender, SendableTemplate template, CancellationToken token)
    {
        var byLanguage = new Dictionary<string, MessageFiles>(StringComparer.Ordinal);
        var byFile = new Dictionary<Guid, HeaderMedia>();
        foreach (var translation in template.Translations)
        {
            foreach (var file in translation.Content.Media.Where(file => !byFile.ContainsKey(file)))
            {
                var (uploaded, problem) = await UploadAsync(tenant, sender, template, new SampleMediaId(file), token);
                if (uploaded is null)
                    return new CampaignFiles(byLanguage, problem);
                byFile[file] = uploaded;
            }

            if (MessageFiles.For(translation.Content, file => file is { } id ? byFile.GetValueOrDefault(id) : null) is not { } files)
                return new CampaignFiles(byLanguage, $"A header file of {template.Name} ({translation.Language}) is not in the portal.");
            byLanguage[translation.Language] = files;
        }

        return new CampaignFiles(byLanguage, null);
    }

    /// <summary>The files of one translation, for a message that somebody waits for: a platform out of reach is a problem in words.</summary>
    public async Task<(MessageFiles? Files, string? Problem)> UploadOneAsync(
        TenantId tenant, SenderNumberId sender, SendableTemplate template, SendableTranslation translation, CancellationToken token)
    {
        try
        {
            var uploaded = await UploadAsync(tenant, sender, template with { Translations = [translation] }, token);
            return (uploaded.ByLanguage.GetValueOrDefault(translation.Language), uploaded.Problem);
        }
        catch (HttpRequestException)
        {
            return (null, "WhatsApp is out of reach just now. Try again in a minute.");
        }
    }

    private async Task<(HeaderMedia? Media, string? Problem)> UploadAsync(
        TenantId tenant, SenderNumberId sender, SendableTemplate template, SampleMediaId file, CancellationToken token)
    {
        if (await samples.OpenAsync(tenant, file, token) is not var (media, content))
            return (null, $"The header file of {template.Name} is not in the portal any more.");
        await using var _ = content;
        var connection = await accounts.GetConnectionAsync(tenant, template.AccountId, token);
        var number = await database.ReadAsync(tenant, (db, t) => db.Set<SenderNumber>().FirstAsync(n => n.Id == sender, t), token);
        var result = await client.UploadMediaAsync(
            connection!, number.PhoneNumberId, new MediaFile(media.FileName, media.MimeType, content, media.Length), token);
        return result switch
        {
            ApiResult<string>.Ok ok => (new HeaderMedia(ok.Value, FileName: media.FileName), null),
            ApiResult<string>.Refused refused => (null, $"WhatsApp refused the header file: {refused.Error.Fact.Title}. {refused.Error.Fact.Advice}"),
            _ => throw new HttpRequestException("The platform is out of reach; the header file was not uploaded."),
        };
    }
}
