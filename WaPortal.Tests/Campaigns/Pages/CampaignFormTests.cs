using WaPortal.Campaigns;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class CampaignFormTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_stored_draft_comes_back_as_it_was()
    {
        var draft = new CampaignDraft(
            "Winter", Guid.NewGuid(), Guid.NewGuid(), SenderNumberId.New(),
            new CampaignMapping(
                [new("header.1", ValueSource.Constant, "lamps", null), new("body.1", ValueSource.Name, "", "there"), new("body.2", ValueSource.Attribute, "city", null)], "es"),
            false, new DateTime(2026, 12, 1, 9, 30, 0, DateTimeKind.Unspecified), "Europe/Madrid", 1);
        var campaign = Campaign.CreateDraft(TenantId.New(), "Winter", "Inés", Now);
        Assert.True(campaign.TryEdit(draft, Now));

        var again = CampaignForm.From(campaign, "Europe/London").ToDraft();

        Assert.Equal(draft with { Mapping = again.Mapping, Version = 2 }, again);
        Assert.Equal(draft.Mapping.Variables, again.Mapping.Variables);
        Assert.Equal("es", again.Mapping.FallbackLanguage);
    }

    [Fact]
    public void A_new_template_keeps_the_rows_it_shares_with_the_old_one()
    {
        var form = new CampaignForm();
        Assert.True(form.Message.Fit(Template("Hello {{1}}"), ["city"]));
        form.Message.Variables[0].Source = ValueSource.Constant;
        form.Message.Variables[0].Constant = "friend";

        Assert.True(form.Message.Fit(Template("Hello {{1}}, see you in {{2}}"), ["city"]));

        Assert.Equal(["body.1", "body.2"], form.Message.Variables.Select(v => v.Key));
        Assert.Equal("friend", form.Message.Variables[0].Constant);
        Assert.False(form.Message.Fit(Template("Hello {{1}}, see you in {{2}}"), ["city"]));
    }

    [Fact]
    public void A_named_variable_starts_with_the_column_of_its_name_and_the_authors_fallback()
    {
        var form = new CampaignForm();
        form.Message.Fit(Template("Hello {{first_name}} in {{city}}, {{code}}", new() { ["body.city"] = new("Leeds", "your city") }), ["City", "points"]);
        Assert.Equal(
            [new("body.first_name", ValueSource.Name, "", null), new("body.city", ValueSource.Attribute, "City", "your city"), new VariableMapping("body.code", ValueSource.Attribute, "", null)],
            form.Message.Mapping().Variables);
    }

    [Fact]
    public void A_constant_needs_no_fallback()
    {
        var choice = new VariableChoice("body.1") { Source = ValueSource.Constant, Constant = " 20% ", Fallback = "left over" };
        Assert.Equal(new VariableMapping("body.1", ValueSource.Constant, "20%", null), choice.ToMapping());
    }

    internal static SendableTemplate Template(string body, Dictionary<string, VariableText>? texts = null) => new(
        new TemplateId(Guid.NewGuid()), WhatsAppAccountId.New(), "autumn_offer", TemplateCategory.Marketing, ParameterFormat.Named,
        [new SendableTranslation(new TranslationId(Guid.NewGuid()), "en_GB", new TemplateContent { Body = body, Texts = texts ?? [] }, null)]);
}
