using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>A carousel as it is being edited: all cards have the same parts, so parts are added and taken away on all of them at once.</summary>
public sealed class CarouselForm
{
    /// <summary>Limits of the platform: two to ten cards with up to two buttons each.</summary>
    public const int MostCards = 10;
    public const int FewestCards = 2;
    public const int MostButtons = 2;
    public const int BodyLimit = 160;

    /// <summary>Of every card.</summary>
    public HeaderKind Header { get; set; } = HeaderKind.Image;

    /// <summary>Every card has a text.</summary>
    public bool HasBody { get; set; } = true;

    public List<CardForm> Cards { get; } = [];

    /// <summary>The kinds of the buttons that every card has.</summary>
    public IReadOnlyList<ButtonKind> Buttons => Cards.Count == 0 ? [] : [.. Cards[0].Buttons.Select(b => b.Kind)];

    public static CarouselForm From(TemplateContent content)
    {
        var form = new CarouselForm();
        if (content.Cards.Count == 0)
            return form;
        form.Header = content.Cards[0].Header;
        form.HasBody = content.Cards.Any(c => c.Body.Length > 0) || content.Cards[0].Header != HeaderKind.Product;
        form.Cards.AddRange(Enumerable.Range(0, content.Cards.Count).Select(i => CardForm.From(content, i)));
        return form;
    }

    /// <summary>Two empty cards to begin with.</summary>
    public void Begin()
    {
        Cards.Clear();
        Cards.Add(new CardForm());
        Cards.Add(new CardForm());
        AddButton(ButtonKind.Url);
    }

    /// <summary>A new card with the parts that the others have; its index.</summary>
    public int Add()
    {
        var card = new CardForm();
        card.Buttons.AddRange(Buttons.Select((kind, i) => new ButtonForm { Kind = kind, Text = Cards[^1].Buttons[i].Text }));
        Cards.Add(card);
        return Cards.Count - 1;
    }

    /// <summary>A copy right behind the card; its index.</summary>
    public int Duplicate(int index)
    {
        Cards.Insert(index + 1, Cards[index].Copy());
        return index + 1;
    }

    /// <summary>Moves a card by so many places; the index that it has then.</summary>
    public int Move(int index, int by)
    {
        var to = Math.Clamp(index + by, 0, Cards.Count - 1);
        var card = Cards[index];
        Cards.RemoveAt(index);
        Cards.Insert(to, card);
        return to;
    }

    public void Remove(int index) => Cards.RemoveAt(index);

    public void AddButton(ButtonKind kind)
    {
        foreach (var card in Cards)
            card.Buttons.Add(new ButtonForm { Kind = kind });
    }

    public void RemoveButton(int index)
    {
        foreach (var card in Cards)
            card.Buttons.RemoveAt(index);
    }

    public void SwapButtons()
    {
        foreach (var card in Cards)
            card.Buttons.Reverse();
    }

    public IReadOnlyList<TemplateCard> ToCards() => [.. Cards.Select(c => c.ToCard(Header, HasBody))];
}
