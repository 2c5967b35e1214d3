using Microsoft.AspNetCore.Components;
using WaPortal.Core.Templates;

namespace WaPortal.Campaigns;

/// <summary>First step of the wizard.</summary>
public partial class TemplateStep
{
    private string? _language;

    [Parameter, EditorRequired]
    public required CampaignForm Form { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<SendableTemplate> Templates { get; set; } = [];

    /// <summary>The name at the top of the bubble.</summary>
    [Parameter]
    public string Sender { get; set; } = "";

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private SendableTemplate? Chosen => Templates.FirstOrDefault(t => t.Id.Value == Form.Message.TemplateId);

    private SendableTranslation? Shown => Chosen?.Translations.FirstOrDefault(t => t.Language == _language) ?? (Chosen?.Translations is [var first, ..] ? first : null);

    // In the language of the first one's preview, where it has that.
    private SendableTranslation? SecondShown => Form.Test is { } test && Templates.FirstOrDefault(t => t.Id.Value == test.Message.TemplateId) is { } second
        ? second.Translations.FirstOrDefault(t => t.Language == Shown?.Language) ?? second.Translations[0]
        : null;

    internal static string Describe(SendableTemplate template) =>
        $"{template.Category} · {string.Join(", ", template.Translations.Select(t => MessagePreview.LanguageName(t.Language)))}";

    private Task RenameAsync(ChangeEventArgs e)
    {
        Form.Name = (e.Value as string ?? "").Trim();
        return OnChanged.InvokeAsync();
    }

    private Task ChooseAsync(Guid? id)
    {
        if (Templates.FirstOrDefault(t => t.Id.Value == id) is { } template)
            Form.Message.Choose(template);
        return OnChanged.InvokeAsync();
    }
}
