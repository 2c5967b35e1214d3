using System.Text.Json.Serialization;

namespace WaPortal.Core.Templates;

/// <summary>Where a variable stands.</summary>
public enum VariablePlace
{
    Header,
    Body,
    ButtonUrl,

    /// <summary>The code of a copy-code button or of an authentication template.</summary>
    ButtonCode,

    /// <summary>What a flow is told about where it was opened; optional.</summary>
    ButtonFlowToken,

    /// <summary>The product whose picture stands for the catalogue; optional.</summary>
    ButtonThumbnail,

    /// <summary>The products of a multi-product message (<see cref="ProductSections"/>).</summary>
    ButtonProducts,

    /// <summary>Latitude, longitude, place and address of a location header.</summary>
    HeaderLocation,

    /// <summary>The product of a header, by the id that the catalogue's owner gave it.</summary>
    HeaderProduct,

    /// <summary>The catalogue that the products of headers come from.</summary>
    Catalog,

    /// <summary>When a limited-time offer ends (<see cref="OfferEnd"/>).</summary>
    OfferEnd,
}

/// <summary>A variable of one translation. Numbers start anew in each place, so the place belongs to its identity.</summary>
/// <param name="Place">Which part.</param>
/// <param name="Name">As written between the braces; a fixed name for what has no braces, such as <c>code</c>.</param>
/// <param name="ButtonIndex">Of a button's variable.</param>
/// <param name="CardIndex">Of a card's variable.</param>
public sealed record TemplateVariable(VariablePlace Place, string Name, int? ButtonIndex = null, int? CardIndex = null)
{
    /// <summary>
    /// Stable key for samples, mappings and values: <c>header.1</c>, <c>body.first_name</c>, <c>button0.1</c>, <c>button1.code</c>,
    /// <c>card0.body.1</c>, <c>card0.button1.1</c>, <c>offer.ends</c>.
    /// </summary>
    public string Key => (CardIndex is { } card ? FormattableString.Invariant($"card{card}.") : "") + Place switch
    {
        VariablePlace.Header or VariablePlace.HeaderLocation or VariablePlace.HeaderProduct => "header." + Name,
        VariablePlace.Body => "body." + Name,
        VariablePlace.ButtonUrl or VariablePlace.ButtonCode or VariablePlace.ButtonFlowToken or VariablePlace.ButtonThumbnail or VariablePlace.ButtonProducts =>
            FormattableString.Invariant($"button{ButtonIndex}.{Name}"),
        VariablePlace.Catalog => "catalog." + Name,
        VariablePlace.OfferEnd => "offer." + Name,
    };

    /// <summary>A message can leave without a value.</summary>
    [JsonIgnore]
    public bool IsOptional => Place is VariablePlace.ButtonFlowToken or VariablePlace.ButtonThumbnail || (Place == VariablePlace.HeaderLocation && Name is "place" or "address");

    /// <summary>It stands in a text as <c>{{…}}</c>; the others are what a part asks for when it is sent.</summary>
    [JsonIgnore]
    public bool IsInText => Place is VariablePlace.Header or VariablePlace.Body or VariablePlace.ButtonUrl;
}
