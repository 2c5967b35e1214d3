namespace WaPortal.Core.Templates;

/// <summary>
/// The address that the button of an authentication template reads back as: the platform answers type URL, and writing that back would
/// make an ordinary link of it.
/// </summary>
internal static class OtpAddress
{
    private const string Start = "https://www.whatsapp.com/otp/code/?";

    public static bool Is(string url) => url.StartsWith(Start, StringComparison.OrdinalIgnoreCase);

    /// <summary>The button behind an address; kind and apps stand in its query.</summary>
    public static OtpButton Read(string url)
    {
        var kind = OtpKind.CopyCode;
        string? autofill = null;
        var packages = new List<string>();
        var hashes = new List<string>();
        foreach (var pair in url[Start.Length..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            switch (equals < 0 ? pair : pair[..equals])
            {
                case "otp_type":
                    kind = Kind(value);
                    break;
                case "cta_display_name" when !OtpLabels.IsOwn(value):
                    autofill = value;
                    break;
                case "package_name":
                    packages.Add(value);
                    break;
                case "signature_hash":
                    // "+" belongs to the alphabet of the hash and may come unescaped.
                    hashes.Add(value.Replace(' ', '+'));
                    break;
            }
        }

        return new OtpButton(kind, autofill, [.. packages.Zip(hashes, (package, hash) => new OtpApp(package, hash))], kind == OtpKind.ZeroTap);
    }

    /// <summary>The platform's word for a kind.</summary>
    public static OtpKind Kind(string word) => word.ToUpperInvariant() switch
    {
        "ONE_TAP" => OtpKind.OneTap,
        "ZERO_TAP" => OtpKind.ZeroTap,
        _ => OtpKind.CopyCode,
    };
}
