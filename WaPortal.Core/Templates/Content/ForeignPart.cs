using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>
/// A piece of a template made elsewhere that the portal cannot edit. It is shown in the raw view and written back as it is, never lost.
/// </summary>
/// <param name="Within">The part it belongs to (<c>header</c>, <c>body</c>, <c>footer</c>, <c>card0.body</c> …); null for a whole component.</param>
/// <param name="Json">The component, or the fields of the part that the portal does not know.</param>
public sealed record ForeignPart(string? Within, JsonObject Json);
