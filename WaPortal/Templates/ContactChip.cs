using System.Text.RegularExpressions;

namespace WaPortal.Templates;

/// <summary>A field of contacts that can be put into a text.</summary>
/// <param name="Field">As lists call it.</param>
/// <param name="Sample">What reviewers are shown for it; empty where nothing sensible is known.</param>
public sealed partial record ContactChip(string Field, string Sample)
{
    /// <summary>As a named variable: lower-case letters and underscores, which is all that the platform documents for names.</summary>
    public string Variable => Trim().Replace(NotAllowed().Replace(Field.ToLowerInvariant(), "_"), "");

    /// <summary>Name and language first, then what lists hold.</summary>
    public static IReadOnlyList<ContactChip> For(IEnumerable<string> columns, string language) =>
    [
        .. columns.Prepend("name")
            .Select(column => new ContactChip(column, SampleOf(column, language.Split('_')[0])))
            .Where(chip => chip.Variable.Length > 0)
            .DistinctBy(chip => chip.Variable, StringComparer.Ordinal),
    ];

    // Made up, never somebody's: samples leave the house.
    private static string SampleOf(string column, string language) => column.ToLowerInvariant().Replace(' ', '_') switch
    {
        "name" or "first_name" or "firstname" or "customer" or "customer_name" or "full_name" => language switch
        {
            "es" => "Lucía",
            "fr" => "Camille",
            "de" => "Lena",
            "pt" => "Beatriz",
            "it" => "Giulia",
            "ar" => "ليلى",
            "hi" => "आशा",
            "ur" => "عائشہ",
            "he" => "נועה",
            "tr" => "Elif",
            "ru" or "uk" => "Анна",
            _ => "Alex",
        },
        "city" or "town" or "store" or "branch" => language switch { "es" => "Valencia", "ar" => "دبي", "hi" => "पुणे", "fr" => "Lyon", "de" => "Bremen", _ => "Bristol" },
        "order" or "order_id" or "order_number" => "A-1042",
        "code" or "voucher" or "coupon" => "WELCOME10",
        "date" or "due_date" or "appointment" => "4 May",
        "time" => "10:30",
        "amount" or "price" or "total" => "24.90",
        "points" or "balance" => "120",
        _ => "",
    };

    [GeneratedRegex("[^a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotAllowed();

    [GeneratedRegex("^_+|_+$", RegexOptions.CultureInvariant)]
    private static partial Regex Trim();
}
