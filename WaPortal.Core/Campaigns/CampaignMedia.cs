using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Campaigns;

/// <summary>The uploaded header file of each language, or why there is none.</summary>
internal sealed record CampaignFiles(IReadOnlyDictionary<string, HeaderMedia> ByLanguage, string? Problem);

/// <summary>Uploads the header files that a campaign's messages carry: media ids belong to a number and live 30 days, so each start uploads anew.</summary>
internal sealed class CampaignMedia(PortalDatabase database, SampleMediaStore samples, WhatsAppAccounts accounts, IWhatsAppClient client)
{
    /// <summary>Uploads each file once, also where several languages share it.</summary>
    /// <exception cref="HttpRequestException">The platform is out of reach; the job tries again.</exception>
    public async Task<CampaignFiles> UploadAsync(TenantId tenant, SenderNumberId sender, SendableTemplate template, CancellationToken token)
    {
        var byLanguage = new Dictionary<string, HeaderMedia>(StringComparer.Ordinal);
        var byFile = new Dictionary<Guid, HeaderMedia>();
        foreach (var translation in template.Translations.Where(t => t.Content.HasMediaHeader))
        {
            if (translation.Content.HeaderMedia is not { } file)
                return new CampaignFiles(byLanguage, $"The header file of {template.Name} ({translation.Language}) is not in the portal.");
            if (!byFile.TryGetValue(file, out var media))
            {
                var (uploaded, problem) = await UploadAsync(tenant, sender, template, new SampleMediaId(file), token);
                if (uploaded is null)
                    return new CampaignFiles(byLanguage, problem);
                byFile[file] = media = uploaded;
            }

            byLanguage[translation.Language] = media;
        }

        return new CampaignFiles(byLanguage, null);
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
