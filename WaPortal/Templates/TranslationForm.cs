using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>One button as it is being edited.</summary>
public sealed class ButtonForm
{
    public ButtonKind Kind { get; init; }

    /// <summary>The button as it was read; what the form does not show stays as it is.</summary>
    public TemplateButton? Read { get; init; }

    public string Text { get; set; } = "";

    /// <summary>Address, phone number or sample code, by kind; empty for a quick reply.</summary>
    public string Target { get; set; } = "";

    /// <summary>Sample of the variable that the address ends in.</summary>
    public string Sample { get; set; } = "";
}

/// <summary>One variable of the text: what reviewers see, and what a person without a value gets.</summary>
public sealed class VariableForm(TemplateVariable variable)
{
    public TemplateVariable Variable { get; } = variable;

    public string Name => Variable.Name;

    /// <summary>As the table names it: variables of the header say so, since numbers begin anew there.</summary>
    public string Label => Variable.Place == VariablePlace.Header ? $"{Name} (header)" : Name;

    public string ElementId => Variable.Key.Replace('.', '-');

    public string Sample { get; set; } = "";

    /// <summary>Empty: a person without a value is skipped.</summary>
    public string Fallback { get; set; } = "";
}

/// <summary>One translation as it is being edited; made from the stored content and turned back into it.</summary>
public sealed class TranslationForm
{
    // Samples of variables that were taken out of the text stay here, so that undoing a deletion brings them back.
    private readonly Dictionary<string, VariableForm> _known = new(StringComparer.Ordinal);

    private TranslationForm()
    {
    }

    // Parts that this form does not show are saved as they were read.
    private TemplateContent _read = new();

    public HeaderKind Header { get; set; }

    public string HeaderText { get; set; } = "";

    public Guid? HeaderMedia { get; set; }

    public string Body { get; set; } = "";

    public string Footer { get; set; } = "";

    public List<ButtonForm> Buttons { get; } = [];

    /// <summary>Variables of header and body, each once, in reading order. Those of buttons are edited with their button.</summary>
    public IReadOnlyList<VariableForm> Variables =>
        [.. ToContent().Variables().Where(v => v.Place is VariablePlace.Header or VariablePlace.Body).Select(Known)];

    public static TranslationForm From(TemplateContent content)
    {
        var form = new TranslationForm
        {
            _read = content,
            Header = content.Header,
            HeaderText = content.HeaderText ?? "",
            HeaderMedia = content.HeaderMedia,
            Body = content.Body,
            Footer = content.Footer ?? "",
        };
        foreach (var (button, index) in content.Buttons.Select((button, index) => (button, index)))
        {
            form.Buttons.Add(new ButtonForm
            {
                Read = button,
                Kind = button.Kind,
                Text = button.Text,
                Target = button.Kind switch
                {
                    ButtonKind.QuickReply => "",
                    ButtonKind.Url => button.Url ?? "",
                    ButtonKind.Phone => button.PhoneNumber ?? "",
                    ButtonKind.CopyCode => content.SampleOf(new TemplateVariable(VariablePlace.ButtonCode, "code", index)),
                    _ => "",
                },
                Sample = content.Variables().FirstOrDefault(v => v.Place == VariablePlace.ButtonUrl && v.ButtonIndex == index) is { } suffix ? content.SampleOf(suffix) : "",
            });
        }
        foreach (var variable in content.Variables())
        {
            form._known[variable.Key] = new VariableForm(variable)
            {
                Sample = content.SampleOf(variable),
                Fallback = content.FallbackOf(variable) ?? "",
            };
        }
        return form;
    }

    public TemplateContent ToContent()
    {
        var content = _read with
        {
            Header = Header,
            HeaderText = Header == HeaderKind.Text ? HeaderText : null,
            HeaderMedia = Header is HeaderKind.Image or HeaderKind.Video or HeaderKind.Document ? HeaderMedia : null,
            Body = Body.ReplaceLineEndings("\n"),
            Footer = string.IsNullOrWhiteSpace(Footer) ? null : Footer,
            Buttons = [.. Buttons.Select(ToButton)],
        };
        var texts = _read.Texts.Where(t => t.Key.StartsWith("card", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        foreach (var variable in content.Variables().Where(v => v.CardIndex is null))
        {
            if (variable.ButtonIndex is { } index)
            {
                var button = Buttons[index];
                texts[variable.Key] = new VariableText(variable.Place == VariablePlace.ButtonCode ? button.Target : button.Sample);
            }
            else if (_known.TryGetValue(variable.Key, out var known))
            {
                texts[variable.Key] = new VariableText(known.Sample, known.Fallback.Length == 0 ? null : known.Fallback);
            }
        }
        return content with { Texts = texts };
    }

    /// <summary>The message as the customer's phone is to draw it.</summary>
    public ChatMessage ToMessage(TemplateLanguage language, IReadOnlyDictionary<string, string> fills, string? headerUrl, string? headerName)
    {
        var header = Header switch
        {
            HeaderKind.None => ChatHeaderKind.None,
            HeaderKind.Text => ChatHeaderKind.Text,
            HeaderKind.Image => ChatHeaderKind.Image,
            HeaderKind.Video => ChatHeaderKind.Video,
            HeaderKind.Document => ChatHeaderKind.Document,
            HeaderKind.Location => ChatHeaderKind.Location,
            HeaderKind.Product => ChatHeaderKind.Image,
        };
        return new ChatMessage(
            LanguageTags.Of(language.Code), language.IsRightToLeft, header,
            Header == HeaderKind.Text ? HeaderText : headerName, headerUrl, Body, string.IsNullOrWhiteSpace(Footer) ? null : Footer,
            [.. Buttons.Select(b => new ChatButton(ButtonsEditor.ChatKind(b.Kind), b.Text.Length > 0 ? b.Text : TemplateButton.FixedLabel(b.Kind) ?? ""))],
            fills);
    }

    /// <summary>A sample for a variable of the body that has none yet, also before the variable is in the text.</summary>
    public void Propose(string name, string sample)
    {
        var known = Known(new TemplateVariable(VariablePlace.Body, name));
        if (known.Sample.Length == 0)
            known.Sample = sample;
    }

    private VariableForm Known(TemplateVariable variable)
    {
        if (!_known.TryGetValue(variable.Key, out var known))
            _known[variable.Key] = known = new VariableForm(variable);
        return known;
    }

    private static TemplateButton ToButton(ButtonForm button)
    {
        var read = button.Read ?? new TemplateButton(button.Kind, "");
        return button.Kind switch
        {
            ButtonKind.Url => read with { Text = button.Text, Url = button.Target },
            ButtonKind.Phone => read with { Text = button.Text, PhoneNumber = button.Target },
            _ => read with { Text = button.Text },
        };
    }
}
