namespace WaPortal.Core.WhatsApp;

/// <summary>Small differences of spelling that the platform makes for one and the same thing.</summary>
internal static class WireText
{
    /// <summary><c>en-US</c>, <c>en_us</c> and <c>en_US</c> are one language.</summary>
    public static string Language(string code)
    {
        var parts = code.Trim().Split('-', '_');
        for (var i = 0; i < parts.Length; i++)
        {
            // zh_Hans-like scripts have four letters and keep their form; regions are two letters or three digits.
            parts[i] = i == 0 ? parts[i].ToLowerInvariant() : parts[i].Length <= 3 ? parts[i].ToUpperInvariant() : parts[i];
        }

        return string.Join('_', parts);
    }
}
