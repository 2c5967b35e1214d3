using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Sandbox;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>The address that sites hand their forms to, over real HTTP; the platform is the sandbox.</summary>
public sealed class FormEndpointTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task From_the_form_to_the_press_on_the_phone_to_the_opt_in()
    {
        await using var portal = await HttpPortal.StartAsync("--Sandbox:ReviewDelay", "00:00:00.1");
        var site = await FormSite.StartAsync(portal, FormProof.DoubleOptIn, reviewed: true);
        Assert.Equal(HttpStatusCode.Accepted, (await site.SendAsync("+447700900123")).StatusCode);

        using var platform = new HttpClient { BaseAddress = portal.Get<EmbeddedSandbox>().BaseAddress };
        await Eventually.TrueAsync(async () =>
        {
            using var pressed = await platform.PostAsJsonAsync("/sandbox/press", new { from = "+447700900123", button = 0 });
            return pressed.IsSuccessStatusCode;
        }, "The message that asks does not come.");
        await Eventually.TrueAsync(async () => await site.ChoiceAsync("+447700900123") == ConsentChoice.OptedIn, "The press opts nobody in.");
        using var nobody = await platform.PostAsJsonAsync("/sandbox/press", new { from = "+447700900124" });
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
    }

    [Fact]
    public async Task The_address_is_there_only_while_a_form_is_open()
    {
        await using var portal = await HttpPortal.StartAsync();
        await portal.AllowOnlyAsync("203.0.113.0/24");
        using var shut = await portal.Client.PostAsync($"/forms/{Guid.NewGuid()}/submissions", null);
        Assert.Equal(HttpStatusCode.Forbidden, shut.StatusCode);
        var site = await FormSite.StartAsync(portal, FormProof.VerifiedBySite);
        using var open = await site.SendAsync("+447700900123");
        Assert.Equal(HttpStatusCode.Accepted, open.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.Client.GetAsync("/sign-in")).StatusCode);
        await portal.Get<ManageForms>().SwitchAsync(site.Admin, site.Form, false, None);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.SendAsync("+447700900124")).StatusCode);
    }

    [Fact]
    public async Task The_answer_is_the_same_whatever_is_known_about_the_number()
    {
        await using var portal = await HttpPortal.StartAsync();
        var site = await FormSite.StartAsync(portal, FormProof.VerifiedBySite);
        var bodies = new List<string>();
        foreach (var number in (string[])["+447700900123", "+447700900123", "+447700900124"])
        {
            using var answer = await site.SendAsync(number);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            bodies.Add(await answer.Content.ReadAsStringAsync(None));
            await site.OptOutAsync("+447700900124");
        }

        Assert.Equal("""{"status":"accepted"}""", Assert.Single(bodies.Distinct()));
    }

    [Fact]
    public async Task Each_fault_has_its_answer_as_problem_json()
    {
        await using var portal = await HttpPortal.StartAsync();
        var site = await FormSite.StartAsync(portal, FormProof.VerifiedBySite);
        await AssertAsync(site, HttpStatusCode.Unauthorized, await site.SendAsync("+447700900123", secret: StandardWebhook.NewSecret()));
        await AssertAsync(site, HttpStatusCode.Unauthorized, await site.SendAsync("+447700900123", secret: StandardWebhook.NewSecret()));
        await AssertAsync(site, HttpStatusCode.NotFound, await site.SendAsync("+447700900123", form: Guid.NewGuid()));
        await AssertAsync(site, HttpStatusCode.UnsupportedMediaType, await site.SendAsync("+447700900123", type: "text/plain"));
        await AssertAsync(site, HttpStatusCode.RequestEntityTooLarge, await site.SendAsync("+447700900123", change: b => b["name"] = new string('x', 17_000)));
        var faulty = await AssertAsync(site, HttpStatusCode.BadRequest, await site.SendAsync("12", change: b =>
        {
            b["page"] = "javascript:alert(1)";
            b["submitted_at"] = "yesterday";
            b["surprise"] = 1;
        }));
        Assert.Equal(["body", "number", "page", "submitted_at"], faulty["errors"]!.AsObject().Select(e => e.Key).Order());
        Assert.Equal(HttpStatusCode.Accepted, (await site.SendAsync("+447700900123", id: "msg_1")).StatusCode);
        await AssertAsync(site, HttpStatusCode.Conflict, await site.SendAsync("+447700900124", id: "msg_1"));

        var trail = await portal.Get<PortalDatabase>().ReadAsync(site.Tenant, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "form.signature-failed").ToListAsync(t), None);
        Assert.Equal(site.Form.Value.ToString(), Assert.Single(trail).Target);
    }

    [Theory]
    [InlineData("""{"number":"+447700900123","number":"+447700900124"}""", "body")]
    [InlineData("""[1]""", "body")]
    [InlineData("""{"number":"\ud800"}""", "body")]
    [InlineData("", "body")]
    [InlineData("""{"number":"+447700900123","phone":"+447700900123"}""", "number")]
    [InlineData("""{"number":7700900123}""", "number")]
    [InlineData("""{"name":"x","submitted_at":"2026-01-01T10:00:00"}""", "submitted_at")]
    [InlineData("""{"page":"https://user:pass@example.com/"}""", "page")]
    [InlineData("""{"ip":"not an address"}""", "ip")]
    [InlineData("""{"attributes":{"a":{"b":"c"}}}""", "attributes")]
    [InlineData("""{"attributes":[]}""", "attributes")]
    [InlineData("""{"language":"a language that is far too long"}""", "language")]
    public void What_cannot_be_read_is_named_by_its_field(string body, string field)
    {
        var (entry, errors) = FormEntry.Read(Encoding.UTF8.GetBytes(body), "GB", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
        Assert.Null(entry);
        Assert.Contains(field, errors.Keys);
    }

    [Fact]
    public void What_can_be_read_is_brought_into_form()
    {
        var now = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        var (entry, errors) = FormEntry.Read(
            Encoding.UTF8.GetBytes("""{"phone":" 07700 900123 ","name":" ","submitted_at":"2026-11-20T10:02:00.5+01:00","page":"HTTPS://Example.com/a?x=1#y","attributes":{" shop ":" Porto ","none":""},"user_agent":null}"""), "GB", now);
        Assert.Empty(errors);
        Assert.Equal(("+447700900123", null, "https://example.com/a", now), (entry!.Phone, entry.Name, entry.Page, entry.SubmittedAt));
        Assert.Equal([KeyValuePair.Create("shop", "Porto")], entry.Attributes);
    }

    private static async Task<JsonNode> AssertAsync(FormSite site, HttpStatusCode status, HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(None);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("7700900", text, StringComparison.Ordinal);
            Assert.DoesNotContain(site.Secret, text, StringComparison.Ordinal);
            return JsonNode.Parse(text)!;
        }
    }
}
