using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>Purposes as commands and trails name them.</summary>
public static class KeyPurposeWords
{
    public static string Word(this KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.PhoneId => "phone-id",
        KeyPurpose.TextMac => "text-mac",
        KeyPurpose.Secret => "secret",
        KeyPurpose.Spool => "spool",
        KeyPurpose.PersonalData => "personal-data",
        KeyPurpose.Link => "link",
    };

    /// <summary>The purpose of a word; null for none.</summary>
    public static KeyPurpose? Find(string word) => Enum.GetValues<KeyPurpose>().Where(p => p.Word() == word).Select(p => (KeyPurpose?)p).FirstOrDefault();
}
