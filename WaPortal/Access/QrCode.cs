using QRCoder;

namespace WaPortal.Access;

/// <summary>Draws a QR code on the server; no outside service sees the secret.</summary>
internal static class QrCode
{
    private const int Side = 200;

    /// <summary>An SVG picture, always dark on light: some cameras fail on the reverse.</summary>
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(new System.Drawing.Size(Side, Side), "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.WidthHeightAttribute);
    }
}
