using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The fixed texts of authentication templates, in the manner of the platform's own. Languages that are missing get the English ones.</summary>
internal sealed record AuthenticationWording(string Body, string Advice, string Expiry, string CopyLabel, string AutofillLabel)
{
    private static readonly AuthenticationWording English =
        new("*{{1}}* is your verification code.", " For your security, do not share this code.", "This code expires in {0} minutes.", "Copy code", "Autofill");

    private static readonly Dictionary<string, AuthenticationWording> ByLanguage = new(StringComparer.Ordinal)
    {
        ["en"] = English,
        ["es"] = new("Tu código de verificación es *{{1}}*.", " Por tu seguridad, no lo compartas.", "Este código caduca en {0} minutos.", "Copiar código", "Autocompletar"),
        ["pt"] = new("Seu código de verificação é *{{1}}*.", " Para sua segurança, não o compartilhe.", "Este código expira em {0} minutos.", "Copiar código", "Preencher automaticamente"),
        ["de"] = new("*{{1}}* ist dein Verifizierungscode.", " Teile diesen Code aus Sicherheitsgründen nicht mit anderen.", "Dieser Code läuft in {0} Minuten ab.", "Code kopieren", "Automatisch ausfüllen"),
        ["fr"] = new("Votre code de vérification est *{{1}}*.", " Pour votre sécurité, ne le partagez pas.", "Ce code expire dans {0} minutes.", "Copier le code", "Remplissage automatique"),
        ["it"] = new("*{{1}}* è il tuo codice di verifica.", " Per la tua sicurezza, non condividerlo.", "Questo codice scade tra {0} minuti.", "Copia codice", "Compilazione automatica"),
        ["nl"] = new("*{{1}}* is je verificatiecode.", " Deel deze code voor je eigen veiligheid met niemand.", "Deze code verloopt over {0} minuten.", "Code kopiëren", "Automatisch invullen"),
        ["ar"] = new("رمز التحقق الخاص بك هو *{{1}}*.", " لأمانك، لا تشارك هذا الرمز.", "تنتهي صلاحية هذا الرمز خلال {0} من الدقائق.", "نسخ الرمز", "ملء تلقائي"),
        ["hi"] = new("*{{1}}* आपका सत्यापन कोड है।", " अपनी सुरक्षा के लिए, यह कोड किसी से शेयर न करें।", "यह कोड {0} मिनट में समाप्त हो जाएगा।", "कोड कॉपी करें", "ऑटोफ़िल"),
    };

    public static AuthenticationWording Of(string language) => ByLanguage.GetValueOrDefault(language.Split('_')[0], English);

    public string BodyText(bool advised) => Body + (advised ? Advice : "");

    public string FooterText(double minutes) => string.Format(CultureInfo.InvariantCulture, Expiry, minutes);

    /// <summary>What the previews of the account say about a language.</summary>
    public static JsonObject Preview(string language, bool advised, double? minutes)
    {
        var wording = Of(language);
        var preview = new JsonObject { ["body"] = wording.BodyText(advised) };
        if (minutes is { } expiry) preview["footer"] = wording.FooterText(expiry);
        preview["buttons"] = new JsonArray(new JsonObject { ["text"] = wording.CopyLabel, ["autofill_text"] = wording.AutofillLabel });
        preview["language"] = language;
        return preview;
    }
}
