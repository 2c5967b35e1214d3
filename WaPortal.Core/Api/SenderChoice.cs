using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>Finds the number that a program names.</summary>
internal static class SenderChoice
{
    /// <summary>By WhatsApp's id or as it is shown, whatever its grouping; without a name the only one. Null where it is none, or one of several.</summary>
    public static SenderNumber? Find(List<SenderNumber> senders, string? wanted)
    {
        static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
        return wanted is null ? (senders is [var only] ? only : null) : senders.Find(n => n.PhoneNumberId == wanted || (Digits(wanted).Length > 0 && Digits(n.DisplayNumber) == Digits(wanted)));
    }
}
