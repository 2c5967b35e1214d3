using System.Globalization;
using Microsoft.AspNetCore.Http;
using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class SampleUploadTests
{
    private const int Size = 3_000_000;

    private static readonly byte[] Film = [.. Enumerable.Range(0, Size).Select(n => (byte)(n * 31 >> 3))];

    [Fact]
    public async Task An_upload_that_breaks_goes_on_where_the_platform_stopped()
    {
        var received = new MemoryStream();
        var offsets = new List<long>();
        await using var platform = await KestrelPlatform.StartAsync((context, call) => AnswerAsync(context, call, received, offsets, breaks: 2));
        using var clients = new Clients(platform.Address);
        using var film = new MemoryStream(Film);

        var result = await clients.Client.UploadTemplateSampleAsync(Clients.Connection, new MediaFile("a.mp4", "video/mp4", film, Size), CancellationToken.None);

        Assert.Equal("4::done", Assert.IsType<ApiResult<string>.Ok>(result).Value);
        Assert.Equal(3, offsets.Count);
        Assert.Equal(0, offsets[0]);
        Assert.True(offsets[1] > 0 && offsets[2] > offsets[1]);
        Assert.Equal(Film, received.ToArray());
    }

    [Fact]
    public async Task An_upload_that_keeps_breaking_is_given_up()
    {
        var offsets = new List<long>();
        await using var platform = await KestrelPlatform.StartAsync((context, call) => AnswerAsync(context, call, new MemoryStream(), offsets, breaks: int.MaxValue));
        using var clients = new Clients(platform.Address);
        using var film = new MemoryStream(Film);

        var result = await clients.Client.UploadTemplateSampleAsync(Clients.Connection, new MediaFile("a.mp4", "video/mp4", film, Size), CancellationToken.None);

        Assert.IsType<ApiResult<string>.Unreachable>(result);
        Assert.Equal(4, offsets.Count);
    }

    [Fact]
    public async Task A_refused_upload_is_not_tried_again()
    {
        var posts = 0;
        await using var platform = await KestrelPlatform.StartAsync(async (context, call) =>
        {
            if (call.Contains("/uploads?", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("""{"id":"upload:abc"}""");
                return;
            }

            posts++;
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{"error":{"code":100,"message":"No"}}""");
        });
        using var clients = new Clients(platform.Address);
        using var film = new MemoryStream([1, 2, 3]);

        var result = await clients.Client.UploadTemplateSampleAsync(Clients.Connection, new MediaFile("a.mp4", "video/mp4", film, 3), CancellationToken.None);

        Assert.Equal(100, Assert.IsType<ApiResult<string>.Refused>(result).Error.Code);
        Assert.Equal(1, posts);
    }

    private static async Task AnswerAsync(HttpContext context, string call, MemoryStream received, List<long> offsets, int breaks)
    {
        if (call.Contains("/uploads?", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync("""{"id":"upload:abc"}""");
            return;
        }

        Assert.Equal("OAuth secret-token", context.Request.Headers.Authorization);
        if (call.StartsWith("GET", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync($$"""{"id":"upload:abc","file_offset":{{received.Length.ToString(CultureInfo.InvariantCulture)}}}""");
            return;
        }

        offsets.Add(long.Parse(context.Request.Headers["file_offset"]!, CultureInfo.InvariantCulture));
        var until = offsets.Count <= breaks ? received.Length + 500_000 : long.MaxValue;
        var buffer = new byte[10_000];
        int read;
        while (received.Length < until && (read = await context.Request.Body.ReadAsync(buffer)) > 0) received.Write(buffer.AsSpan(0, read));
        if (until == long.MaxValue) await context.Response.WriteAsync("""{"h":"4::done"}""");
        else context.Abort();
    }
}
