using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.WhatsApp;

/// <inheritdoc />
internal sealed class WhatsAppClient(HttpClient http, IOptions<WhatsAppOptions> options, TimeProvider time) : IWhatsAppClient
{
    private const string TemplateFields =
        "id,name,language,status,category,sub_category,previous_category,correct_category,parameter_format,rejected_reason,quality_score,message_send_ttl_seconds,last_updated_time,components";

    private const string NumberFields =
        "id,display_phone_number,verified_name,quality_rating,status,name_status,throughput,is_on_biz_app,whatsapp_business_manager_messaging_limit";

    private const int PageSize = 100;

    // 6,000 templates are the most an account may hold, so a longer walk is a loop.
    private const int MostPages = 200;
    private const int MostInterruptions = 3;
    private const int StalePagingCursor = 131059;
    private const long MediaLimit = 100L * 1024 * 1024;

    private readonly GraphChannel _channel = new(http, options, time);

    public async Task<SendOutcome> SendAsync(WhatsAppConnection connection, string phoneNumberId, TemplateMessage message, CancellationToken cancellationToken)
    {
        var answer = await _channel.CallAsync(HttpMethod.Post, $"{Id(phoneNumberId)}/messages", connection, MessageContent(message), cancellationToken);
        return answer switch
        {
            GraphAnswer.NeverWritten never => new SendOutcome.NotSent(never.Reason),
            GraphAnswer.Lost lost => new SendOutcome.InDoubt(lost.Reason),
            GraphAnswer.Whole whole => ReadSend(whole),
            _ => throw new InvalidOperationException("The hierarchy is closed."),
        };
    }

    public Task<ApiResult<TemplateCreated>> CreateTemplateAsync(
        WhatsAppConnection connection, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null) =>
        AskAsync(HttpMethod.Post, $"{Id(connection.WabaId)}/message_templates", connection, Json(payload), ReadCreated, cancellationToken, wire);

    public Task<ApiResult<bool>> EditTemplateAsync(
        WhatsAppConnection connection, string templateId, JsonObject payload, CancellationToken cancellationToken, WireRecord? wire = null) =>
        AskAsync(HttpMethod.Post, Id(templateId), connection, Json(payload), ReadSuccess, cancellationToken, wire);

