using System.Text.Json.Nodes;
using WaPortal.Core.WhatsApp;
using WaPortal.Sandbox;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class SendTests
{
    private const string Accepted =
        """{"messaging_product":"whatsapp","contacts":[{"input":"+447700900123","wa_id":"447700900124"}],"messages":[{"id":"wamid.A","message_status":"held_for_quality_assessment"}]}""";

    private const string RateLimit =
        """{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,"error_data":{"messaging_product":"whatsapp","details":"Too many messages"},"fbtrace_id":"T1"}}""";

    [Fact]
    public async Task An_accepted_message_gives_its_wamid_and_was_written_as_documented()
    {
        await using var platform = Answering(RawPlatform.Ok(Accepted));
        using var clients = new Clients(platform.Address);

        Assert.Equal(new SendOutcome.Accepted("wamid.A", "447700900124", "held_for_quality_assessment"), await clients.SendAsync());

        var request = Assert.Single(platform.Requests);
        Assert.StartsWith("POST /v25.0/200000000000001/messages HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer secret-token\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
        var expected = JsonNode.Parse("""
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"template","biz_opaque_callback_data":"m1",
             "template":{"name":"autumn_offer","language":{"code":"en_GB"},"components":[{"type":"body","parameters":[{"type":"text","text":"Asha"}]}]}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..])));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_body_is_a_refusal_whatever_the_status(int status)
    {
        await using var platform = Answering(Answer(status, RateLimit, "Retry-After: 7\r\n"));
        using var clients = new Clients(platform.Address);

        var refused = Assert.IsType<SendOutcome.Refused>(await clients.SendAsync());

        Assert.Equal(new WhatsAppError(130429, null, status, "(#130429) Rate limit hit", "Too many messages", null, null, "T1"), refused.Error);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
        Assert.Equal(RetryRule.Backoff, refused.Error.Fact.Retry);
    }

    [Theory]
    [InlineData(429, ErrorCatalog.ThrottledWithoutCode)]
    [InlineData(403, ErrorCatalog.RefusedWithoutCode)]
    [InlineData(404, ErrorCatalog.RefusedWithoutCode)]
    public async Task A_client_error_without_a_body_is_a_refusal_without_a_code(int status, int code)
    {
        await using var platform = Answering(Answer(status, "<html>no</html>"));
        using var clients = new Clients(platform.Address);
        Assert.Equal(code, Assert.IsType<SendOutcome.Refused>(await clients.SendAsync()).Error.Code);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "{}")]
    [InlineData(504, "{\"error\":\"timeout\"}")]
    [InlineData(500, "{\"error\":{\"message\":\"no code\"}}")]
    [InlineData(408, "")]
    [InlineData(302, "")]
    [InlineData(200, "")]
    [InlineData(200, "{\"messages\":[]}")]
    [InlineData(200, "{\"messages\":[{\"id\":\"\"}]}")]
    [InlineData(200, "{\"messages\":[{\"id\":\"wamid.A\"")]
    public async Task An_answer_that_proves_nothing_leaves_the_message_in_doubt(int status, string body)
    {
        await using var platform = Answering(Answer(status, body, "Location: http://127.0.0.1:1/elsewhere\r\n"));
        using var clients = new Clients(platform.Address);
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync());
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_truncated_answer_leaves_the_message_in_doubt()
    {
        await using var platform = Answering(RawPlatform.Ok(Accepted)[..^10]);
        using var clients = new Clients(platform.Address);
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync());
    }

    [Fact]
    public async Task A_reset_after_the_request_leaves_the_message_in_doubt()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        using var clients = new Clients(platform.Address);
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync());
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_platform_that_never_answers_leaves_the_message_in_doubt()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await Task.Delay(Timeout.Infinite, connection.Stop);
        });
        using var clients = new Clients(platform.Address, timeout: TimeSpan.FromMilliseconds(400));
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync());
    }

    [Fact]
    public async Task An_answer_that_trickles_past_the_time_limit_leaves_the_message_in_doubt()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
            await Task.Delay(Timeout.Infinite, connection.Stop);
        });
        using var clients = new Clients(platform.Address, timeout: TimeSpan.FromMilliseconds(400));
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync());
    }

    [Fact]
    public async Task A_call_cancelled_after_the_request_left_is_in_doubt()
    {
        using var cancel = new CancellationTokenSource();
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, connection.Stop);
        });
        using var clients = new Clients(platform.Address);
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync(cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task A_call_cancelled_before_anything_was_written_was_not_sent()
    {
        await using var platform = Answering(RawPlatform.Ok(Accepted));
        using var clients = new Clients(platform.Address);
        Assert.IsType<SendOutcome.NotSent>(await clients.SendAsync(cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task A_refused_connection_was_not_sent()
    {
        using var clients = new Clients(new Uri($"http://127.0.0.1:{FreePort.Take()}"));
        Assert.IsType<SendOutcome.NotSent>(await clients.SendAsync());
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_was_not_sent()
    {
        using var clients = new Clients(new Uri("https://graph.invalid"));
        Assert.IsType<SendOutcome.NotSent>(await clients.SendAsync());
    }

    [Fact]
    public async Task A_failed_secure_handshake_was_not_sent()
    {
        await using var platform = new RawPlatform(connection => connection.WriteAsync("this is not TLS"));
        using var clients = new Clients(new Uri($"https://127.0.0.1:{platform.Address.Port}"));
        Assert.IsType<SendOutcome.NotSent>(await clients.SendAsync());
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task An_address_on_this_machine_is_not_connected_to_unless_it_is_allowed()
    {
        await using var platform = Answering(RawPlatform.Ok(Accepted));
        using var clients = new Clients(platform.Address, change: options => options.AllowLoopback = false);
        Assert.Contains("private network", Assert.IsType<SendOutcome.NotSent>(await clients.SendAsync()).Reason, StringComparison.Ordinal);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task A_pooled_connection_that_dies_under_the_second_message_is_in_doubt_and_nothing_is_repeated()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(RawPlatform.Ok(Accepted));

            // The second request on the kept connection is read to its end, then the connection goes without a word.
            await connection.ReadRequestAsync();
        });
        using var clients = new Clients(platform.Address);

        Assert.IsType<SendOutcome.Accepted>(await clients.SendAsync("m1"));
        Assert.IsType<SendOutcome.InDoubt>(await clients.SendAsync("m2"));

        Assert.Equal(["m1", "m2"], platform.Requests.Select(OpaqueId));
    }

    [Fact]
    public async Task The_framework_does_repeat_a_request_without_a_body_so_every_changing_call_has_one()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(RawPlatform.Ok("{\"success\":true}"));
            if (connection.Number == 1)
                await connection.ReadRequestAsync();
        });
        using var clients = new Clients(platform.Address);

        // The trap itself: if the framework ever stops doing this, the guard may go.
        await clients.Http.GetStringAsync(platform.Address);
        await clients.Http.GetStringAsync(platform.Address);
        Assert.Equal(3, platform.Requests.Count);

        await using var second = new RawPlatform(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(RawPlatform.Ok("{\"success\":true}"));
            await connection.ReadRequestAsync();
        });
        using var guarded = new Clients(second.Address);
        Assert.IsType<ApiResult<bool>.Ok>(await guarded.Client.SubscribeAppAsync(Clients.Connection, default));
        Assert.True(Assert.IsType<ApiResult<bool>.Unreachable>(await guarded.Client.DeleteTemplateAsync(Clients.Connection, "a", "1", default)).MayHaveArrived);
        Assert.Equal(2, second.Requests.Count);
    }

    [Fact]
    public async Task Messages_sent_at_once_over_dying_connections_each_arrive_at_most_once()
    {
        await using var platform = new RawPlatform(async connection =>
        {
            for (var i = 0; await connection.ReadRequestAsync() is not null; i++)
            {
                if ((i + connection.Number) % 3 == 0)
                    return;
                await connection.WriteAsync(RawPlatform.Ok(Accepted));
            }
        });
        using var clients = new Clients(platform.Address);

        var outcomes = new Dictionary<string, SendOutcome>();
        for (var wave = 0; wave < 10; wave++)
        {
            var ids = Enumerable.Range(0, 20).Select(i => $"w{wave}.{i}").ToList();
            var sent = await Task.WhenAll(ids.Select(id => clients.SendAsync(id)));
            foreach (var (id, outcome) in ids.Zip(sent))
                outcomes.Add(id, outcome);
        }

        var seen = platform.Requests.Select(OpaqueId).ToList();
        Assert.Equal(seen.Distinct(), seen);
        Assert.All(outcomes, one => Assert.True(one.Value is not SendOutcome.NotSent || !seen.Contains(one.Key), "a message that arrived was called not sent"));
        Assert.All(outcomes, one => Assert.True(one.Value is not SendOutcome.Accepted || seen.Contains(one.Key), "a message that never arrived was called accepted"));
        Assert.Contains(outcomes.Values, outcome => outcome is SendOutcome.InDoubt);
        Assert.Contains(outcomes.Values, outcome => outcome is SendOutcome.Accepted);
    }

    [Fact]
    public void Neither_the_token_nor_the_number_is_printed()
    {
        Assert.DoesNotContain("secret-token", Clients.Connection.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("447700900123", Clients.Message().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("447700900124", new SendOutcome.Accepted("wamid.A", "447700900124", null).ToString(), StringComparison.Ordinal);
    }

    private static RawPlatform Answering(string answer) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.WriteAsync(answer);
            return;
        }
    });

    private static string Answer(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    private static string? OpaqueId(string request) =>
        (string?)JsonNode.Parse(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..])?["biz_opaque_callback_data"];
}
