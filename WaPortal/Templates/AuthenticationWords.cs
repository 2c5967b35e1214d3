using System.Globalization;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Templates;

/// <summary>
/// The texts of authentication templates in the manner of the platform's own, for as long as it was not asked (<see cref="CodeWording"/>). A language
/// that is not here is shown in English.
/// </summary>
public sealed record AuthenticationWords(string Language, string Body, string Recommendation, string ExpiryPattern, string CopyButton, string FillButton)
{
    /// <summary>Stands for the code.</summary>
    public const string SampleCode = "481 920";

    private static readonly AuthenticationWords English = new(
        "en", "*{{1}}* is your verification code.", "For your security, do not share this code.", "This code expires in {0} minutes.", "Copy code", "Autofill");

    private static readonly Dictionary<string, AuthenticationWords> Known = new(StringComparer.Ordinal)
    {
        ["en"] = English,
        ["es"] = new("es", "Tu código de verificación es *{{1}}*.", "Por tu seguridad, no lo compartas.", "Este código caduca en {0} minutos.", "Copiar código", "Autocompletar"),
        ["pt"] = new("pt_BR", "Seu código de verificação é *{{1}}*.", "Para sua segurança, não o compartilhe.", "Este código expira em {0} minutos.", "Copiar código", "Preencher"),
        ["fr"] = new("fr", "Votre code de vérification est *{{1}}*.", "Pour votre sécurité, ne le partagez pas.", "Ce code expire dans {0} minutes.", "Copier le code", "Remplissage automatique"),
        ["de"] = new("de", "*{{1}}* ist dein Verifizierungscode.", "Teile diesen Code zu deiner Sicherheit nicht.", "Dieser Code läuft in {0} Minuten ab.", "Code kopieren", "Automatisch ausfüllen"),
        ["it"] = new("it", "Il tuo codice di verifica è *{{1}}*.", "Per la tua sicurezza, non condividerlo.", "Questo codice scade tra {0} minuti.", "Copia codice", "Compila"),
        ["ar"] = new("ar", "رمز التحقق الخاص بك هو *{{1}}*.", "للحفاظ على أمانك، لا تشارك هذا الرمز.", "تنتهي صلاحية هذا الرمز خلال {0} دقيقة.", "نسخ الرمز", "ملء تلقائي"),
        ["hi"] = new("hi", "आपका वेरिफ़िकेशन कोड *{{1}}* है।", "अपनी सुरक्षा के लिए, यह कोड किसी को न बताएँ।", "यह कोड {0} मिनट में समाप्त हो जाएगा।", "कोड कॉपी करें", "ऑटोफ़िल"),
    };

    /// <summary>For a language of the platform's list; one of its region counts as the language.</summary>
    public static AuthenticationWords In(string code) => Known.GetValueOrDefault(code.Split('_')[0], English) is var words && words.Language.Split('_')[0] == code.Split('_')[0] ? words with { Language = code } : English;

    /// <summary>As the platform would write them with these choices.</summary>
    public AuthenticationPreview With(AuthenticationTexts texts) => new(
        Language, texts.SecurityRecommendation ? $"{Body} {Recommendation}" : Body,
        texts.ExpiryMinutes is { } minutes ? string.Format(CultureInfo.InvariantCulture, ExpiryPattern, minutes) : null, CopyButton, FillButton);
}
