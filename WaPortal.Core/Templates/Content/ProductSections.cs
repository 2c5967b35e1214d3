using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>A section of a multi-product message.</summary>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Products">Ids of products, as the catalogue's owner gave them.</param>
public sealed record ProductSection(string Title, IReadOnlyList<string> Products);

/// <summary>
/// The products of a multi-product message as one value: <c>New: SKU-1, SKU-2 | Sale: SKU-3</c>, or just <c>SKU-1, SKU-2</c>.
/// At most 30 products in ten sections.
/// </summary>
public static class ProductSections
{
    private const int MaxProducts = 30;
    private const int MaxSections = 10;
    private const int MaxTitle = 24;
    private const string OnlyTitle = "Products";

    /// <summary>Reads a value; the second part says what is wrong with it, or null.</summary>
    public static (IReadOnlyList<ProductSection> Sections, string? Problem) Read(string value)
    {
        var sections = new List<ProductSection>();
        foreach (var part in value.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var title = colon < 0 ? OnlyTitle : part[..colon].Trim();
            var products = part[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (title.Length is 0 or > MaxTitle) return ([], "A section's title has 1 to 24 characters.");
            if (products.Length == 0) return ([], "A section has no products.");
            sections.Add(new ProductSection(title, products));
        }

        var count = sections.Sum(s => s.Products.Count);
        if (count == 0) return ([], "There are no products.");
        if (sections.Count > MaxSections) return ([], "There are more than ten sections.");
        return count > MaxProducts ? ([], "There are more than 30 products.") : (sections, null);
    }

    internal static JsonArray ToJson(IReadOnlyList<ProductSection> sections) => new([.. sections.Select(section => new JsonObject
    {
        ["title"] = section.Title,
        ["product_items"] = new JsonArray([.. section.Products.Select(id => new JsonObject { ["product_retailer_id"] = id })]),
    })]);
}
