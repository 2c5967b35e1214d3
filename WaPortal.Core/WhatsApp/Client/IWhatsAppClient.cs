using System.Text.Json.Nodes;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// The Cloud API. Nothing is ever repeated in here: whoever calls knows what a repetition would do. Nothing is thrown for
/// what the network or the platform does; cancelling is a result too, since a cancelled call may have arrived.
/// </summary>
public interface IWhatsAppClient
{
    /// <summary>Creates one translation of a template from the payload that the platform documents.</summary>
    Task<ApiResult<TemplateCreated>> CreateTemplateAsync(WhatsAppConnection connection, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null);

    /// <summary>Replaces all components (or the category, or the time to live) of a translation.</summary>
    Task<ApiResult<bool>> EditTemplateAsync(WhatsAppConnection connection, string templateId, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null);

    /// <summary>Ends a pause of the platform's pacing. Pauses for low quality end by themselves and are refused.</summary>
    Task<ApiResult<bool>> UnpauseTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken);

    /// <summary>Puts translations into the archive, at most 100.</summary>
    Task<ApiResult<bool>> ArchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken);

    /// <summary>Takes translations out of the archive, at most 100.</summary>
    Task<ApiResult<bool>> UnarchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken);

    /// <summary>Deletes one translation, or with no id every translation of the name.</summary>
    Task<ApiResult<bool>> DeleteTemplateAsync(WhatsAppConnection connection, string name, string? templateId, CancellationToken cancellationToken);

    /// <summary>One translation by its id; null when there is none that the token may see.</summary>
    Task<ApiResult<TemplateInfo?>> GetTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken);

    /// <summary>All translations of the account, or those of exactly one name.</summary>
    Task<ApiResult<IReadOnlyList<TemplateInfo>>> ListTemplatesAsync(WhatsAppConnection connection, string? name, CancellationToken cancellationToken);

    /// <summary>Sends one message. See <see cref="SendOutcome"/> for what may be repeated.</summary>
    Task<SendOutcome> SendAsync(WhatsAppConnection connection, string phoneNumberId, TemplateMessage message, CancellationToken cancellationToken);

    /// <summary>All numbers of the account.</summary>
    Task<ApiResult<PhoneNumberInfo[]>> ListPhoneNumbersAsync(WhatsAppConnection connection, CancellationToken cancellationToken);

    /// <summary>One number.</summary>
    Task<ApiResult<PhoneNumberInfo>> GetPhoneNumberAsync(WhatsAppConnection connection, string phoneNumberId, CancellationToken cancellationToken);

    /// <summary>Uploads a file for messages of one number and gives its media id, good for 30 days.</summary>
    Task<ApiResult<string>> UploadMediaAsync(WhatsAppConnection connection, string phoneNumberId, MediaFile file, CancellationToken cancellationToken);

    /// <summary>Where a media file is to be fetched.</summary>
    Task<ApiResult<MediaInfo>> GetMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken);

    /// <summary>Fetches a media file into a stream, at most 100 MiB, and gives its length in bytes.</summary>
    Task<ApiResult<long>> DownloadMediaAsync(WhatsAppConnection connection, MediaInfo media, Stream destination, CancellationToken cancellationToken);

    /// <summary>Deletes an uploaded file.</summary>
    Task<ApiResult<bool>> DeleteMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken);

    /// <summary>The fixed texts of authentication templates, in the languages asked for.</summary>
    Task<ApiResult<IReadOnlyList<AuthenticationPreview>>> PreviewAuthenticationAsync(
        WhatsAppConnection connection, IReadOnlyList<string> languages, bool securityRecommendation, int? expiryMinutes, CancellationToken cancellationToken);

    /// <summary>
    /// Uploads a sample for a template's header and gives the handle for the template's <c>header_handle</c>. An upload that breaks goes on where the
    /// platform stopped, a few times, when the content can seek.
    /// </summary>
    Task<ApiResult<string>> UploadTemplateSampleAsync(WhatsAppConnection connection, MediaFile file, CancellationToken cancellationToken);

    /// <summary>The account itself, with what stands against sending from it.</summary>
    Task<ApiResult<AccountInfo>> GetAccountAsync(WhatsAppConnection connection, CancellationToken cancellationToken);

    /// <summary>The apps that get the account's webhooks.</summary>
    Task<ApiResult<IReadOnlyList<SubscribedApp>>> ListSubscribedAppsAsync(WhatsAppConnection connection, CancellationToken cancellationToken);

    /// <summary>Subscribes the token's app to the account's webhooks.</summary>
    Task<ApiResult<bool>> SubscribeAppAsync(WhatsAppConnection connection, CancellationToken cancellationToken);
}
