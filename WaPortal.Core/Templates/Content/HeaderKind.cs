namespace WaPortal.Core.Templates;

/// <summary>What stands above the body.</summary>
public enum HeaderKind
{
    None,
    Text,
    Image,
    Video,
    Document,
    Location,

    /// <summary>A product of the catalogue: single-product templates and product carousels.</summary>
    Product,
}
