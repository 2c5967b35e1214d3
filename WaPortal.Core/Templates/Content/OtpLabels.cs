namespace WaPortal.Core.Templates;

/// <summary>The labels that the platform itself gives to the buttons of authentication templates, in the languages that were seen.</summary>
internal static class OtpLabels
{
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Copy code", "Copiar código", "Copier le code", "Code kopieren", "Copia codice", "Copia il codice", "Code kopiëren", "نسخ الرمز", "कोड कॉपी करें",
        "Autofill", "Autocompletar", "Preencher automaticamente", "Remplissage automatique", "Automatisch ausfüllen", "ملء تلقائي", "ऑटोफ़िल",
    };

    /// <summary>A label of the platform's own: not written back, since one's own label may be refused.</summary>
    public static bool IsOwn(string label) => Own.Contains(label.Trim());
}