    public Task<ApiResult<bool>> UnpauseTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"{Id(templateId)}/unpause", connection, null, ReadSuccess, cancellationToken);

    public Task<ApiResult<bool>> ArchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken) =>
        ShelveAsync(connection, "archive", templateIds, cancellationToken);

    public Task<ApiResult<bool>> UnarchiveTemplatesAsync(WhatsAppConnection connection, IReadOnlyList<string> templateIds, CancellationToken cancellationToken) =>
        ShelveAsync(connection, "unarchive", templateIds, cancellationToken);

    public Task<ApiResult<bool>> DeleteTemplateAsync(WhatsAppConnection connection, string name, string? templateId, CancellationToken cancellationToken)
    {
        var query = templateId is null ? $"name={Id(name)}" : $"hsm_id={Id(templateId)}&name={Id(name)}";
        return AskAsync(HttpMethod.Delete, $"{Id(connection.WabaId)}/message_templates?{query}", connection, null, ReadSuccess, cancellationToken);
    }

    public async Task<ApiResult<TemplateInfo?>> GetTemplateAsync(WhatsAppConnection connection, string templateId, CancellationToken cancellationToken)
    {
        var result = await AskAsync(HttpMethod.Get, $"{Id(templateId)}?fields={TemplateFields}", connection, null, ReadTemplate, cancellationToken);
        return result switch
        {
            ApiResult<TemplateInfo>.Ok ok => new ApiResult<TemplateInfo?>.Ok(ok.Value),
            ApiResult<TemplateInfo>.Refused { Error: { Code: 100, Subcode: 33 } or { Code: 803 } } => new ApiResult<TemplateInfo?>.Ok(null),
            _ => result.Then<TemplateInfo?>(value => new ApiResult<TemplateInfo?>.Ok(value)),
        };
    }

    public async Task<ApiResult<IReadOnlyList<TemplateInfo>>> ListTemplatesAsync(WhatsAppConnection connection, string? name, CancellationToken cancellationToken)
    {
        var filter = name is null ? "" : $"&name={Id(name)}";
        var path = $"{Id(connection.WabaId)}/message_templates?fields={TemplateFields}&limit={PageSize}{filter}";
        // One entry that is no template must not hide all others: it is left out.
        var result = await ListAsync(path, connection, node => new Entry(ReadTemplate(node)), cancellationToken);

        // The platform's filter finds names that contain the text.
        return result.Then<IReadOnlyList<TemplateInfo>>(all =>
            new ApiResult<IReadOnlyList<TemplateInfo>>.Ok([.. all.Select(entry => entry.Template).OfType<TemplateInfo>().Where(template => name is null || template.Name == name)]));
    }

    public async Task<ApiResult<PhoneNumberInfo[]>> ListPhoneNumbersAsync(WhatsAppConnection connection, CancellationToken cancellationToken)
    {
        var result = await ListAsync($"{Id(connection.WabaId)}/phone_numbers?fields={NumberFields}&limit={PageSize}", connection, Read<PhoneNumberInfo>, cancellationToken);
        return result.Then<PhoneNumberInfo[]>(all => new ApiResult<PhoneNumberInfo[]>.Ok([.. all]));
    }

    public Task<ApiResult<PhoneNumberInfo>> GetPhoneNumberAsync(WhatsAppConnection connection, string phoneNumberId, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, $"{Id(phoneNumberId)}?fields={NumberFields}", connection, null, Read<PhoneNumberInfo>, cancellationToken);

    public Task<ApiResult<string>> UploadMediaAsync(WhatsAppConnection connection, string phoneNumberId, MediaFile file, CancellationToken cancellationToken)
    {
        var part = FileContent(file);
        var form = new MultipartFormDataContent
        {
            { new StringContent("whatsapp"), "messaging_product" },
            { new StringContent(file.MimeType), "type" },
            { part, "file", file.FileName },
        };
        return AskAsync(HttpMethod.Post, $"{Id(phoneNumberId)}/media", connection, form, root => root.Text("id"), cancellationToken);
    }

    public Task<ApiResult<MediaInfo>> GetMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, Id(mediaId), connection, null, Read<MediaInfo>, cancellationToken);

    public async Task<ApiResult<long>> DownloadMediaAsync(WhatsAppConnection connection, MediaInfo media, Stream destination, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(media.Url, UriKind.Absolute, out var address))
            return new ApiResult<long>.Unreachable("the media address cannot be read", MayHaveArrived: false);
        var counted = new CountingStream(destination);
        return await _channel.DownloadAsync(address, connection, counted, MediaLimit, cancellationToken) switch
        {
            GraphAnswer.NeverWritten never => new ApiResult<long>.Unreachable(never.Reason, MayHaveArrived: false),
            GraphAnswer.Lost lost => new ApiResult<long>.Unreachable(lost.Reason, MayHaveArrived: true),
            GraphAnswer.Whole { IsSuccess: true } => new ApiResult<long>.Ok(counted.Written),
            GraphAnswer.Whole whole => new ApiResult<long>.Refused(ErrorOf(whole)),
            _ => throw new InvalidOperationException("The hierarchy is closed."),
        };
    }

    public Task<ApiResult<bool>> DeleteMediaAsync(WhatsAppConnection connection, string mediaId, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Delete, Id(mediaId), connection, null, ReadSuccess, cancellationToken);

    public async Task<ApiResult<string>> UploadTemplateSampleAsync(WhatsAppConnection connection, MediaFile file, CancellationToken cancellationToken)
    {
        if (connection.AppId is not { Length: > 0 } app)
            return new ApiResult<string>.Unreachable("the account has no app id, which uploading samples needs", MayHaveArrived: false);
        var query = $"file_name={Id(file.FileName)}&file_length={file.Length.ToString(CultureInfo.InvariantCulture)}&file_type={Id(file.MimeType)}";
        var opened = await AskAsync(HttpMethod.Post, $"{Id(app)}/uploads?{query}", connection, null, ReadUploadSession, cancellationToken);
        if (opened is not ApiResult<string>.Ok session)
            return opened;

        var offset = 0L;
        for (var interruptions = 0; ; interruptions++)
        {
            // This one endpoint wants the word OAuth in front of the token.
            var rest = new RestOfStream(file.Content);
            var answer = await _channel.CallAsync(
                HttpMethod.Post, session.Value, connection, FileContent(file with { Content = rest, Length = file.Length - offset }), cancellationToken, scheme: "OAuth", fileOffset: offset.ToString(CultureInfo.InvariantCulture));
            if (answer is GraphAnswer.Whole || !file.Content.CanSeek || interruptions == MostInterruptions || cancellationToken.IsCancellationRequested)
                return Result(answer, root => root.Text("h"));

            // Bytes have no effect until all are there, so going on where the platform stopped repeats nothing.
            var asked = await _channel.CallAsync(HttpMethod.Get, session.Value, connection, null, cancellationToken, scheme: "OAuth");
            if (Result(asked, root => root.Text("file_offset")) is not ApiResult<string>.Ok { Value: var text } || !long.TryParse(text, CultureInfo.InvariantCulture, out offset) || offset < 0 || offset > file.Length)
                return Result(answer, root => root.Text("h"));
            file.Content.Position = offset;
        }
    }

    public Task<ApiResult<IReadOnlyList<AuthenticationPreview>>> PreviewAuthenticationAsync(
        WhatsAppConnection connection, IReadOnlyList<string> languages, bool securityRecommendation, int? expiryMinutes, CancellationToken cancellationToken)
    {
        var query = $"category=AUTHENTICATION&languages={Id(string.Join(',', languages))}&add_security_recommendation={(securityRecommendation ? "true" : "false")}&button_types=OTP";
        if (expiryMinutes is { } minutes)
            query += $"&code_expiration_minutes={minutes.ToString(CultureInfo.InvariantCulture)}";
        return AskAsync(HttpMethod.Get, $"{Id(connection.WabaId)}/message_template_previews?{query}", connection, null, ReadPreviews, cancellationToken);
    }

    public Task<ApiResult<AccountInfo>> GetAccountAsync(WhatsAppConnection connection, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, $"{Id(connection.WabaId)}?fields=id,name,account_review_status,health_status", connection, null, ReadAccount, cancellationToken);

    public async Task<ApiResult<IReadOnlyList<SubscribedApp>>> ListSubscribedAppsAsync(WhatsAppConnection connection, CancellationToken cancellationToken)
    {
        var result = await ListAsync($"{Id(connection.WabaId)}/subscribed_apps?limit={PageSize}", connection, ReadSubscribedApp, cancellationToken);
        return result.Then<IReadOnlyList<SubscribedApp>>(all => new ApiResult<IReadOnlyList<SubscribedApp>>.Ok(all));
    }

    public Task<ApiResult<bool>> SubscribeAppAsync(WhatsAppConnection connection, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"{Id(connection.WabaId)}/subscribed_apps", connection, null, ReadSuccess, cancellationToken);

    // The archive stands on a host of its own, whose paths carry no version.
    private async Task<ApiResult<bool>> ShelveAsync(WhatsAppConnection connection, string what, IReadOnlyList<string> templateIds, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["hsm_ids"] = new JsonArray([.. templateIds.Select(id => (JsonNode?)id)]) };
        var answer = await _channel.CallArchiveAsync($"{Id(connection.WabaId)}/message_templates/{what}", connection, Json(body), cancellationToken);
        return Flag(answer, ReadSuccess);
    }

    private async Task<ApiResult<T>> AskAsync<T>(
        HttpMethod method, string path, WhatsAppConnection connection, HttpContent? content, Func<JsonElement, T?> read, CancellationToken cancellationToken, WireRecord? wire = null)
        where T : class
    {
        var answer = await _channel.CallAsync(method, path, connection, content, cancellationToken);
        wire?.Take(answer);
        return Result(answer, read);
    }

    private async Task<ApiResult<bool>> AskAsync(
        HttpMethod method, string path, WhatsAppConnection connection, HttpContent? content, Func<JsonElement, bool?> read, CancellationToken cancellationToken, WireRecord? wire = null)
    {
        var answer = await _channel.CallAsync(method, path, connection, content, cancellationToken);
        wire?.Take(answer);
        return Flag(answer, read);
    }

    private static ApiResult<bool> Flag(GraphAnswer answer, Func<JsonElement, bool?> read) =>
        Result(answer, root => read(root) is { } value ? (object)value : null).Then<bool>(value => new ApiResult<bool>.Ok((bool)value));

    private async Task<ApiResult<List<T>>> ListAsync<T>(string path, WhatsAppConnection connection, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var all = new List<T>();
        var cursor = "";
        var restarted = false;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await _channel.CallAsync(HttpMethod.Get, cursor.Length == 0 ? path : $"{path}&after={Id(cursor)}", connection, null, cancellationToken);
            var result = Result(answer, root => Page(root, read));
            if (result is ApiResult<PageOf<T>>.Refused { Error.Code: StalePagingCursor } && !restarted)
            {
                (restarted, cursor) = (true, "");
                all.Clear();
                continue;
            }

            if (result is not ApiResult<PageOf<T>>.Ok { Value: var found })
                return result.Then<List<T>>(_ => throw new InvalidOperationException("Handled above."));
            all.AddRange(found.Items);
            if (found.Next is null || found.Next == cursor)
                return new ApiResult<List<T>>.Ok(all);
            cursor = found.Next;
        }

        return new ApiResult<List<T>>.Unreachable("the list did not end", MayHaveArrived: true);
    }

    private static ApiResult<T> Result<T>(GraphAnswer answer, Func<JsonElement, T?> read)
        where T : class
    {
        switch (answer)
        {
            case GraphAnswer.NeverWritten never:
                return new ApiResult<T>.Unreachable(never.Reason, MayHaveArrived: false);
            case GraphAnswer.Lost lost:
                return new ApiResult<T>.Unreachable(lost.Reason, MayHaveArrived: true);
            case GraphAnswer.Whole { IsSuccess: true } whole:
                using (var document = GraphJson.TryParse(whole.Body))
                {
                    if (document is not null && TryRead(document.RootElement, read) is { } value)
                        return new ApiResult<T>.Ok(value);
                }

                return GraphJson.TryError(whole.Body, (int)whole.Status, out var inside)
                    ? new ApiResult<T>.Refused(inside)
                    : new ApiResult<T>.Unreachable("the answer could not be read", MayHaveArrived: true);
            case GraphAnswer.Whole whole:
                return GraphJson.TryError(whole.Body, (int)whole.Status, out var error) ? new ApiResult<T>.Refused(error)
                    : IsRefusal(whole.Status) ? new ApiResult<T>.Refused(ErrorOf(whole))
                    : new ApiResult<T>.Unreachable(Unexplained(whole), MayHaveArrived: true);
            default:
                throw new InvalidOperationException("The hierarchy is closed.");
        }
    }

    private static SendOutcome ReadSend(GraphAnswer.Whole whole)
    {
        if (whole.IsSuccess)
        {
            using var document = GraphJson.TryParse(whole.Body);
            if (document?.RootElement.Items("messages").FirstOrDefault() is { ValueKind: JsonValueKind.Object } sent && sent.Text("id") is { Length: > 0 } id)
            {
                var contact = document.RootElement.Items("contacts").FirstOrDefault();
                return new SendOutcome.Accepted(id, contact.Text("wa_id"), sent.Text("message_status"));
            }
        }

        if (GraphJson.TryError(whole.Body, (int)whole.Status, out var error))
            return new SendOutcome.Refused(error, whole.RetryAfter);
        if (IsRefusal(whole.Status))
            return new SendOutcome.Refused(ErrorOf(whole), whole.RetryAfter);
        return new SendOutcome.InDoubt(whole.IsSuccess ? "the answer could not be read" : Unexplained(whole));
    }

    /// <summary>
    /// Without the platform's error body only the HTTP status speaks. A 4xx says that the request was not acted on, whoever on the
    /// way wrote it; a 5xx may come from a proxy that had already passed the request on, and so may 408 and 409.
    /// </summary>
    private static bool IsRefusal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 and not (408 or 409);

    private static WhatsAppError ErrorOf(GraphAnswer.Whole whole) =>
        GraphJson.TryError(whole.Body, (int)whole.Status, out var error)
            ? error
            : new WhatsAppError(
                whole.Status == HttpStatusCode.TooManyRequests ? ErrorCatalog.ThrottledWithoutCode : ErrorCatalog.RefusedWithoutCode,
                null,
                (int)whole.Status,
                Unexplained(whole),
                null,
                null,
                null,
                null);

    private static string Unexplained(GraphAnswer.Whole whole) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)whole.Status} without the platform's error body");

    private static TResult? TryRead<TResult>(JsonElement root, Func<JsonElement, TResult?> read)
        where TResult : class
    {
        try
        {
            return read(root);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PageOf<T>? Page<T>(JsonElement root, Func<JsonElement, T?> read)
        where T : class
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            return null;
        var items = new List<T>();
        foreach (var node in data.EnumerateArray())
        {
            if (read(node) is not { } item)
                return null;
            items.Add(item);
        }

        // The last page still has a cursor; only "next" says that there is more.
        var paging = root.Child("paging");
        return new PageOf<T>(items, paging?.Text("next") is null ? null : paging?.Child("cursors")?.Text("after"));
    }

    private static T? Read<T>(JsonElement node)
        where T : class => node.Deserialize<T>(GraphJson.Options);

    private static TemplateCreated? ReadCreated(JsonElement root) =>
        root.Text("id") is { Length: > 0 } id ? new TemplateCreated(id, Upper(root.Text("status")) ?? "PENDING", Upper(root.Text("category")) ?? "") : null;

    private static AccountInfo? ReadAccount(JsonElement root)
    {
        if (root.Text("id") is not { Length: > 0 } id)
            return null;
        var health = root.Child("health_status");
        var entities = health?.Items("entities").ToList() ?? [];
        var problems = entities.SelectMany(e => e.Items("errors")).Select(e => e.Text("error_description") ?? e.Text("error_code")).OfType<string>()
            .Concat(entities.SelectMany(e => e.Items("additional_info")).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!));
        return new AccountInfo(
            id,
            root.Text("name") ?? "",
            Upper(root.Text("account_review_status")),
            entities.Where(e => Upper(e.Text("entity_type")) == "BUSINESS").Select(e => e.Text("id")).FirstOrDefault(),
            Upper(health?.Text("can_send_message")),
            [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    private static SubscribedApp? ReadSubscribedApp(JsonElement node)
    {
        var app = node.Child("whatsapp_business_api_data") ?? node;
        return app.Text("id") is { Length: > 0 } id ? new SubscribedApp(id, app.Text("name") ?? "") : null;
    }

    private static bool? ReadSuccess(JsonElement root) => root.Flag("success");

    // The session's id carries its own query string and is a path as it stands.
    private static string? ReadUploadSession(JsonElement root) =>
        root.Text("id") is { } id && id.StartsWith("upload:", StringComparison.Ordinal) && !id.Contains('/', StringComparison.Ordinal) ? id : null;

    private static IReadOnlyList<AuthenticationPreview>? ReadPreviews(JsonElement root)
    {
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            return null;
        var previews = new List<AuthenticationPreview>();
        foreach (var one in data.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
        {
            var button = one.TryGetProperty("buttons", out var buttons) && buttons.ValueKind == JsonValueKind.Array && buttons.GetArrayLength() > 0 ? buttons[0] : default;
            var (label, autofill) = button.ValueKind == JsonValueKind.Object ? (button.Text("text"), button.Text("autofill_text")) : (null, null);
            if (one.Text("body") is { } body)
                previews.Add(new AuthenticationPreview(WireText.Language(one.Text("language") ?? ""), body, one.Text("footer"), label, autofill));
        }

        return previews;
    }

    private static TemplateInfo? ReadTemplate(JsonElement node)
    {
        if (node.Text("id") is not { Length: > 0 } id || node.Text("name") is not { Length: > 0 } name)
            return null;
        return new TemplateInfo
        {
            Id = id,
            Name = name,
            Language = WireText.Language(node.Text("language") ?? ""),
            Status = Upper(node.Text("status")) ?? "",
            Category = Upper(node.Text("category")) ?? "",
            SubCategory = Upper(node.Text("sub_category")),
            PreviousCategory = Upper(node.Text("previous_category")),
            CorrectCategory = Upper(node.Text("correct_category")),
            ParameterFormat = Upper(node.Text("parameter_format")),
            RejectedReason = Upper(node.Text("rejected_reason")) is { } reason && reason != "NONE" ? reason : null,
            QualityScore = Upper(node.Child("quality_score")?.Text("score") ?? node.Text("quality_score")),
            MessageSendTtlSeconds = int.TryParse(node.Text("message_send_ttl_seconds"), CultureInfo.InvariantCulture, out var ttl) ? ttl : null,
            UpdatedAt = Time(node.Text("last_updated_time")),
            Components = node.TryGetProperty("components", out var components) && components.ValueKind == JsonValueKind.Array ? JsonArray.Create(components.Clone())! : [],
        };
    }

    private static string? Upper(string? text) => text?.ToUpperInvariant();

    // The reference names the field and not its form: seconds, or the ISO form of other Graph times.
    private static DateTimeOffset? Time(string? text) => WebhookParser.Time(text)
        ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso) ? iso : null);

    private static string Id(string id) => Uri.EscapeDataString(id);

    private static ByteArrayContent Json(JsonObject payload) => JsonBytes(payload.WriteTo);

    private static ByteArrayContent MessageContent(TemplateMessage message) => JsonBytes((writer, _) =>
    {
        writer.WriteStartObject();
        writer.WriteString("messaging_product", "whatsapp");
        writer.WriteString("recipient_type", "individual");
        writer.WriteString("to", message.To);
        writer.WriteString("type", "template");
        writer.WriteString("biz_opaque_callback_data", message.BizOpaqueCallbackData);
        writer.WriteStartObject("template");
        writer.WriteString("name", message.TemplateName);
        writer.WriteStartObject("language");
        writer.WriteString("code", message.Language);
        writer.WriteEndObject();
        if (message.Components.Count > 0)
        {
            writer.WriteStartArray("components");
            foreach (var component in message.Components)
                component.WriteTo(writer);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static ByteArrayContent JsonBytes(Action<Utf8JsonWriter, JsonSerializerOptions?> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer, null);
        return new ByteArrayContent(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private static StreamContent FileContent(MediaFile file)
    {
        var content = new StreamContent(file.Content);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.MimeType);
        content.Headers.ContentLength = file.Length;
        return content;
    }

    private sealed record Entry(TemplateInfo? Template);

    private sealed record PageOf<T>(List<T> Items, string? Next);
}
