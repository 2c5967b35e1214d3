using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Imports;
using WaPortal.OptIns;
using WaPortal.Tests.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class UploadTests
{
    [Fact]
    public async Task A_list_is_uploaded_only_with_a_session_and_the_forms_token()
    {
        await using var portal = await HttpPortal.StartAsync();
        var session = (await portal.SignedInAsync()).Token;
        var (cookie, field) = await TokensAsync(portal, session);
        const string list = ImportFlow.Header + "+447700900201,Ann,yes,2026-05-01,form\n";

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(portal, null, cookie, field, list)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(portal, session, cookie, null, list)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(portal, session, cookie, "wrong", list)).StatusCode);
        var answer = await PostAsync(portal, session, cookie, field, list);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var id = new ListImportId((Guid)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["importId"]!);

        var actor = (await portal.Get<Sessions>().FindAsync(session, CancellationToken.None))!.ToActor(null);
        Assert.Equal("list.csv", (await portal.Get<ImportDetailQuery>().FindAsync(actor, id, CancellationToken.None))!.FileName);
        var file = Assert.Single(Directory.GetFiles(portal.Get<DataDirectory>().TenantSubdirectory(actor.Tenant, "imports")));
        Assert.Equal(list, await File.ReadAllTextAsync(file));
        Assert.DoesNotContain("list", Path.GetFileName(file), StringComparison.Ordinal);

        var rejects = await portal.SendAsync(HttpMethod.Get, $"/opt-in-lists/imports/{id.Value}/rejects.csv", session);
        Assert.Equal("text/csv", rejects.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.SendAsync(HttpMethod.Get, $"/opt-in-lists/imports/{Guid.NewGuid()}/rejects.csv", session)).StatusCode);
    }

    [Fact]
    public async Task What_is_no_text_is_refused_and_not_kept()
    {
        await using var portal = await HttpPortal.StartAsync();
        var session = (await portal.SignedInAsync()).Token;
        var (cookie, field) = await TokensAsync(portal, session);
        var answer = await PostAsync(portal, session, cookie, field, "PK\u0003\u0004rest");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("file.type", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
        var tenant = (await portal.Get<Sessions>().FindAsync(session, CancellationToken.None))!.ToActor(null).Tenant;
        Assert.Empty(Directory.GetFiles(portal.Get<DataDirectory>().TenantSubdirectory(tenant, "imports")));
    }

    [Theory]
    [InlineData("people.exe")]
    [InlineData("people")]
    [InlineData("people.csv.html")]
    [InlineData("")]
    public async Task A_name_that_is_no_lists_is_refused_whatever_the_file_holds(string name)
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        await using var list = new MemoryStream(Encoding.UTF8.GetBytes(ImportFlow.Header + "+447700900201,Ann,yes,2026-05-01,form\n"));
        var result = await portal.Get<UploadList>().RunAsync(portal.Marketer, name, list, CancellationToken.None);
        Assert.Equal("file.name", result.Refusal?.Code);
        Assert.Empty(Directory.GetFiles(portal.Get<DataDirectory>().TenantSubdirectory(portal.Marketer.Tenant, "imports")));
    }

    /// <summary>The pair of tokens that a page with the form would carry.</summary>
    private static async Task<(string Cookie, string Field)> TokensAsync(HttpPortal portal, string session)
    {
        var info = await portal.Get<Sessions>().FindAsync(session, CancellationToken.None);
        var page = new DefaultHttpContext { RequestServices = portal.App.Services, User = SessionPrincipal.Create(info!, "127.0.0.1") };
        var tokens = portal.Get<IAntiforgery>().GetAndStoreTokens(page);
        var cookie = page.Response.Headers.SetCookie.ToString();
        return (cookie[..cookie.IndexOf(';', StringComparison.Ordinal)], tokens.RequestToken!);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpPortal portal, string? session, string antiforgeryCookie, string? field, string text)
    {
        var form = new MultipartFormDataContent();
        if (field is not null)
            form.Add(new StringContent(field), "__RequestVerificationToken");
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "../../list.csv");
        var request = new HttpRequestMessage(HttpMethod.Post, OptInEndpoints.UploadAddress) { Content = form };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Cookie", session is null ? antiforgeryCookie : $"__Host-s={session}; {antiforgeryCookie}");
        return portal.Client.SendAsync(request);
    }
}
