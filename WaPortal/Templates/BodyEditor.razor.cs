using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class BodyEditor
{
    // More would need a second row; the menu has all of them.
    private const int Shown = 6;

    private static readonly FormatMark[] Marks =
    [
        new("bold", "Bold", "format_bold", "Control+B"),
        new("italic", "Italic", "format_italic", "Control+I"),
        new("strike", "Strike through", "format_strikethrough", "Control+Shift+X"),
        new("mono", "Monospace", "code", "Control+Shift+M"),
        new("bullets", "List", "format_list_bulleted", "Control+Shift+8"),
        new("numbers", "Numbered list", "format_list_numbered", "Control+Shift+7"),
        new("quote", "Quote", "format_quote", "Control+Shift+9"),
    ];

    private static readonly string[] Names = ["first_name", "value", "other_value", "third_value", "further_value"];

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter]
    public string Value { get; set; } = "";

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>BCP 47 tag of the text.</summary>
    [Parameter]
    public string Language { get; set; } = "en";

    [Parameter]
    public bool RightToLeft { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public bool Invalid { get; set; }

    [Parameter]
    public int Rows { get; set; } = 6;

    /// <summary>Its name where no other element holds it.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string? LabelledBy { get; set; }

    [Parameter]
    public string? DescribedBy { get; set; }

    [Parameter]
    public ParameterFormat Format { get; set; }

    /// <summary>Variables that the text or its source has already.</summary>
    [Parameter]
    public IReadOnlyList<string> Variables { get; set; } = [];

    /// <summary>What is known about contacts and can be put in.</summary>
    [Parameter]
    public IReadOnlyList<ContactChip> Fields { get; set; } = [];

    /// <summary>A field was put in as the variable of this name: its sample may be taken over.</summary>
    [Parameter]
    public EventCallback<(string Name, string Sample)> OnProposed { get; set; }

    private string MenuId => $"{Id}-variables";

    private string Next => Format == ParameterFormat.Named
        ? Names.FirstOrDefault(name => !Variables.Contains(name)) ?? $"value_{new string('x', Variables.Count)}"
        : (Variables.Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var i) ? i : 0).DefaultIfEmpty().Max() + 1).ToString(CultureInfo.InvariantCulture);

    private string Written(ContactChip chip) => $"{{{{{NameOf(chip)}}}}}";

    private string NameOf(ContactChip chip) => Format == ParameterFormat.Named ? chip.Variable : Next;

    private Task ProposeAsync(ContactChip chip) => OnProposed.InvokeAsync((NameOf(chip), chip.Sample));

    private sealed record FormatMark(string Kind, string Name, string Icon, string Keys)
    {
        public string Title => $"{Name} ({Keys.Replace("Control", "Ctrl", StringComparison.Ordinal).Replace('+', ' ')})";
    }
}
