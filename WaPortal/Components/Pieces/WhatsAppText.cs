using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace WaPortal.Components.Pieces;

/// <summary>
/// Draws a message's text with its marks and values. Every piece of text goes through the renderer's own encoding;
/// nothing here can become markup, whoever wrote the template or the value.
/// </summary>
public sealed class WhatsAppText : ComponentBase
{
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Parameter]
    public IReadOnlyDictionary<string, string> Values { get; set; } = new Dictionary<string, string>();

    /// <summary>False where WhatsApp draws no marks, as in the header.</summary>
    [Parameter]
    public bool Marked { get; set; } = true;

    // Sequence numbers are fixed per kind of call, as the compiler would give them; each block and line is a region of its own.
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var block in Marked ? WhatsAppMarkup.Parse(Text) : WhatsAppMarkup.ParsePlain(Text))
        {
            builder.OpenRegion(0);
            switch (block.Kind)
            {
                case MarkupBlockKind.Lines: AddLines(builder, block); break;
                case MarkupBlockKind.Quote: AddWrapped(builder, block, "q", null); break;
                case MarkupBlockKind.Bullets: AddWrapped(builder, block, "ul", "li"); break;
                case MarkupBlockKind.Numbers: AddWrapped(builder, block, "ol", "li"); break;
            }
            builder.CloseRegion();
        }
    }

    private void AddLines(RenderTreeBuilder builder, MarkupBlock block)
    {
        for (var i = 0; i < block.Lines.Count; i++)
        {
            if (i > 0)
            {
                builder.OpenElement(0, "br");
                builder.CloseElement();
            }
            AddSpans(builder, block.Lines[i]);
        }
    }

    private void AddWrapped(RenderTreeBuilder builder, MarkupBlock block, string outer, string? inner)
    {
        builder.OpenElement(0, outer);
        if (inner is null)
        {
            AddLines(builder, block);
        }
        else
        {
            foreach (var line in block.Lines)
            {
                builder.OpenElement(1, inner);
                AddSpans(builder, line);
                builder.CloseElement();
            }
        }
        builder.CloseElement();
    }

    private void AddSpans(RenderTreeBuilder builder, IReadOnlyList<MarkupSpan> spans)
    {
        builder.OpenRegion(2);
        foreach (var span in spans)
        {
            switch (span)
            {
                case MarkupSpan.Plain plain:
                    builder.AddContent(0, plain.Text);
                    break;
                case MarkupSpan.Variable variable:
                    AddVariable(builder, variable.Name);
                    break;
                case MarkupSpan.Marked marked:
                    builder.OpenElement(1, Element(marked.Mark));
                    AddSpans(builder, marked.Inside);
                    builder.CloseElement();
                    break;
            }
        }
        builder.CloseRegion();
    }

    // A value that is missing stays visible as {{name}}: the marketer must see the hole that the customer would see.
    private void AddVariable(RenderTreeBuilder builder, string name)
    {
        var filled = Values.TryGetValue(name, out var value) && value.Length > 0;
        builder.OpenElement(3, "span");
        builder.AddAttribute(4, "class", filled ? "wa-chat-value" : "wa-chat-hole");
        if (filled)
        {
            builder.OpenElement(5, "bdi");
            builder.AddContent(6, value);
            builder.CloseElement();
        }
        else
        {
            builder.AddContent(7, $"{{{{{name}}}}}");
        }
        builder.CloseElement();
    }

    private static string Element(MarkupMark mark) => mark switch
    {
        MarkupMark.Bold => "strong",
        MarkupMark.Italic => "em",
        MarkupMark.Strike => "s",
        MarkupMark.Mono => "code",
    };
}
