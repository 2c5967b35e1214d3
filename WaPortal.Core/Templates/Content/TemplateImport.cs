using System.Text.Json.Nodes;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>A sample file of a template that was read.</summary>
/// <param name="CardIndex">The card it belongs to; null for the header of the message.</param>
/// <param name="Kind">Picture, video or document.</param>
/// <param name="Address">An address that expires, or the handle, as the platform gave it. Neither can be sent back.</param>
public sealed record ImportedSample(int? CardIndex, HeaderKind Kind, string Address);

/// <summary>A template as it was read from the platform.</summary>
/// <param name="Content">All of it, without its sample files.</param>
/// <param name="NotSupported">Parts that are kept as they are and cannot be edited here, in plain words; empty when all of it can be.</param>
/// <param name="Samples">Where its sample files are for now.</param>
public sealed record TemplateImport(TemplateContent Content, IReadOnlyList<string> NotSupported, IReadOnlyList<ImportedSample> Samples)
{
    /// <summary>Reads a template of a list or read answer.</summary>
    public static TemplateImport FromPlatform(TemplateInfo info)
    {
        var format = string.Equals(info.ParameterFormat, "NAMED", StringComparison.OrdinalIgnoreCase) ? ParameterFormat.Named : ParameterFormat.Positional;
        var isAuthentication = string.Equals(info.Category, "AUTHENTICATION", StringComparison.OrdinalIgnoreCase);
        var import = FromComponents(info.Components, format, isAuthentication);
        return import with { Content = import.Content with { TimeToLiveSeconds = info.MessageSendTtlSeconds } };
    }

    /// <summary>Reads components, as they are answered or as they are written.</summary>
    public static TemplateImport FromComponents(JsonArray components, ParameterFormat format, bool isAuthentication = false) =>
        new TemplateReader(format, isAuthentication).Read(components);
}
