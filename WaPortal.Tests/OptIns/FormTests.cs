using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>People who join by a form on a site of the enterprise's own.</summary>
public sealed class FormTests
{
    private const string Person = "447700900000";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_submission_sends_one_message_and_only_a_press_on_its_button_opens_anything(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        Assert.IsType<SubmissionResult.Taken>(await scene.SubmitAsync(0));
        var phone = DeliveryScene.Phone(0);
        Assert.Null(await scene.ChoiceAsync(phone));
        await scene.Delivery.DispatchAsync(3);

        Assert.Equal(phone, Assert.Single(scene.Delivery.Platform.Sent).To);
        var message = Assert.Single(await scene.MessagesAsync());
        Assert.Equal((MessageState.Accepted, 1L), (message.State, message.ConsentSeq));
        Assert.Equal("asked", Assert.Single((await scene.Portal.Get<LedgerQuery>().ListAsync(scene.Portal.As(PortalRole.ComplianceOfficer), null, null, 10, None))).Kind);
        Assert.Equal(0, await scene.Portal.CountAsync<Contact>());
        // A campaign or another single message reaches nobody by it.
        await scene.Delivery.OrderAsync(1);
        await scene.Delivery.DispatchAsync(8);
        Assert.Single(scene.Delivery.Platform.Sent);

        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(10));
        await scene.HandleAsync(scene.Press(Person, scene.Payload(), "wamid.1"));
        Assert.Equal(ConsentChoice.OptedIn, await scene.ChoiceAsync(phone));
        Assert.Null(await scene.ChoiceAsync(phone, ConsentPurpose.Utility));
        var evidence = (await scene.HistoryAsync(phone))!.Entries[0].Evidence!;
        Assert.Equal(("form", "Newsletter page", "wamid.1", "Yes, please", "WEB-1"), (evidence.How, evidence.Source, evidence.Proof, evidence.Wording, evidence.WordingCode));
        Assert.Equal(("https://casa-alba.example/news", "203.0.113.9", 1L), (evidence.Form!.Page, evidence.Form.Ip, evidence.Form.AskedBy));
        var contact = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Contact>().SingleAsync(t), None);
        Assert.Equal(("Ana Lima", """{"shop":"Porto"}"""), (contact.Name, contact.Attributes));
        var row = Assert.Single(await scene.SubmissionsAsync());
        Assert.Equal((SubmissionState.Joined, null), (row.State, row.Details));
        var form = await scene.RowAsync();
        Assert.Equal((1L, 1L, 0L), (form.Received, form.Joined, form.HeldBack));
        Assert.Empty((await scene.Portal.VerifyAsync()).Breaks);
        Assert.Equal(1, await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Wording>().Select(w => w.Entries).SingleAsync(t), None));
    }

    [Theory, Engines]
    public async Task The_pack_shows_form_and_press_and_the_entry_that_permitted_the_message(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.DispatchAsync(3);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.HandleAsync(scene.Press(Person, scene.Payload()));
        var officer = scene.Portal.As(PortalRole.ComplianceOfficer);
        var person = (await scene.HistoryAsync(DeliveryScene.Phone(0)))!.Entries[0].Person;

        var json = JsonNode.Parse(EvidenceFile.Write((await scene.Portal.Get<TakeEvidence>().RunAsync(officer, person, "Asked", None))!))!;
        Assert.Equal(["asked", "opt-in:marketing"], json["entries"]!.AsArray().Select(e => (string)e!["kind"]!));
        Assert.Equal(1L, (long)json["entries"]![1]!["evidence"]!["form"]!["asked_by_entry"]!);
        var message = Assert.Single(json["messages"]!.AsArray())!;
        Assert.Equal(("Confirmation of form “Newsletter page”", "confirmation", 1L), ((string)message["origin"]!, (string)message["purpose"]!, (long)message["decided_by_entry"]!));
        Assert.Equal("WEB-1", (string)Assert.Single(json["wordings"]!.AsArray())!["code"]!);
    }

    [Theory, Engines]
    public async Task The_same_request_again_changes_nothing_and_another_under_its_id_is_a_conflict(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        var body = scene.Body(0);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => scene.SendAsync(body, "msg_1"))));
        Assert.All(results, r => Assert.IsType<SubmissionResult.Taken>(r));
        Assert.IsType<SubmissionResult.Conflict>(await scene.SubmitAsync(1, "msg_1"));
        Assert.Single(await scene.SubmissionsAsync());
        Assert.Single(await scene.MessagesAsync());
        Assert.Equal(1, (await scene.Portal.VerifyAsync()).Entries);
        Assert.Equal(1, (await scene.RowAsync()).Received);
    }

    [Theory, Engines]
    public async Task Nobody_who_said_no_gets_a_message_because_a_form_names_their_number(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.Delivery.OptOutAsync(0);
        Assert.IsType<SubmissionResult.Taken>(await scene.SubmitAsync(0));
        await scene.Delivery.DispatchAsync(3);

        Assert.Empty(scene.Delivery.Platform.Sent);
        var row = Assert.Single(await scene.SubmissionsAsync());
        Assert.Equal((SubmissionState.HeldBack, HoldReason.OptedOut, null, null), (row.State, row.Held, row.PhoneId, row.Details));
        Assert.Equal(1, (await scene.RowAsync()).HeldBack);
        Assert.Equal(1, (await scene.Portal.VerifyAsync()).Entries);
    }

    [Theory, Engines]
    public async Task An_opt_out_under_another_spelling_of_the_number_counts(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.Delivery.WriteAsync((db, t) => scene.Portal.Get<OptOuts>().RecordAsync(db, "+551187654321", "inbound", "STOP", scene.Portal.Clock.GetUtcNow(), "wamid:x", null, t));
        Assert.IsType<SubmissionResult.Taken>(await scene.SendAsync(scene.BodyOf("+5511987654321"), "msg_1"));
        Assert.Equal(HoldReason.OptedOut, Assert.Single(await scene.SubmissionsAsync()).Held);
    }

    [Theory, Engines]
    public async Task An_opt_out_after_the_submission_stops_the_message(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.OptOutAsync(0);
        await scene.Delivery.DispatchAsync(3);
        Assert.Empty(scene.Delivery.Platform.Sent);
        Assert.Equal(nameof(SkipReason.OptedOut), Assert.Single(await scene.MessagesAsync()).Reason);
    }

    [Theory, Engines]
    public async Task A_number_is_asked_once_a_day_and_three_times_a_month(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        for (var day = 0; day < 5; day++)
        {
            await scene.SubmitAsync(0);
            await scene.SubmitAsync(0);
            scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
        }

        Assert.Equal(3, (await scene.MessagesAsync()).Count);
        Assert.Equal(7, (await scene.SubmissionsAsync()).Count(s => s.Held == HoldReason.AskedLately));
        await SweepAsync(scene);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(26));
        await SweepAsync(scene);
        await scene.SubmitAsync(0);
        Assert.Equal(4, (await scene.MessagesAsync()).Count);
    }

    [Theory, Engines]
    public async Task Told_twice_pressed_twice_or_pressed_after_joining_and_leaving_it_counts_once(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.DispatchAsync(3);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var press = scene.Press(Person, scene.Payload(), "wamid.1");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.HandleAsync(press))));
        await scene.HandleAsync(scene.Press(Person, scene.Payload(), "wamid.2"));
        Assert.Equal(2, (await scene.Portal.VerifyAsync()).Entries);

        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.HandleAsync(scene.Press(Person, null, text: "STOP"));
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.HandleAsync(scene.Press(Person, scene.Payload(), "wamid.3"));
        Assert.Equal(ConsentChoice.OptedOut, await scene.ChoiceAsync(DeliveryScene.Phone(0)));
    }

    [Theory, Engines]
    public async Task A_later_no_stands_over_an_earlier_press_that_is_told_after_it(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.DispatchAsync(3);
        var pressed = scene.Press(Person, scene.Payload());
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.HandleAsync(scene.Press(Person, null, text: "STOP"));
        await scene.HandleAsync(pressed);

        Assert.Equal(ConsentChoice.OptedOut, await scene.ChoiceAsync(DeliveryScene.Phone(0)));
        Assert.Equal("opt-in-noted:marketing", (await scene.HistoryAsync(DeliveryScene.Phone(0)))!.Entries[0].Kind);
        Assert.Equal(0, await scene.Portal.CountAsync<Contact>());
        Assert.Equal((0L, 1L), (await scene.RowAsync() is var f ? f.Joined : 0, f.HeldBack));
        await scene.Portal.Get<RebuildConsentStates>().RunAsync(scene.Portal.TenantId, None);
        Assert.Equal(ConsentChoice.OptedOut, await scene.ChoiceAsync(DeliveryScene.Phone(0)));
    }

    [Theory, Engines]
    public async Task Nobody_else_confirms_it_and_no_other_button_does(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.DispatchAsync(3);
        var payload = scene.Payload();
        await scene.HandleAsync(scene.Press("447700900055", payload));
        await scene.HandleAsync(scene.Press(Person, payload[..^2] + "AA"));
        await scene.HandleAsync(scene.Press(Person, "No", text: "No"));
        Assert.Equal(SubmissionState.Waiting, Assert.Single(await scene.SubmissionsAsync()).State);
        Assert.Equal(1, (await scene.Portal.VerifyAsync()).Entries);

        // The same person under the id that the platform gave them.
        await scene.Delivery.StatusAsync(scene.Delivery.Status(Assert.Single(await scene.MessagesAsync()), MessageStatus.Delivered) with { RecipientId = Person, RecipientUserId = "ZZ.1" });
        await scene.HandleAsync(scene.Press("", payload) with { From = null, FromUserId = "ZZ.1" });
        Assert.Equal(ConsentChoice.OptedIn, await scene.ChoiceAsync(DeliveryScene.Phone(0)));
    }

    [Theory, Engines]
    public async Task What_nobody_confirms_in_seven_days_loses_the_number_and_is_forgotten_after_thirty(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0);
        await scene.Delivery.DispatchAsync(3);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(7));
        await SweepAsync(scene);
        var row = Assert.Single(await scene.SubmissionsAsync());
        Assert.Equal((SubmissionState.Expired, null), (row.State, row.Details));
        await scene.HandleAsync(scene.Press(Person, scene.Payload()));
        Assert.Null(await scene.ChoiceAsync(DeliveryScene.Phone(0)));
        Assert.Equal(1, (await scene.RowAsync()).Expired);

        scene.Portal.Clock.Advance(TimeSpan.FromDays(23));
        await SweepAsync(scene);
        Assert.Empty(await scene.SubmissionsAsync());
    }

    [Theory, Engines]
    public async Task An_erased_person_leaves_no_trace_of_a_form_and_no_button_brings_them_back(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.SubmitAsync(0, "msg_1");
        await scene.Delivery.DispatchAsync(3);
        var phone = DeliveryScene.Phone(0);
        var marks = new PersonMarks(phone, [scene.Delivery.Keys.PhoneId(phone)], [phone], Guid.NewGuid(), scene.Portal.Clock.GetUtcNow());
        var traces = scene.Portal.Services.GetServices<IPersonTraces>().OfType<FormTraces>().Single();
        var told = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => traces.TellAsync(db, marks, t), None);
        Assert.Equal("Ana Lima", (string)told![0]!["name"]!);
        Assert.Equal(1, await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => traces.StopAsync(db, marks, t), None));

        var row = Assert.Single(await scene.SubmissionsAsync());
        Assert.Equal((SubmissionState.Erased, null, null), (row.State, row.PhoneId, row.Details));
        await scene.HandleAsync(scene.Press(Person, scene.Payload()));
        Assert.Null(await scene.ChoiceAsync(phone));
        Assert.Null(await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => traces.TellAsync(db, marks, t), None));
    }

    [Theory, Engines]
    public async Task Whoever_was_erased_and_had_said_no_is_kept_out(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync(
            "INSERT INTO suppressed_people (tenant_id, phone_id, since, opted_out) VALUES (@tenant, @id, 0, @yes)", t,
            ("@tenant", db.TenantId), ("@id", scene.Delivery.Keys.PhoneId(DeliveryScene.Phone(0))), ("@yes", true)));
        Assert.IsType<SubmissionResult.Taken>(await scene.SubmitAsync(0));
        Assert.Equal(HoldReason.Suppressed, Assert.Single(await scene.SubmissionsAsync()).Held);
        Assert.Equal(0, (await scene.Portal.VerifyAsync()).Entries);
    }

    [Theory, Engines]
    public async Task A_site_that_has_verified_the_number_opts_in_at_once_and_answers_for_it(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine, FormProof.VerifiedBySite);
        Assert.IsType<SubmissionResult.Taken>(await scene.SubmitAsync(0));
        Assert.Empty(await scene.MessagesAsync());
        Assert.Equal(ConsentChoice.OptedIn, await scene.ChoiceAsync(DeliveryScene.Phone(0)));
        var evidence = (await scene.HistoryAsync(DeliveryScene.Phone(0)))!.Entries[0].Evidence!;
        Assert.Equal(("form", null, "203.0.113.9"), (evidence.How, evidence.Form!.AskedBy, evidence.Form.Ip));
        var row = Assert.Single(await scene.SubmissionsAsync());
        Assert.Equal((SubmissionState.Joined, null), (row.State, row.Details));

        // What was filled in before a no opens nothing.
        await scene.Delivery.OptOutAsync(1);
        await scene.SubmitAsync(1, change: b => b["submitted_at"] = "2026-11-20T08:00:00Z");
        Assert.Equal(ConsentChoice.OptedOut, await scene.ChoiceAsync(DeliveryScene.Phone(1)));
        Assert.Equal(HoldReason.OptedOut, (await scene.SubmissionsAsync()).Single(s => s.State == SubmissionState.HeldBack).Held);
    }

    [Theory, Engines]
    public async Task A_form_that_is_closed_or_cannot_send_takes_nothing(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine, open: false);
        Assert.IsType<SubmissionResult.NoSuchForm>(await scene.SubmitAsync(0));
        await scene.Forms.SwitchAsync(scene.Admin, scene.Form, true, None);
        await scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Paused'", t));
        Assert.IsType<SubmissionResult.NotReady>(await scene.SubmitAsync(0, "msg_1"));
        Assert.NotNull((await scene.Forms.FindAsync(scene.Admin, scene.Form, None))!.Problem);
        await scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved'", t));
        Assert.IsType<SubmissionResult.Taken>(await scene.SubmitAsync(0, "msg_1"));
        await scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE wordings SET state = 'Retired'", t));
        Assert.IsType<SubmissionResult.NotReady>(await scene.SubmitAsync(1));
        await scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE tenants SET status = 'Suspended'", t));
        Assert.IsType<SubmissionResult.NoSuchForm>(await scene.SubmitAsync(2));
    }

    [Theory, Engines]
    public async Task A_secret_before_holds_for_a_day_unless_it_is_cut_off(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        var first = scene.Secret;
        var second = Assert.IsType<FormResult.Done>(await scene.Forms.RotateAsync(scene.Admin, scene.Form, false, None)).Secret!;
        Assert.IsType<SubmissionResult.Taken>(await scene.SendAsync(scene.Body(0), "a", first));
        Assert.IsType<SubmissionResult.Taken>(await scene.SendAsync(scene.Body(1), "b", second));
        scene.Portal.Clock.Advance(TimeSpan.FromHours(24));
        Assert.IsType<SubmissionResult.BadSignature>(await scene.SendAsync(scene.Body(2), "c", first));

        var admin = await scene.Portal.SignedInAsync(PortalRole.TenantAdmin);
        await scene.Forms.RotateAsync(admin, scene.Form, true, None);
        Assert.IsType<SubmissionResult.BadSignature>(await scene.SendAsync(scene.Body(3), "d", second));
    }

    [Theory, Engines]
    public async Task Opening_and_secrets_ask_for_a_fresh_code_and_all_is_written_down(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => scene.Forms.SaveAsync(scene.Admin, scene.Form, scene.Draft(), None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => scene.Forms.RotateAsync(scene.Admin, scene.Form, false, None));
        Assert.IsType<FormResult.Done>(await scene.Forms.SwitchAsync(scene.Admin, scene.Form, false, None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => scene.Forms.SwitchAsync(scene.Admin, scene.Form, true, None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => scene.Forms.ListAsync(scene.Portal.Marketer, None));
        var events = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Core.Audit.AuditEvent>().Where(e => e.Event.StartsWith("form.")).OrderBy(e => e.Seq).Select(e => e.Event).ToListAsync(t), None);
        Assert.Equal(["form.created", "form.opened", "form.closed"], events);
        var stored = await scene.RowAsync();
        Assert.Equal(-1, stored.Secret.AsSpan().IndexOf(Encoding.ASCII.GetBytes(scene.Secret[6..])));
        Assert.Equal(["Web form “Newsletter page”"], await OpenNamesAsync(scene));
    }

    [Theory, Engines]
    public async Task A_choice_that_could_not_work_is_refused(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        var message = scene.Draft().Confirmation!;
        await RefusedAsync(scene, scene.Draft() with { Name = " " }, nameof(FormDraft.Name));
        await RefusedAsync(scene, scene.Draft(), nameof(FormDraft.Name));
        await RefusedAsync(scene, scene.Draft() with { Purposes = [ConsentPurpose.Marketing, ConsentPurpose.Utility] }, nameof(FormDraft.WordingCode));
        await RefusedAsync(scene, scene.Draft() with { WordingCode = "NONE" }, nameof(FormDraft.WordingCode));
        await RefusedAsync(scene, scene.Draft() with { Confirmation = null }, nameof(FormDraft.Confirmation));
        await RefusedAsync(scene, scene.Draft() with { Confirmation = message with { Button = 2 } }, nameof(FormDraft.Confirmation));
        await RefusedAsync(scene, scene.Draft() with { Confirmation = message with { Language = "de" } }, nameof(FormDraft.Confirmation));
        await RefusedAsync(scene, scene.Draft() with { Confirmation = message with { Sender = new SenderNumberId(Guid.NewGuid()) } }, nameof(FormDraft.Confirmation));
        await SetContentAsync(scene, new() { Body = "Hello {{name}}", Buttons = [new(Core.Templates.ButtonKind.QuickReply, "Yes")] });
        await RefusedAsync(scene, scene.Draft(), nameof(FormDraft.Confirmation));
        await SetContentAsync(scene, new() { Body = "Hello", Buttons = [new(Core.Templates.ButtonKind.QuickReply, "STOP")] });
        await RefusedAsync(scene, scene.Draft(), nameof(FormDraft.Confirmation));
        Assert.Empty(await scene.Forms.MessagesAsync(scene.Admin, None));
    }

    [Theory, Engines]
    public async Task What_lists_told_of_somebody_goes_before_what_was_typed_and_nothing_is_written_before_the_press(Engine engine)
    {
        await using var scene = await FormScene.StartAsync(engine);
        await scene.Portal.ImportAsync(ImportFlow.Header + "+5511987654321,Ana of the list,yes,2026-05-01T10:00:00Z,form\n");
        await scene.SendAsync(scene.BodyOf("+551187654321", b => b["name"] = "Buy at evil.example"), "msg_1");
        await scene.Delivery.DispatchAsync(3);
        Assert.Equal("+5511987654321", Assert.Single(scene.Delivery.Platform.Sent).To);
        Assert.DoesNotContain("evil", string.Concat(scene.Delivery.Platform.Sent.Single().Components.Select(c => c.ToJsonString())), StringComparison.Ordinal);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.HandleAsync(scene.Press("551187654321", scene.Payload()));
        var contact = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<Contact>().SingleAsync(t), None);
        Assert.Equal("Ana of the list", contact.Name);
        Assert.Equal(2, await scene.Portal.CountAsync<OptInListMember>());
    }

    private static async Task RefusedAsync(FormScene scene, FormDraft draft, string field) =>
        Assert.Contains(field, Assert.IsType<FormResult.Refused>(await scene.Forms.SaveAsync(scene.Admin, null, draft, None)).Errors.Keys);

    private static Task SetContentAsync(FormScene scene, Core.Templates.TemplateContent content) =>
        scene.Delivery.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET approved_json = @json", t, ("@json", content.ToJson())));

    private static async Task SweepAsync(FormScene scene)
    {
        foreach (var sweep in scene.Portal.Services.GetServices<IUnfinishedWork>().OfType<FormSweep>())
            await sweep.ResumeAsync(None);
    }

    private static async Task<IReadOnlyList<string>> OpenNamesAsync(FormScene scene)
    {
        var admin = await scene.Portal.SignedInAsync(PortalRole.TenantAdmin);
        await scene.Forms.SwitchAsync(admin, scene.Form, true, None);
        return await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, async (db, t) =>
        {
            var account = await db.Set<SenderNumber>().Select(n => n.AccountId).FirstAsync(t);
            var names = new List<string>();
            foreach (var use in scene.Portal.Services.GetServices<IAccountUse>())
                names.AddRange(await use.NamesAsync(db, account, t));
            return (IReadOnlyList<string>)names;
        }, None);
    }
}
