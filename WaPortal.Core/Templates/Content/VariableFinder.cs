namespace WaPortal.Core.Templates;

/// <summary>Finds the variables of a content: those in texts, and what its parts ask for when they are sent.</summary>
internal static class VariableFinder
{
    private static readonly string[] LocationNames = ["latitude", "longitude", "place", "address"];

    public static IReadOnlyList<TemplateVariable> In(TemplateContent content)
    {
        var found = new List<TemplateVariable>();
        AddHeader(content.Header, content.HeaderText, null, found);
        AddText(content.Body, VariablePlace.Body, null, null, found);
        if (content.Offer is { HasExpiration: true }) found.Add(new TemplateVariable(VariablePlace.OfferEnd, "ends"));
        AddButtons(content.Buttons, null, found);
        for (var card = 0; card < content.Cards.Count; card++)
        {
            AddHeader(content.Cards[card].Header, null, card, found);
            AddText(content.Cards[card].Body, VariablePlace.Body, null, card, found);
            AddButtons(content.Cards[card].Buttons, card, found);
        }

        if (found.Exists(v => v.Place == VariablePlace.HeaderProduct)) found.Add(new TemplateVariable(VariablePlace.Catalog, "id"));
        return found;
    }

    private static void AddHeader(HeaderKind kind, string? text, int? card, List<TemplateVariable> found)
    {
        if (kind == HeaderKind.Text) AddText(text ?? "", VariablePlace.Header, null, card, found);
        if (kind == HeaderKind.Product) found.Add(new TemplateVariable(VariablePlace.HeaderProduct, "product", CardIndex: card));
        if (kind == HeaderKind.Location) found.AddRange(LocationNames.Select(name => new TemplateVariable(VariablePlace.HeaderLocation, name, CardIndex: card)));
    }

    private static void AddButtons(IReadOnlyList<TemplateButton> buttons, int? card, List<TemplateVariable> found)
    {
        for (var i = 0; i < buttons.Count; i++)
        {
            switch (buttons[i].Kind)
            {
                case ButtonKind.Url:
                    AddText(buttons[i].Url ?? "", VariablePlace.ButtonUrl, i, card, found);
                    break;
                case ButtonKind.CopyCode or ButtonKind.Otp:
                    found.Add(new TemplateVariable(VariablePlace.ButtonCode, "code", i, card));
                    break;
                case ButtonKind.Flow:
                    found.Add(new TemplateVariable(VariablePlace.ButtonFlowToken, "flow_token", i, card));
                    break;
                case ButtonKind.Catalog:
                    found.Add(new TemplateVariable(VariablePlace.ButtonThumbnail, "thumbnail", i, card));
                    break;
                case ButtonKind.MultiProduct:
                    found.Add(new TemplateVariable(VariablePlace.ButtonProducts, "products", i, card));
                    break;
            }
        }
    }

    private static void AddText(string text, VariablePlace place, int? button, int? card, List<TemplateVariable> found)
    {
        foreach (var placeholder in Placeholders.In(text))
        {
            var variable = new TemplateVariable(place, placeholder.Name, button, card);
            if (placeholder.Name.Length > 0 && !found.Contains(variable)) found.Add(variable);
        }
    }
}
