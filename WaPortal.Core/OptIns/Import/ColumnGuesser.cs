using System.Globalization;
using System.Text;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Core.OptIns.Import;

/// <summary>Guesses from headers in English, German, Spanish and French, and from the values, what the columns mean.</summary>
public static class ColumnGuesser
{
    private static readonly Dictionary<string, ImportField> Known = new(StringComparer.Ordinal);

    static ColumnGuesser()
    {
        Add(ImportField.Phone, "phone phonenumber mobile mobilenumber cell cellphone msisdn whatsapp whatsappnumber tel telephone number e164 telefon telefonnummer handy handynummer mobil mobilnummer rufnummer nummer telefono numerotelefono movil celular numero telephoneportable portable mobilephone numerodetelephone telefonomovil");
        Add(ImportField.Name, "name fullname customer customername contact contactname kunde kundenname vollername nombrecompleto cliente nomcomplet client");
        Add(ImportField.FirstName, "firstname givenname forename vorname nombre prenom");
        Add(ImportField.LastName, "lastname surname familyname nachname familienname apellido apellidos nom nomdefamille");
        Add(ImportField.Language, "language lang locale sprache idioma lengua langue");
        Add(ImportField.OptIn, "optin optedin consent consented agreed permission subscribed einwilligung zustimmung zugestimmt eingewilligt consentimiento acepta suscrito consentement accord accepte");
        Add(ImportField.OptInAt, "optinat optindate optintime optedinat consentat consentdate consenttime agreedat timestamp date time datetime when einwilligungam einwilligungvom zustimmungam datum zeitpunkt fecha fechaalta fechaconsentimiento fechahora consentementle dateconsentement datedeconsentement horodatage");
        Add(ImportField.Source, "source optinsource consentsource channel origin quelle herkunft kanal origen fuente canal origine");
        Add(ImportField.Proof, "proof proofref proofreference proofid evidence reference ref consentref consentid nachweis beleg referenz prueba refconsentimiento referencia preuve justificatif");
        Add(ImportField.Wording, "prooftext wording consenttext consentwording words text wortlaut einwilligungstext textoconsentimiento texte texteconsentement");
        Add(ImportField.Note, "note notes comment comments notiz notizen bemerkung kommentar nota notas comentario remarque commentaire");
        Add(ImportField.TimeZone, "timezone tz ianazone zeitzone zonahoraria fuseauhoraire");
        Add(ImportField.Tags, "tags tag labels schlagworte etiquetas etiquettes");
        Add(ImportField.Ignore, "tenant tenantid enterprise enterpriseid mandant mandantid");
    }

    /// <summary>What a header of this name means; null when it is none of those that are understood.</summary>
    public static ImportField? FieldOf(string header) => header.Length <= 100 && Known.TryGetValue(Plain(header), out var field) ? field : null;

    /// <summary>A column that names an enterprise: whose list it is follows from who is signed in, so it is ignored with a remark.</summary>
    public static bool NamesTenant(string header) => Known.TryGetValue(Plain(header), out var field) && field == ImportField.Ignore;

    /// <summary>Whether the first record names the columns: it does unless one of its cells is a phone number.</summary>
    public static bool IsHeader(IReadOnlyList<string> record) => !record.Any(cell =>
        PhoneText.Digits(PhoneText.Clean(cell)).Length >= 7 && PhoneNumberParser.Parse(cell, null) is not PhoneParseResult.Invalid { Code: not "phone.no_country" });

    /// <summary>A mapping for each column; each field but attributes is given away once, to the first that fits.</summary>
    public static IReadOnlyList<ColumnMapping> Guess(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> samples)
    {
        var taken = new HashSet<ImportField>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var guesses = headers.Select(h => ByName(h, taken)).Select(g => g.Attribute is null ? g : g with { Attribute = Unused(g.Attribute, names) }).ToList();
        if (!taken.Contains(ImportField.Phone))
        {
            var byValue = Enumerable.Range(0, headers.Count).FirstOrDefault(i => LooksLikePhones(samples, i), -1);
            if (byValue >= 0)
                guesses[byValue] = new ColumnMapping(headers[byValue], ImportField.Phone);
        }

        return guesses;
    }

    private static ColumnMapping ByName(string header, HashSet<ImportField> taken)
    {
        if (Known.TryGetValue(Plain(header), out var field))
        {
            if (field == ImportField.Ignore)
                return new ColumnMapping(header, ImportField.Ignore);
            if (taken.Add(field))
                return new ColumnMapping(header, field, field == ImportField.Note ? AttributeName(header) : null);
        }

        return new ColumnMapping(header, ImportField.Attribute, AttributeName(header));
    }

    // Headers may stand twice; attributes may not.
    private static string Unused(string name, HashSet<string> names)
    {
        var unused = name;
        for (var i = 2; !names.Add(unused); i++)
            unused = AttributeName(string.Create(CultureInfo.InvariantCulture, $"{TextLength.Cut(name, 54)} {i}"));
        return unused;
    }

    /// <summary>A name that a template's variable mapping can show.</summary>
    public static string AttributeName(string header)
    {
        var name = header.Trim();
        return TextLength.Cut(name, 60);
    }

    private static bool LooksLikePhones(IReadOnlyList<IReadOnlyList<string>> samples, int column)
    {
        var cells = samples.Where(r => column < r.Count && r[column].Length > 0).Select(r => r[column]).ToList();
        return cells.Count > 0 && cells.Count(c => PhoneText.LooksLikeNumber(PhoneText.Clean(c)) && PhoneText.Digits(PhoneText.Clean(c)).Length >= 8) * 2 > cells.Count
               && cells.Any(c => PhoneText.Clean(c).StartsWith('+') || PhoneText.Clean(c).StartsWith('0'));
    }

    private static string Plain(string header)
    {
        var plain = new StringBuilder(header.Length);
        foreach (var c in header.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                plain.Append(char.ToLowerInvariant(c));
        }

        return plain.ToString();
    }

    private static void Add(ImportField field, string names)
    {
        foreach (var name in names.Split(' '))
            Known.TryAdd(name, field);
    }
}
