using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace WaPortal.Tests.Sandbox;

/// <summary>Holds real answers against what the platform's OpenAPI description says of them.</summary>
public sealed class SandboxShapeTests
{
    [Fact]
    public async Task Answers_have_the_described_fields_and_types()
    {
        await using var box = await SandboxBox.StartAsync();
        var id = await box.ApprovedAsync();
        var template = await box.GetAsync($"/v25.0/{id}");
        Assert.All(new[] { "id", "name", "language", "status", "category" }, field => Assert.Equal(JsonValueKind.String, template[field]!.GetValueKind()));

        var sent = (await box.SendAsync(SandboxBox.Message("+447700900001"))).Body;
        Assert.Equal("whatsapp", (string?)sent["messaging_product"]);
        Assert.Equal(("+447700900001", "447700900001"), ((string?)sent["contacts"]![0]!["input"], (string?)sent["contacts"]![0]!["wa_id"]));
        Assert.Contains((string)sent["messages"]![0]!["message_status"]!, new[] { "accepted", "held_for_quality_assessment", "paused" });

        var number = (await box.GetAsync($"/v25.0/{SandboxBox.Waba}/phone_numbers"))["data"]![0]!;
        Assert.All(new[] { "id", "display_phone_number", "status" }, field => Assert.Equal(JsonValueKind.String, number[field]!.GetValueKind()));
        Assert.Contains((string)number["quality_rating"]!, new[] { "GREEN", "YELLOW", "RED", "NA" });
        Assert.Contains((string)number["code_verification_status"]!, new[] { "VERIFIED", "UNVERIFIED" });
        Assert.Contains((string)number["name_status"]!, new[] { "APPROVED", "AVAILABLE_WITHOUT_REVIEW", "DECLINED", "EXPIRED", "PENDING_REVIEW", "NONE" });
        Assert.Equal("whatsapp", (string?)(await box.GetAsync($"/v25.0/{SandboxBox.Number}/whatsapp_business_profile"))["data"]![0]!["messaging_product"]);

        var error = (await box.SendAsync(SandboxBox.Message("+447700900001", language: "de"))).Body["error"]!;
        Assert.Equal((JsonValueKind.String, JsonValueKind.String, JsonValueKind.Number), (error["message"]!.GetValueKind(), error["type"]!.GetValueKind(), error["code"]!.GetValueKind()));
    }

    [Fact]
    public async Task Media_is_uploaded_read_and_deleted()
    {
        await using var box = await SandboxBox.StartAsync();
        var bytes = new byte[] { 137, 80, 78, 71 };
        using var form = new MultipartFormDataContent { { new StringContent("whatsapp"), "messaging_product" } };
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "file", "a.png");
        using var answer = await box.Http.PostAsync($"/v25.0/{SandboxBox.Number}/media", form);
        var id = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;

        var described = await box.GetAsync($"/v25.0/{id}");
        Assert.Equal(("image/png", "4"), ((string?)described["mime_type"], (string?)described["file_size"]));
        Assert.Equal(bytes, await box.Http.GetByteArrayAsync((string)described["url"]!));
        Assert.True((bool)(await box.CallAsync(HttpMethod.Delete, $"/v25.0/{id}")).Body["success"]!);
        Assert.Equal(33, (int)(await box.GetAsync($"/v25.0/{id}"))["error"]!["error_subcode"]!);
    }

    [Fact]
    public async Task A_sample_is_uploaded_in_two_steps_for_a_handle()
    {
        await using var box = await SandboxBox.StartAsync();
        var session = (string)(await box.CallAsync(HttpMethod.Post, "/v25.0/400000000000001/uploads?file_name=a.png&file_length=4&file_type=image/png")).Body["id"]!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v25.0/" + session) { Content = new ByteArrayContent([1, 2, 3, 4]) };
        request.Headers.Authorization = new("OAuth", "any");
        request.Headers.Add("file_offset", "0");
        using var answer = await box.Http.SendAsync(request);
        Assert.StartsWith("4::", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["h"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_can_be_subscribed_and_unsubscribed()
    {
        await using var box = await SandboxBox.StartAsync();
        Assert.Single((await box.GetAsync($"/v25.0/{SandboxBox.Waba}/subscribed_apps"))["data"]!.AsArray());
        await box.CallAsync(HttpMethod.Delete, $"/v25.0/{SandboxBox.Waba}/subscribed_apps");
        Assert.Empty((await box.GetAsync($"/v25.0/{SandboxBox.Waba}/subscribed_apps"))["data"]!.AsArray());
    }
}
