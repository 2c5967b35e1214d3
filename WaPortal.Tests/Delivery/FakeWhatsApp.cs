using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Tests.Delivery;

/// <summary>A platform that records what is sent and answers as the test says; it accepts everything by default.</summary>
public sealed class FakeWhatsApp : IWhatsAppClient
{
    private int _accepted;

    public ConcurrentQueue<TemplateMessage> Sent { get; } = new();

    public Func<TemplateMessage, SendOutcome>? Answer { get; set; }

    /// <summary>Runs before the answer, while the message is "on the wire".</summary>
    public Func<TemplateMessage, Task>? OnTheWire { get; set; }

    public static SendOutcome Refusal(int code) =>
        new SendOutcome.Refused(new WhatsAppError(code, null, 400, "refused", null, null, null, null), null);

    public async Task<SendOutcome> SendAsync(
        WhatsAppConnection connection, string phoneNumberId, TemplateMessage message, CancellationToken cancellationToken)
    {
        Sent.Enqueue(message);
        if (OnTheWire is { } wait)
            await wait(message);
        return Answer?.Invoke(message) ?? new SendOutcome.Accepted($"wamid.{Interlocked.Increment(ref _accepted)}", message.To[1..], "accepted");
    }

    public Task<ApiResult<AccountInfo>> GetAccountAsync(WhatsAppConnection connection, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<IReadOnlyList<SubscribedApp>>> ListSubscribedAppsAsync(WhatsAppConnection connection, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<TemplateCreated>> CreateTemplateAsync(WhatsAppConnection connection, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null) => throw Unused();

    public Task<ApiResult<bool>> EditTemplateAsync(WhatsAppConnection connection, string templateId, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null) => throw Unused();

    public Task<ApiResult<bool>> UnpauseTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<bool>> ArchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<bool>> UnarchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<bool>> DeleteTemplateAsync(WhatsAppConnection connection, string name, string? templateId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<TemplateInfo?>> GetTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<IReadOnlyList<TemplateInfo>>> ListTemplatesAsync(WhatsAppConnection connection, string? name, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<PhoneNumberInfo[]>> ListPhoneNumbersAsync(WhatsAppConnection connection, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<PhoneNumberInfo>> GetPhoneNumberAsync(WhatsAppConnection connection, string phoneNumberId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<string>> UploadMediaAsync(WhatsAppConnection connection, string phoneNumberId, MediaFile file, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<MediaInfo>> GetMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<long>> DownloadMediaAsync(WhatsAppConnection connection, MediaInfo media, Stream destination, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<bool>> DeleteMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<IReadOnlyList<AuthenticationPreview>>> PreviewAuthenticationAsync(
        WhatsAppConnection connection, IReadOnlyList<string> languages, bool securityRecommendation, int? expiryMinutes, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<string>> UploadTemplateSampleAsync(WhatsAppConnection connection, MediaFile file, CancellationToken cancellationToken) => throw Unused();

    public Task<ApiResult<bool>> SubscribeAppAsync(WhatsAppConnection connection, CancellationToken cancellationToken) => throw Unused();

    private static InvalidOperationException Unused() => new("Sending needs nothing else of the platform.");
}
