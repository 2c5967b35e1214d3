using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>A starting point that comes with the program.</summary>
/// <param name="Id">Stable, for addresses.</param>
/// <param name="Title">What it is for, in a few words.</param>
/// <param name="Hint">When to use it, and what to change.</param>
public sealed record LibraryTemplate(string Id, string Title, string Hint, TemplateFamily Family);

/// <summary>Well-written templates to start from, in several languages each. They are the project's own texts; nothing is fetched.</summary>
public static class TemplateLibrary
{
    private const string Folder = "WaPortal.Core.Templates.Library.";
    private static readonly Lazy<IReadOnlyList<LibraryTemplate>> Loaded = new(Load);

    /// <summary>All of them, in the order in which people are likely to want them.</summary>
    public static IReadOnlyList<LibraryTemplate> All => Loaded.Value;

    /// <summary>One of them; null: there is none of this id.</summary>
    public static LibraryTemplate? Find(string id) => All.FirstOrDefault(t => t.Id == id);

    private static List<LibraryTemplate> Load()
    {
        var assembly = typeof(TemplateLibrary).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var root = JsonNode.Parse(bytes.ToArray())!.AsObject();
            var family = ((FamilyReading.Read)FamilyFile.Read(bytes.ToArray())).Family;
            // "01-order-confirmed.json": the number is the order, the rest the id.
            var id = name[Folder.Length..^".json".Length][3..];
            return new LibraryTemplate(id, (string)root["title"]!, (string)root["hint"]!, family);
        })];
    }
}
