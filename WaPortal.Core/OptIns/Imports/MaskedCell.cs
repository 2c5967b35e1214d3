namespace WaPortal.Core.OptIns.Imports;

/// <summary>A cell that should be a phone number, whatever it holds: its last four digits, which tell people apart, are hidden.</summary>
internal static class MaskedCell
{
    public static string Of(string text)
    {
        var hidden = 0;
        var masked = text.ToCharArray();
        for (var i = masked.Length - 1; i >= 0 && hidden < 4; i--)
        {
            if (!char.IsDigit(masked[i]))
                continue;
            masked[i] = '•';
            hidden++;
        }

        return new string(masked);
    }
}
