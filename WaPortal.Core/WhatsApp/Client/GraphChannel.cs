using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.WhatsApp;

/// <summary>The one place that talks to the platform: authentication, host check, time limit, size limit, Retry-After.</summary>
internal sealed class GraphChannel(HttpClient http, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    private const int AnswerLimit = 16 * 1024 * 1024;
    private readonly OutboundGate _gate = new(options.Value);

    /// <summary>Calls <c>{version}/{path}</c>. A changing call gets an empty body when it has none, see <see cref="OnceContent"/>.</summary>
    public Task<GraphAnswer> CallAsync(
        HttpMethod method, string path, WhatsAppConnection connection, HttpContent? content, CancellationToken cancellationToken, string scheme = "Bearer", string? fileOffset = null)
    {
        var address = new Uri(options.Value.BaseAddress, $"/{options.Value.ApiVersion}/{path}");
        return CallAsync(method, address, connection, content, scheme, fileOffset, cancellationToken);
    }

    /// <summary>Posts to <c>{path}</c> on the host of the archive, which knows no versions.</summary>
    public Task<GraphAnswer> CallArchiveAsync(string path, WhatsAppConnection connection, HttpContent content, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, new Uri(options.Value.EffectiveArchiveAddress, "/" + path), connection, content, "Bearer", null, cancellationToken);

    private Task<GraphAnswer> CallAsync(
        HttpMethod method, Uri address, WhatsAppConnection connection, HttpContent? content, string scheme, string? fileOffset, CancellationToken cancellationToken)
    {
        var body = content ?? (method == HttpMethod.Get ? null : new ByteArrayContent([]));
        var request = new HttpRequestMessage(method, address) { Content = body is null ? null : new OnceContent(body) };
        if (fileOffset is not null)
            request.Headers.Add("file_offset", fileOffset);
        return RunAsync(request, scheme, connection, (answer, token) => ReadAsync(answer, token), cancellationToken);
    }

    /// <summary>Fetches a file that the platform gave the address of; anything but success is read as an answer.</summary>
    public Task<GraphAnswer> DownloadAsync(Uri address, WhatsAppConnection connection, Stream destination, long limit, CancellationToken cancellationToken)
    {
        if (!_gate.IsMediaHost(address))
            return Task.FromResult<GraphAnswer>(new GraphAnswer.NeverWritten("the media address is not on a host that media may come from"));
        return RunAsync(
            new HttpRequestMessage(HttpMethod.Get, address),
            "Bearer",
            connection,
            async (answer, token) =>
            {
                if (!answer.IsSuccessStatusCode)
                    return await ReadAsync(answer, token);
                await CopyAsync(answer.Content, destination, limit, token);
                return [];
            },
            cancellationToken);
    }

    private async Task<GraphAnswer> RunAsync(
        HttpRequestMessage request,
        string scheme,
        WhatsAppConnection connection,
        Func<HttpResponseMessage, CancellationToken, Task<byte[]>> read,
        CancellationToken cancellationToken)
    {
        using var owned = request;
        if (!_gate.IsPlatform(request.RequestUri!) && !_gate.IsMediaHost(request.RequestUri!))
            return new GraphAnswer.NeverWritten("the address is not the platform's");

        // One version without negotiation: what "begun" means is then the same for every call.
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, connection.AccessToken);
        request.Headers.ExpectContinue = false;

        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var body = await read(answer, both.Token);
            return new GraphAnswer.Whole(answer.StatusCode, body, RetryAfter(answer));
        }
        catch (OperationCanceledException)
        {
            return Failure(request, cancellationToken.IsCancellationRequested ? "the call was cancelled" : "no answer within the time limit", certain: false);
        }
        catch (HttpRequestException fault)
        {
            var early = fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
            return Failure(request, Words(fault), certain: early && request.Content is null);
        }
        catch (IOException)
        {
            return Failure(request, "the connection broke", certain: false);
        }
        catch (AnswerTooLongException)
        {
            return Failure(request, "the answer was longer than is allowed", certain: false);
        }
    }

    private static GraphAnswer Failure(HttpRequestMessage request, string reason, bool certain)
    {
        var neverBegun = request.Content is OnceContent { Begun: false };
        return neverBegun || certain ? new GraphAnswer.NeverWritten(reason) : new GraphAnswer.Lost(reason);
    }

    private static string Words(HttpRequestException fault) => fault.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the platform's host name could not be resolved",
        HttpRequestError.SecureConnectionError => "no secure connection could be made",
        HttpRequestError.ConnectionError => fault.InnerException is OutboundRefusedException refused ? refused.Message : "the connection was refused or broke",
        HttpRequestError.ResponseEnded => "the connection ended before the whole answer came",
        HttpRequestError.InvalidResponse => "the answer was not HTTP",
        _ when fault.InnerException is AuthenticationException => "no secure connection could be made",
        _ when fault.InnerException is OutboundRefusedException refused => refused.Message,
        _ => "the connection broke",
    };

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await CopyAsync(answer.Content, body, AnswerLimit, cancellationToken);
        return body.ToArray();
    }

    private static async Task CopyAsync(HttpContent content, Stream destination, long limit, CancellationToken cancellationToken)
    {
        await using var source = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        var total = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > limit)
                throw new AnswerTooLongException();
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } some && some < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private sealed class AnswerTooLongException : Exception;
}
