namespace WaPortal.Core.WhatsApp;

/// <summary>Where a media file can be fetched from, for five minutes.</summary>
public sealed record MediaInfo
{
    /// <summary>The media id.</summary>
    public required string Id { get; init; }

    /// <summary>Needs the account's token; ask again when it answers 404.</summary>
    public required string Url { get; init; }

    /// <summary>The content type.</summary>
    public string? MimeType { get; init; }

    /// <summary>As the platform gives it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>In bytes; the platform writes a number or a string.</summary>
    public long? FileSize { get; init; }
}

/// <summary>A file to upload.</summary>
/// <param name="FileName">Shown to the person for documents.</param>
/// <param name="MimeType">One of the types that the platform takes.</param>
/// <param name="Content">Read once, from its present position to the end.</param>
/// <param name="Length">In bytes.</param>
public sealed record MediaFile(string FileName, string MimeType, Stream Content, long Length);
