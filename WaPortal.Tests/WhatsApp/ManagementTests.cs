using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class ManagementTests
{
    private const string Waba = "/v25.0/100000000000001";

    [Fact]
    public async Task Creating_a_template_gives_what_the_platform_decided()
    {
        JsonNode? received = null;
        await using var platform = await KestrelPlatform.StartAsync(async (context, _) =>
        {
            received = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync("""{"id":"1500000000000001","status":"pending","category":"MARKETING"}""");
        });
        using var clients = new Clients(platform.Address);
        var payload = new JsonObject { ["name"] = "visit", ["language"] = "de", ["category"] = "UTILITY" };

        var result = await clients.Client.CreateTemplateAsync(Clients.Connection, payload, default);

        Assert.Equal(new TemplateCreated("1500000000000001", "PENDING", "MARKETING"), Assert.IsType<ApiResult<TemplateCreated>.Ok>(result).Value);
        Assert.Equal([$"POST {Waba}/message_templates"], platform.Calls);
        Assert.True(JsonNode.DeepEquals(payload, received));
    }

    [Fact]
    public async Task A_refused_template_keeps_the_words_for_people()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""
                {"error":{"message":"Invalid parameter","type":"OAuthException","code":100,"error_subcode":2388299,"is_transient":false,"error_user_title":"Variables",
                 "error_user_msg":"Variables can't be at the start or end.","error_data":"{\"blame_field_specs\":[[\"x\"]]}","fbtrace_id":"A1"}}
                """);
        });
        using var clients = new Clients(platform.Address);

        var error = Assert.IsType<ApiResult<TemplateCreated>.Refused>(await clients.Client.CreateTemplateAsync(Clients.Connection, [], default)).Error;

        Assert.Equal((100, 2388299, "Variables", "Variables can't be at the start or end.", "A1"), (error.Code, error.Subcode, error.UserTitle, error.Words, error.TraceId));
        Assert.Equal("Put words around it", error.Fact.Advice);
    }

    [Fact]
    public async Task Templates_are_listed_over_all_pages_and_the_last_pages_cursor_is_not_followed()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync(
            context.Request.Query["after"] == "c1"
                ? """{"data":[{"id":3,"name":"offer","language":"de","status":"PAUSED","category":"MARKETING"}],"paging":{"cursors":{"after":"c2"}}}"""
                : """
                  {"data":[{"id":"1","name":"offer","language":"en-US","status":"approved","category":"MARKETING","rejected_reason":"NONE","quality_score":{"score":"GREEN","date":1},"components":[{"type":"BODY","text":"Hi"}]},
                           {"id":"2","name":"offer_2","language":"de","status":"REJECTED","category":"MARKETING","rejected_reason":"SCAM"}],
                   "paging":{"cursors":{"before":"b","after":"c1"},"next":"https://elsewhere.example/steal"}}
                  """));
        using var clients = new Clients(platform.Address);

        var all = Assert.IsType<ApiResult<IReadOnlyList<TemplateInfo>>.Ok>(await clients.Client.ListTemplatesAsync(Clients.Connection, null, default)).Value;
        Assert.Equal(["1", "2", "3"], all.Select(template => template.Id));
        Assert.Equal(("en_US", "APPROVED", null, "GREEN"), (all[0].Language, all[0].Status, all[0].RejectedReason, all[0].QualityScore));
        Assert.Equal("Hi", (string?)all[0].Components[0]!["text"]);
        Assert.Equal("SCAM", all[1].RejectedReason);
        Assert.Equal(2, platform.Calls.Count);

        var named = Assert.IsType<ApiResult<IReadOnlyList<TemplateInfo>>.Ok>(await clients.Client.ListTemplatesAsync(Clients.Connection, "offer", default)).Value;
        Assert.Equal(["1", "3"], named.Select(template => template.Id));
        Assert.Contains("name=offer", platform.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_cursor_starts_the_list_again_once()
    {
        var asked = 0;
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            if (context.Request.Query.ContainsKey("after") && ++asked == 1)
            {
                context.Response.StatusCode = 400;
                return context.Response.WriteAsync("""{"error":{"code":131059,"message":"stale"}}""");
            }

            return context.Response.WriteAsync(context.Request.Query.ContainsKey("after")
                ? """{"data":[{"id":"2","name":"b"}]}"""
                : """{"data":[{"id":"1","name":"a"}],"paging":{"next":"x","cursors":{"after":"c1"}}}""");
        });
        using var clients = new Clients(platform.Address);

        var all = Assert.IsType<ApiResult<IReadOnlyList<TemplateInfo>>.Ok>(await clients.Client.ListTemplatesAsync(Clients.Connection, null, default)).Value;

        Assert.Equal(["1", "2"], all.Select(template => template.Id));
    }

    [Fact]
    public async Task A_list_that_fails_on_its_second_page_fails_whole()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            if (context.Request.Query.ContainsKey("after"))
            {
                context.Response.StatusCode = 502;
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("""{"data":[{"id":"1","name":"a"}],"paging":{"next":"x","cursors":{"after":"c1"}}}""");
        });
        using var clients = new Clients(platform.Address);
        Assert.IsType<ApiResult<IReadOnlyList<TemplateInfo>>.Unreachable>(await clients.Client.ListTemplatesAsync(Clients.Connection, null, default));
    }

    [Fact]
    public async Task A_template_that_is_gone_is_null_and_another_refusal_is_not()
    {
        var subcode = 33;
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync($$"""{"error":{"message":"x","code":100,"error_subcode":{{subcode}} } }""");
        });
        using var clients = new Clients(platform.Address);

        Assert.Null(Assert.IsType<ApiResult<TemplateInfo?>.Ok>(await clients.Client.GetTemplateAsync(Clients.Connection, "1", default)).Value);
        subcode = 7;
        Assert.IsType<ApiResult<TemplateInfo?>.Refused>(await clients.Client.GetTemplateAsync(Clients.Connection, "1", default));
    }

    [Fact]
    public async Task Editing_and_deleting_name_one_translation()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync("""{"success":true}"""));
        using var clients = new Clients(platform.Address);

        Assert.True(Assert.IsType<ApiResult<bool>.Ok>(await clients.Client.EditTemplateAsync(Clients.Connection, "15", [], default)).Value);
        Assert.True(Assert.IsType<ApiResult<bool>.Ok>(await clients.Client.DeleteTemplateAsync(Clients.Connection, "visit", "15", default)).Value);
        Assert.True(Assert.IsType<ApiResult<bool>.Ok>(await clients.Client.DeleteTemplateAsync(Clients.Connection, "visit", null, default)).Value);

        Assert.Equal(["POST /v25.0/15", $"DELETE {Waba}/message_templates?hsm_id=15&name=visit", $"DELETE {Waba}/message_templates?name=visit"], platform.Calls);
    }

    [Fact]
    public async Task Numbers_are_read_with_their_limits()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) => context.Response.WriteAsync(
            """
            {"data":[{"id":"200000000000001","display_phone_number":"+1 555-014-2233","verified_name":"Rowan Books","quality_rating":"GREEN","status":"CONNECTED",
              "throughput":{"level":"HIGH"},"whatsapp_business_manager_messaging_limit":"TIER_2K","is_on_biz_app":false,"brand_new":{"a":[]}}]}
            """));
        using var clients = new Clients(platform.Address);

        var number = Assert.Single(Assert.IsType<ApiResult<PhoneNumberInfo[]>.Ok>(await clients.Client.ListPhoneNumbersAsync(Clients.Connection, default)).Value);

        Assert.Equal(
            new PhoneNumberInfo
            {
                Id = "200000000000001",
                DisplayPhoneNumber = "+1 555-014-2233",
                VerifiedName = "Rowan Books",
                QualityRating = "GREEN",
                Status = "CONNECTED",
                Throughput = new PhoneNumberThroughput("HIGH"),
                WhatsappBusinessManagerMessagingLimit = "TIER_2K",
                IsOnBizApp = false,
            },
            number);
    }

    [Fact]
    public async Task Media_goes_up_as_a_form_and_comes_down_with_the_token()
    {
        await using var platform = await KestrelPlatform.StartAsync(async (context, call) =>
        {
            Assert.Equal("Bearer secret-token", context.Request.Headers.Authorization);
            if (context.Request.HasFormContentType)
            {
                var form = await context.Request.ReadFormAsync();
                var file = form.Files.Single();
                using var reader = new StreamReader(file.OpenReadStream());
                await context.Response.WriteAsync($$"""{"id":"{{form["messaging_product"]}}-{{form["type"]}}-{{file.ContentType}}-{{await reader.ReadToEndAsync()}}"}""");
            }
            else if (call.EndsWith("/77", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync($$"""{"id":"77","url":"http://{{context.Request.Host}}/file","mime_type":"image/png","file_size":"4"}""");
            }
            else
            {
                await context.Response.Body.WriteAsync("data"u8.ToArray());
            }
        });
        using var clients = new Clients(platform.Address);

        var uploaded = await clients.Client.UploadMediaAsync(Clients.Connection, "2", new MediaFile("a.png", "image/png", new MemoryStream("PNG!"u8.ToArray()), 4), default);
        Assert.Equal("whatsapp-image/png-image/png-PNG!", Assert.IsType<ApiResult<string>.Ok>(uploaded).Value);

        var media = Assert.IsType<ApiResult<MediaInfo>.Ok>(await clients.Client.GetMediaAsync(Clients.Connection, "77", default)).Value;
        Assert.Equal(4, media.FileSize);
        using var target = new MemoryStream();
        Assert.Equal(4, Assert.IsType<ApiResult<long>.Ok>(await clients.Client.DownloadMediaAsync(Clients.Connection, media, target, default)).Value);
        Assert.Equal("data", Encoding.UTF8.GetString(target.ToArray()));
    }

    [Theory]
    [InlineData("https://elsewhere.example/file")]
    [InlineData("http://lookaside.fbsbx.com/file")]
    [InlineData("https://lookaside.fbsbx.com@elsewhere.example/file")]
    [InlineData("https://lookaside.fbsbx.com:8443/file")]
    [InlineData("file:///etc/passwd")]
    [InlineData("relative")]
    public async Task The_token_goes_to_no_other_host(string url)
    {
        using var clients = new Clients(new Uri("http://127.0.0.1:9"));
        var result = await clients.Client.DownloadMediaAsync(Clients.Connection, new MediaInfo { Id = "1", Url = url }, Stream.Null, default);
        Assert.False(Assert.IsType<ApiResult<long>.Unreachable>(result).MayHaveArrived);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var platform = await KestrelPlatform.StartAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var clients = new Clients(platform.Address);
        Assert.IsType<ApiResult<PhoneNumberInfo>.Unreachable>(await clients.Client.GetPhoneNumberAsync(Clients.Connection, "2", default));
        Assert.Single(platform.Calls);
    }

    [Fact]
    public async Task A_sample_is_uploaded_in_two_steps_and_gives_its_handle()
    {
        await using var platform = await KestrelPlatform.StartAsync(async (context, call) =>
        {
            if (call.Contains("/uploads?", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("""{"id":"upload:abc?sig=xyz"}""");
                return;
            }

            Assert.Equal("OAuth secret-token", context.Request.Headers.Authorization);
            Assert.Equal("0", context.Request.Headers["file_offset"]);
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($$"""{"h":"4::{{await reader.ReadToEndAsync()}}"}""");
        });
        using var clients = new Clients(platform.Address);

        var result = await clients.Client.UploadTemplateSampleAsync(Clients.Connection, new MediaFile("a b.png", "image/png", new MemoryStream("PNG!"u8.ToArray()), 4), default);

        Assert.Equal("4::PNG!", Assert.IsType<ApiResult<string>.Ok>(result).Value);
        Assert.Equal(["POST /v25.0/900000000000001/uploads?file_name=a%20b.png&file_length=4&file_type=image%2Fpng", "POST /v25.0/upload:abc?sig=xyz"], platform.Calls);
    }

    [Fact]
    public async Task Without_an_app_id_no_sample_is_uploaded()
    {
        using var clients = new Clients(new Uri("http://127.0.0.1:9"));
        var result = await clients.Client.UploadTemplateSampleAsync(Clients.Connection with { AppId = null }, new MediaFile("a", "image/png", Stream.Null, 0), default);
        Assert.IsType<ApiResult<string>.Unreachable>(result);
    }

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("157.240.1.1", true)]
    [InlineData("2a03:2880:f101::1", true)]
    public void Addresses_inside_the_network_are_not_connected_to(string address, bool allowed) =>
        Assert.Equal(allowed, new OutboundGate(new WhatsAppOptions()).IsAllowed(System.Net.IPAddress.Parse(address)));

    [Fact]
    public void The_archive_stands_on_the_platforms_own_host_and_nowhere_else_unless_it_is_said()
    {
        Assert.Equal("https://api.facebook.com/", new WhatsAppOptions().EffectiveArchiveAddress.ToString());
        var gate = new OutboundGate(new WhatsAppOptions());
        Assert.True(gate.IsPlatform(new Uri("https://api.facebook.com/1/message_templates/archive")));
        Assert.False(gate.IsPlatform(new Uri("https://api.facebook.com.example/1")));
        // The token of a sandbox or of a proxy must not leave for the platform.
        Assert.Equal("http://127.0.0.1:5080/", new WhatsAppOptions { BaseAddress = new Uri("http://127.0.0.1:5080") }.EffectiveArchiveAddress.ToString());
        Assert.True(new ValidateWhatsAppOptions().Validate(null, new WhatsAppOptions { ArchiveAddress = new Uri("http://api.example") }).Failed);
    }

    [Fact]
    public void All_faults_of_the_settings_are_named_at_once()
    {
        var options = new WhatsAppOptions { BaseAddress = new Uri("http://graph.example/v25.0"), ApiVersion = "25", Timeout = TimeSpan.Zero };
        options.MediaHosts.Add("https://x");
        var result = new ValidateWhatsAppOptions().Validate(null, options);
        Assert.Equal(5, result.Failures!.Count());
        Assert.True(new ValidateWhatsAppOptions().Validate(Options.DefaultName, new WhatsAppOptions()).Succeeded);
        Assert.True(new ValidateWhatsAppOptions().Validate(null, new WhatsAppOptions { BaseAddress = new Uri("http://127.0.0.1:5080") }).Failed);
        Assert.True(new ValidateWhatsAppOptions().Validate(null, new WhatsAppOptions { BaseAddress = new Uri("http://127.0.0.1:5080"), AllowLoopback = true }).Succeeded);
    }
}
