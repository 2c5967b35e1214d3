using System.Collections.Frozen;

namespace WaPortal.Core.Templates;

/// <summary>A language a template can be written in.</summary>
/// <param name="Code">The platform's code: case sensitive, with an underscore, e.g. <c>pt_BR</c>.</param>
/// <param name="Name">English name.</param>
/// <param name="NativeName">The name its speakers use.</param>
/// <param name="IsRightToLeft">The text runs from right to left.</param>
public sealed record TemplateLanguage(string Code, string Name, string NativeName, bool IsRightToLeft = false);

/// <summary>The 111 languages of the platform's list "Supported languages" (November 2025; unchanged in May 2026).</summary>
public static class TemplateLanguages
{
    /// <summary>All of them, in the order of the platform's page (by English name).</summary>
    public static IReadOnlyList<TemplateLanguage> All { get; } =
    [
        new("af", "Afrikaans", "Afrikaans"),
        new("sq", "Albanian", "Shqip"),
        new("ar", "Arabic", "العربية", true),
        new("ar_EG", "Arabic (EGY)", "العربية (EG)", true),
        new("ar_AE", "Arabic (UAE)", "العربية (AE)", true),
        new("ar_LB", "Arabic (LBN)", "العربية (LB)", true),
        new("ar_MA", "Arabic (MAR)", "العربية (MA)", true),
        new("ar_QA", "Arabic (QAT)", "العربية (QA)", true),
        new("az", "Azerbaijani", "Azərbaycan"),
        new("be_BY", "Belarusian", "Беларуская (BY)"),
        new("bn", "Bengali", "বাংলা"),
        new("bn_IN", "Bengali (IND)", "বাংলা (IN)"),
        new("bg", "Bulgarian", "Български"),
        new("ca", "Catalan", "Català"),
        new("zh_CN", "Chinese (CHN)", "简体中文"),
        new("zh_HK", "Chinese (HKG)", "繁體中文（香港）"),
        new("zh_TW", "Chinese (TAI)", "繁體中文（台灣）"),
        new("hr", "Croatian", "Hrvatski"),
        new("cs", "Czech", "Čeština"),
        new("da", "Danish", "Dansk"),
        new("prs_AF", "Dari", "دری (AF)", true),
        new("nl", "Dutch", "Nederlands"),
        new("nl_BE", "Dutch (BEL)", "Nederlands (BE)"),
        new("en", "English", "English"),
        new("en_GB", "English (UK)", "English (UK)"),
        new("en_US", "English (US)", "English (US)"),
        new("en_AE", "English (UAE)", "English (AE)"),
        new("en_AU", "English (AUS)", "English (AU)"),
        new("en_CA", "English (CAN)", "English (CA)"),
        new("en_GH", "English (GHA)", "English (GH)"),
        new("en_IE", "English (IRL)", "English (IE)"),
        new("en_IN", "English (IND)", "English (IN)"),
        new("en_JM", "English (JAM)", "English (JM)"),
        new("en_MY", "English (MYS)", "English (MY)"),
        new("en_NZ", "English (NZL)", "English (NZ)"),
        new("en_QA", "English (QAT)", "English (QA)"),
        new("en_SG", "English (SGP)", "English (SG)"),
        new("en_UG", "English (UGA)", "English (UG)"),
        new("en_ZA", "English (ZAF)", "English (ZA)"),
        new("et", "Estonian", "Eesti"),
        new("fil", "Filipino", "Filipino"),
        new("fi", "Finnish", "Suomi"),
        new("fr", "French", "Français"),
        new("fr_BE", "French (BEL)", "Français (BE)"),
        new("fr_CA", "French (CAN)", "Français (CA)"),
        new("fr_CH", "French (CHE)", "Français (CH)"),
        new("fr_CI", "French (CIV)", "Français (CI)"),
        new("fr_MA", "French (MAR)", "Français (MA)"),
        new("ka", "Georgian", "ქართული"),
        new("de", "German", "Deutsch"),
        new("de_AT", "German (AUT)", "Deutsch (AT)"),
        new("de_CH", "German (CHE)", "Deutsch (CH)"),
        new("el", "Greek", "Ελληνικά"),
        new("gu", "Gujarati", "ગુજરાતી"),
        new("ha", "Hausa", "Hausa"),
        new("he", "Hebrew", "עברית", true),
        new("hi", "Hindi", "हिन्दी"),
        new("hu", "Hungarian", "Magyar"),
        new("id", "Indonesian", "Indonesia"),
        new("ga", "Irish", "Gaeilge"),
        new("it", "Italian", "Italiano"),
        new("ja", "Japanese", "日本語"),
        new("kn", "Kannada", "ಕನ್ನಡ"),
        new("kk", "Kazakh", "Қазақ тілі"),
        new("rw_RW", "Kinyarwanda", "Kinyarwanda (RW)"),
        new("ko", "Korean", "한국어"),
        new("ky_KG", "Kyrgyz (Kyrgyzstan)", "Кыргызча (KG)"),
        new("lo", "Lao", "ລາວ"),
        new("lv", "Latvian", "Latviešu"),
        new("lt", "Lithuanian", "Lietuvių"),
        new("mk", "Macedonian", "Македонски"),
        new("ms", "Malay", "Melayu"),
        new("ml", "Malayalam", "മലയാളം"),
        new("mr", "Marathi", "मराठी"),
        new("nb", "Norwegian", "Norsk bokmål"),
        new("ps_AF", "Pashto", "پښتو (AF)", true),
        new("fa", "Persian", "فارسی", true),
        new("pl", "Polish", "Polski"),
        new("pt_BR", "Portuguese (BR)", "Português (BR)"),
        new("pt_PT", "Portuguese (POR)", "Português (PT)"),
        new("pa", "Punjabi", "ਪੰਜਾਬੀ"),
        new("ro", "Romanian", "Română"),
        new("ru", "Russian", "Русский"),
        new("sr", "Serbian", "Српски"),
        new("si_LK", "Sinhala", "සිංහල (LK)"),
        new("sk", "Slovak", "Slovenčina"),
        new("sl", "Slovenian", "Slovenščina"),
        new("es", "Spanish", "Español"),
        new("es_AR", "Spanish (ARG)", "Español (AR)"),
        new("es_CL", "Spanish (CHL)", "Español (CL)"),
        new("es_CO", "Spanish (COL)", "Español (CO)"),
        new("es_CR", "Spanish (CRI)", "Español (CR)"),
        new("es_DO", "Spanish (DOM)", "Español (DO)"),
        new("es_EC", "Spanish (ECU)", "Español (EC)"),
        new("es_HN", "Spanish (HND)", "Español (HN)"),
        new("es_MX", "Spanish (MEX)", "Español (MX)"),
        new("es_PA", "Spanish (PAN)", "Español (PA)"),
        new("es_PE", "Spanish (PER)", "Español (PE)"),
        new("es_ES", "Spanish (SPA)", "Español (ES)"),
        new("es_UY", "Spanish (URY)", "Español (UY)"),
        new("sw", "Swahili", "Kiswahili"),
        new("sv", "Swedish", "Svenska"),
        new("ta", "Tamil", "தமிழ்"),
        new("te", "Telugu", "తెలుగు"),
        new("th", "Thai", "ไทย"),
        new("tr", "Turkish", "Türkçe"),
        new("uk", "Ukrainian", "Українська"),
        new("ur", "Urdu", "اردو", true),
        new("uz", "Uzbek", "O‘zbek"),
        new("vi", "Vietnamese", "Tiếng Việt"),
        new("zu", "Zulu", "isiZulu"),
    ];

    private static readonly FrozenDictionary<string, TemplateLanguage> ByCode = All.ToFrozenDictionary(l => l.Code, StringComparer.Ordinal);

    /// <summary>The language with exactly this code, or null.</summary>
    public static TemplateLanguage? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>Brings a code as webhooks print it (<c>en-US</c>) to the form of the list (<c>en_US</c>).</summary>
    public static string Normalize(string code) => code.Replace('-', '_');

    /// <summary>What a person may have meant by an unknown code, or null.</summary>
    internal static TemplateLanguage? Guess(string code)
    {
        var wanted = Normalize(code.Trim());
        return All.FirstOrDefault(l => l.Code.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(l => l.Code.Split('_')[0].Equals(wanted.Split('_')[0], StringComparison.OrdinalIgnoreCase));
    }
}
