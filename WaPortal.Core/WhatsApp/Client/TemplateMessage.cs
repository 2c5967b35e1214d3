using System.Text.Json.Nodes;

namespace WaPortal.Core.WhatsApp;

/// <summary>One template message to one person.</summary>
/// <param name="To">E.164 with its plus: without it the platform puts the sender's country code in front.</param>
/// <param name="TemplateName">The template's name.</param>
/// <param name="Language">The translation's code, such as <c>en_GB</c>.</param>
/// <param name="Components">The values, as on the wire; empty for a template without variables.</param>
/// <param name="BizOpaqueCallbackData">Our own id of the message, which comes back in every status. No personal data, at most 128 characters.</param>
public sealed record TemplateMessage(
    string To,
    string TemplateName,
    string Language,
    IReadOnlyList<JsonObject> Components,
    string BizOpaqueCallbackData)
{
    /// <summary>Without the number and the values.</summary>
    public override string ToString() => $"{TemplateName} ({Language})";
}
