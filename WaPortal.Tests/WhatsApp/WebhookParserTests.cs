using System.Text;
using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class WebhookParserTests
{
    private const string Waba = "318820045567001";
    private const string Number = "220914455300871";
    private const string Wamid = "wamid.HBgMNDQ3NzAwOTAwMTIzFQIAERgSMjI4OTlEQTNCRkExNENGQ0Y5AA==";

    public static TheoryData<string> All => [.. Samples.Names("messages"), .. Samples.Names("templates")];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_sample_is_understood_and_keeps_whose_it_is_and_when(string name)
    {
        var events = WebhookParser.Parse(Samples.Bytes(name), Samples.ReceivedAt);

        Assert.NotEmpty(events);
        Assert.All(events, e =>
        {
            Assert.IsNotType<UnknownEvent>(e);
            Assert.StartsWith(name.StartsWith("templates/", StringComparison.Ordinal) ? "10477551882233" : Waba, e.WabaId, StringComparison.Ordinal);
        });
        var file = name.Split('/')[1];
        var expected =
            file.StartsWith("status_", StringComparison.Ordinal) && name.StartsWith("messages/", StringComparison.Ordinal) || file == "multi_status_batch" ? typeof(MessageStatusEvent)
            : file.StartsWith("in_", StringComparison.Ordinal) ? typeof(InboundMessageEvent)
            : file.StartsWith("user_preferences", StringComparison.Ordinal) ? typeof(UserPreferenceEvent)
            : file == "user_id_update" ? typeof(UserIdEvent)
            : file == "value_level_errors" ? typeof(PlatformErrorEvent)
            : file.StartsWith("account_", StringComparison.Ordinal) || file.StartsWith("business_capability", StringComparison.Ordinal) ? typeof(AccountEvent)
            : file.StartsWith("phone_number", StringComparison.Ordinal) || file.StartsWith("security", StringComparison.Ordinal) || file.StartsWith("business_username", StringComparison.Ordinal) ? typeof(PhoneNumberEvent)
            : file.StartsWith("status_", StringComparison.Ordinal) ? typeof(TemplateStatusEvent)
            : file.StartsWith("quality_", StringComparison.Ordinal) ? typeof(TemplateQualityEvent)
            : file.StartsWith("category_", StringComparison.Ordinal) ? typeof(TemplateCategoryEvent)
            : file.StartsWith("components_", StringComparison.Ordinal) ? typeof(TemplateComponentsEvent)
            : null;
        if (expected is not null)
            Assert.All(events, e => Assert.IsType(expected, e));
        if (expected == typeof(MessageStatusEvent) || expected == typeof(InboundMessageEvent) || expected == typeof(UserPreferenceEvent))
            Assert.All(events, e => Assert.Equal(Number, e.PhoneNumberId));
        if (expected != typeof(PlatformErrorEvent))
            Assert.All(events, e => Assert.NotEqual(Samples.ReceivedAt, e.Timestamp));
    }

    [Fact]
    public void A_status_keeps_what_it_carries()
    {
        var sent = One<MessageStatusEvent>("messages/status_sent_v23_conversation");

        Assert.Equal(Wamid, sent.MessageId);
        Assert.Equal(MessageStatus.Sent, sent.Status);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1794800000), sent.Timestamp);
        Assert.Equal("447700900123", sent.RecipientId);
        Assert.Equal(new WebhookPricing(true, "PMP", "regular", "marketing"), sent.Pricing);
        Assert.Equal(new WebhookConversation("5f0c9c2a7be14d6f9a31c04e77a1b20d", "marketing", DateTimeOffset.FromUnixTimeSeconds(1794886400)), sent.Conversation);
        Assert.Equal("c41.r0003.a1", One<MessageStatusEvent>("messages/status_delivered_bsuid_no_phone").BizOpaqueCallbackData);
        Assert.Equal("hT4kQ9pZr1M=", One<MessageStatusEvent>("messages/status_sent_identity_hash").RecipientIdentityKeyHash);
        Assert.Equal(MessageStatus.Played, One<MessageStatusEvent>("messages/status_played_voice").Status);
        Assert.Equal("authentication-international", One<MessageStatusEvent>("messages/status_delivered_auth_international").Pricing?.Category);
    }

    [Fact]
    public void A_person_without_a_number_is_known_by_the_user_id()
    {
        var delivered = One<MessageStatusEvent>("messages/status_delivered_bsuid_no_phone");
        Assert.Null(delivered.RecipientId);
        Assert.Equal("US.20987716350044128803", delivered.RecipientUserId);

        var written = One<InboundMessageEvent>("messages/in_text_bsuid_no_phone");
        Assert.Null(written.From);
        Assert.Equal("US.20987716350044128803", written.FromUserId);
        Assert.Equal("Mina", written.ProfileName);
        Assert.Equal("@mina.reads", written.Username);
    }

    [Theory]
    [InlineData(130472, RetryRule.Never)]
    [InlineData(131026, RetryRule.Never)]
    [InlineData(131042, RetryRule.StopRun)]
    [InlineData(131047, RetryRule.Never)]
    [InlineData(131048, RetryRule.StopRun)]
    [InlineData(131049, RetryRule.AfterDay)]
    [InlineData(131050, RetryRule.Never)]
    [InlineData(131053, RetryRule.StopRun)]
    [InlineData(132015, RetryRule.StopRun)]
    [InlineData(137000, RetryRule.Never)]
    public void A_failure_names_its_error_and_what_to_do(int code, RetryRule rule)
    {
        var failed = One<MessageStatusEvent>($"messages/status_failed_{code}");

        Assert.Equal(MessageStatus.Failed, failed.Status);
        var error = Assert.Single(failed.Errors);
        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Details!);
        Assert.Equal(rule, error.Fact.Retry);
        Assert.Equal(code == 131050, error.Fact.IsOptOut);
    }

    [Fact]
    public void Every_status_of_a_batch_is_read()
    {
        var events = WebhookParser.Parse(Samples.Bytes("messages/multi_status_batch"), Samples.ReceivedAt);
        Assert.Equal(["447700900123", "447700900456"], events.Cast<MessageStatusEvent>().Select(e => e.RecipientId));
    }

    [Fact]
    public void Every_entry_and_change_of_a_batch_is_read_under_its_own_account()
    {
        var events = WebhookParser.Parse(Samples.Bytes("templates/batched_two_wabas"), Samples.ReceivedAt);
        Assert.Collection(
            events,
            e => Assert.Equal("104775518822330", Assert.IsType<TemplateStatusEvent>(e).WabaId),
            e => Assert.Equal("104775518822330", Assert.IsType<TemplateCategoryEvent>(e).WabaId),
            e => Assert.Equal("104775518822331", Assert.IsType<TemplateQualityEvent>(e).WabaId));
    }

    [Fact]
    public void What_a_person_wrote_or_tapped_is_text_and_payload()
    {
        Assert.Equal("Is the blue one back in stock?", One<InboundMessageEvent>("messages/in_text").Text);
        var stop = One<InboundMessageEvent>("messages/in_text_stop");
        Assert.Equal("stop.", stop.Text?.Trim(), ignoreCase: true);
        Assert.Equal(Wamid, stop.ContextMessageId);
        var tapped = One<InboundMessageEvent>("messages/in_button_template_quick_reply");
        Assert.Equal(("button", "Stop promotions", "c41|optout", Wamid), (tapped.Type, tapped.Text, tapped.Payload, tapped.ContextMessageId));
        var chosen = One<InboundMessageEvent>("messages/in_interactive_list_reply");
        Assert.Equal(("16:00", "slot_1600"), (chosen.Text, chosen.Payload));
        Assert.Contains("marketing_ok", One<InboundMessageEvent>("messages/in_interactive_flow_nfm_reply").Payload!, StringComparison.Ordinal);
        Assert.Equal("my receipt", One<InboundMessageEvent>("messages/in_image").Text);
        Assert.Equal("Is the green one back in stock?", One<InboundMessageEvent>("messages/in_edit_coexistence").Text);
        Assert.Null(One<InboundMessageEvent>("messages/in_reaction_removed").Text);
        Assert.Equal(Wamid, One<InboundMessageEvent>("messages/in_reaction").ContextMessageId);
        Assert.Equal(131051, Assert.Single(One<InboundMessageEvent>("messages/in_unsupported").Errors).Code);
    }

    [Fact]
    public void Files_keep_what_is_needed_to_fetch_them()
    {
        Assert.Equal(
            new InboundMedia("1903300455667701", "image/jpeg", "spgUz1eS5oTNddan/OemehGIfjEvh8oqwkltgfNl/3I=", "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=invented-img", null, false),
            One<InboundMessageEvent>("messages/in_image").Media);
        Assert.True(One<InboundMessageEvent>("messages/in_audio_voice").Media!.Voice);
        Assert.NotNull(One<InboundMessageEvent>("messages/in_document").Media!.FileName);
        Assert.Null(One<InboundMessageEvent>("messages/in_text").Media);
    }

    [Fact]
    public void A_person_who_changes_number_is_followed()
    {
        var moved = One<InboundMessageEvent>("messages/in_system_user_changed_number");
        Assert.Equal(("447700900123", "user_changed_number", "447700900321", "GB.10443377120098456610"), (moved.From, moved.SystemType, moved.NewWaId, moved.NewUserId));
        var renamed = One<UserIdEvent>("messages/user_id_update");
        Assert.Equal(("GB.84120099357718264401", "GB.10443377120098456610"), (renamed.PreviousUserId, renamed.CurrentUserId));
    }

    [Fact]
    public void A_preference_has_an_integer_time()
    {
        var stop = One<UserPreferenceEvent>("messages/user_preferences_stop");
        Assert.Equal(("447700900123", "GB.84120099357718264401", "marketing_messages", "stop"), (stop.WaId, stop.UserId, stop.Category, stop.Value));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1794801000), stop.Timestamp);
        Assert.Equal("resume", One<UserPreferenceEvent>("messages/user_preferences_resume").Value);
    }

    [Fact]
    public void A_template_is_named_the_same_however_the_platform_spells_it()
    {
        Assert.Equal(new TemplateReference("1500000000000001", "clinic_visit_reminder", "en_US"), One<TemplateStatusEvent>("templates/status_approved_hyphen_language").Template);
        Assert.Equal("pt_BR", One<TemplateQualityEvent>("templates/quality_update_to_red_hyphen_language").Template.Language);
        Assert.Null(One<TemplateStatusEvent>("templates/status_approved").Reason);
        Assert.Null(One<TemplateStatusEvent>("templates/status_approved_reason_null").Reason);
    }

    [Fact]
    public void Why_a_template_was_rejected_paused_or_disabled_is_kept()
    {
        var rejected = One<TemplateStatusEvent>("templates/status_rejected_invalid_format");
        Assert.Equal(("REJECTED", "INVALID_FORMAT"), (rejected.Event, rejected.Reason));
        Assert.StartsWith("Two placeholders", rejected.RejectionReason, StringComparison.Ordinal);
        Assert.StartsWith("Put descriptive", rejected.Recommendation, StringComparison.Ordinal);
        Assert.Equal("SECOND_PAUSE", One<TemplateStatusEvent>("templates/status_paused_second").OtherTitle);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1789003600), One<TemplateStatusEvent>("templates/status_disabled").DisableDate);
    }

    [Fact]
    public void A_quality_change_under_the_wrong_field_is_one_all_the_same()
    {
        var quality = One<TemplateQualityEvent>("templates/quality_update_mislabelled_field");
        Assert.Equal(("GREEN", "YELLOW"), (quality.PreviousScore, quality.NewScore));
    }

    [Fact]
    public void An_announced_move_of_category_is_told_from_a_done_one()
    {
        var notice = One<TemplateCategoryEvent>("templates/category_update_impending");
        Assert.Equal(("UTILITY", "MARKETING", DateTimeOffset.FromUnixTimeSeconds(1789086400)), (notice.Category, notice.CorrectCategory, notice.MovesAt));
        var done = One<TemplateCategoryEvent>("templates/category_update_completed");
        Assert.Equal(("MARKETING", "UTILITY", null), (done.Category, done.PreviousCategory, done.CorrectCategory));
    }

    [Theory]
    [InlineData("messages/business_capability_update_v24", "TIER_2K")]
    [InlineData("messages/business_capability_update_v24_integer", "TIER_2K")]
    [InlineData("messages/business_capability_update_legacy", "TIER_UNLIMITED")]
    public void The_limit_is_read_in_all_its_spellings(string name, string tier) => Assert.Equal(tier, One<AccountEvent>(name).MessagingLimit);

    [Fact]
    public void Restrictions_and_bans_of_an_account_are_read()
    {
        Assert.Equal(
            [new("RESTRICTED_BIZ_INITIATED_MESSAGING", DateTimeOffset.FromUnixTimeSeconds(1795060200)), new("RESTRICTED_ADD_PHONE_NUMBER_ACTION", DateTimeOffset.FromUnixTimeSeconds(1795060200))],
            One<AccountEvent>("messages/account_update_restriction").Restrictions);
        Assert.Equal("DISABLE", One<AccountEvent>("messages/account_update_disabled_disable").BanState);
        Assert.Equal("SCAM", One<AccountEvent>("messages/account_update_violation").ViolationType);
        Assert.Equal("INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", One<AccountEvent>("messages/account_alerts_limit_deferred").Event);
        Assert.Equal("APPROVED", One<AccountEvent>("messages/account_review_update_approved").Event);
    }

    [Fact]
    public void A_change_of_a_number_names_its_digits()
    {
        var raised = One<PhoneNumberEvent>("messages/phone_number_quality_update_throughput");
        Assert.Equal(("15550142233", "THROUGHPUT_UPGRADE", "TIER_UNLIMITED"), (raised.DisplayPhoneNumber, raised.Event, raised.MessagingLimit));
        Assert.Null(One<PhoneNumberEvent>("messages/phone_number_quality_update_onboarding").MessagingLimit);
        Assert.Equal("NAME_FORMAT_UNACCEPTABLE", One<PhoneNumberEvent>("messages/phone_number_name_update_rejected").Reason);
    }

    [Fact]
    public void Errors_of_a_number_are_an_event() =>
        Assert.Equal(130429, Assert.Single(One<PlatformErrorEvent>("messages/value_level_errors").Errors).Code);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"object\":\"page\",\"entry\":[]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\"}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"object\":\"whatsapp_business_account\",\"entry\":[]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\"}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":[]}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":7,\"statuses\":[7]}}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"partner_solutions\",\"value\":{}}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"statuses\":[{\"id\":\"w\",\"status\":\"warning\"}]}}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"statuses\":[{\"status\":\"sent\"}]}}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"template_category_update\",\"value\":{}}]}]}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"\\ud800\",\"changes\":[{\"field\":\"\\ud800\",\"value\":{\"\\ud800\":1}}]}]}")]
    public void What_cannot_be_read_is_unknown_with_a_reason(string body)
    {
        var unknown = Assert.IsType<UnknownEvent>(Assert.Single(WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Samples.ReceivedAt)));
        Assert.NotEmpty(unknown.Reason);
    }

    [Fact]
    public void One_unreadable_event_does_not_hide_its_neighbours()
    {
        const string body = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"2"},"statuses":[
              {"id":"w1","status":"sent","timestamp":"1794800000"},{"status":"sent"},{"id":"w3","status":"read","timestamp":1794800001}]}}]}]}
            """;
        Assert.Collection(
            WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Samples.ReceivedAt),
            e => Assert.Equal("w1", Assert.IsType<MessageStatusEvent>(e).MessageId),
            e => Assert.IsType<UnknownEvent>(e),
            e => Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1794800001), Assert.IsType<MessageStatusEvent>(e).Timestamp));
    }

    [Fact]
    public void A_body_nested_too_deeply_is_unknown()
    {
        var body = "{\"object\":\"whatsapp_business_account\",\"x\":" + new string('[', 40) + new string(']', 40) + "}";
        Assert.IsType<UnknownEvent>(Assert.Single(WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Samples.ReceivedAt)));
    }

    [Fact]
    public void An_unknown_kind_of_message_is_still_a_message()
    {
        const string body = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"2"},
              "messages":[{"id":"w1","from":"447700900123","timestamp":"1794800000","type":"hologram","hologram":{"caption":"hi"},"new":{"a":1}}]}}]}]}
            """;
        var message = Assert.IsType<InboundMessageEvent>(Assert.Single(WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Samples.ReceivedAt)));
        Assert.Equal(("hologram", "447700900123"), (message.Type, message.From));
        Assert.Equal(1, message.Raw.GetProperty("new").GetProperty("a").GetInt32());
    }

    // Each of these once failed in handling, five times and then for good, or could have.
    [Fact]
    public void What_fits_no_column_and_no_calendar_is_cut_left_out_or_known_by_its_hash()
    {
        var (id, word) = ("w" + new string('x', 5_000), new string('v', 500));
        var body = $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[
              {"field":"messages","value":{"metadata":{"phone_number_id":"2"},
                "statuses":[{"id":"{{{id}}}","status":"sent"},{"id":"w2","status":"read","timestamp":"253402300799","pricing":{"category":"{{{word}}}"} }],
                "messages":[{"id":"{{{id}}}","from":"447700900123","timestamp":"4102444800","type":"text","text":{"body":"STOP\u0000"} }]} },
              {"field":"message_template_status_update","value":{"message_template_id":"7","message_template_language":"en","event":"{{{word}}}","message_template_category":"{{{word}}}"} },
              {"field":"phone_number_quality_update","value":{"display_phone_number":"1","current_limit":"TIER_{{{new string('9', 60)}}}"} }]}]}
            """;

        var events = WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Samples.ReceivedAt);

        Assert.Equal("a status names no message", Assert.IsType<UnknownEvent>(events[0]).Reason);
        var status = Assert.IsType<MessageStatusEvent>(events[1]);
        Assert.Equal((Samples.ReceivedAt, 40), (status.Timestamp, status.Pricing!.Category!.Length));
        var stop = Assert.IsType<InboundMessageEvent>(events[2]);
        Assert.Equal(("STOP", Samples.ReceivedAt), (stop.Text, stop.Timestamp));
        Assert.True(stop.MessageId.Length <= 200);
        var template = Assert.IsType<TemplateStatusEvent>(events[3]);
        Assert.Equal((40, 40), (template.Event.Length, template.Category!.Length));
        Assert.Null(Assert.IsType<PhoneNumberEvent>(events[4]).MessagingLimit);
    }

    [Fact]
    public void An_event_prints_nothing_that_it_holds() =>
        Assert.Equal("InboundMessageEvent", One<InboundMessageEvent>("messages/in_text").ToString());

    private static T One<T>(string name)
        where T : WebhookEvent =>
        Assert.IsType<T>(Assert.Single(WebhookParser.Parse(Samples.Bytes(name), Samples.ReceivedAt)));
}
