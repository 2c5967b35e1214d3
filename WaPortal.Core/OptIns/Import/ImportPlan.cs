using System.Text.Json.Serialization;

namespace WaPortal.Core.OptIns.Import;

/// <summary>What a person may be written to about; WhatsApp's template categories.</summary>
public enum ConsentPurpose
{
    Marketing,
    Utility,
    Authentication,
}

/// <summary>A proof that covers every row of a list which has none of its own.</summary>
/// <param name="EveryoneAgreed">The list names only people who said yes, so a row needs no yes of its own.</param>
public sealed record FileWideProof(string? Source, DateTimeOffset? AgreedAt, string? Wording, string? Proof, bool EveryoneAgreed);

/// <summary>How a list is to be read, as the person who imports it decided.</summary>
/// <param name="Columns">One for each column of the file, in its order.</param>
/// <param name="Region">ISO 3166-1 alpha-2: where numbers without a country code lie.</param>
/// <param name="Zone">IANA name: where times without a zone are.</param>
/// <param name="Tags">For everybody whom the list brings.</param>
public sealed record ImportPlan(
    IReadOnlyList<ColumnMapping> Columns,
    string? Region,
    string Zone,
    DateOrder Dates,
    FileWideProof? Proof,
    IReadOnlyList<ConsentPurpose> Purposes,
    IReadOnlyList<string>? Tags = null)
{
    /// <summary>Tags for the whole list at most.</summary>
    public const int MostTags = 10;

    /// <summary>
    /// The list names people who must not be written to: every row is a no to <see cref="Purposes"/>, or to everything where none is chosen. It asks for no proof, makes no
    /// contacts, and cannot be taken back.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSuppression { get; init; }

    /// <summary>What a row that says no closes; none means everything.</summary>
    [JsonIgnore]
    public IReadOnlyList<ConsentPurpose> Declined => IsSuppression && Purposes.Count < Enum.GetValues<ConsentPurpose>().Length ? Purposes : [];

    /// <summary>What keeps the plan from being carried out, by code; empty when it can be.</summary>
    public IReadOnlyList<ImportRefusal> Problems()
    {
        var problems = new List<ImportRefusal>();
        if (Columns.Count(c => c.Field == ImportField.Phone) != 1)
            problems.Add(new("plan.phone", "Choose the one column that holds the phone numbers."));
        foreach (var twice in Columns.Where(c => c.Field is not (ImportField.Ignore or ImportField.Attribute or ImportField.Note or ImportField.Phone)).GroupBy(c => c.Field).Where(g => g.Count() > 1))
            problems.Add(new("plan.twice", $"Two columns are chosen as {twice.Key}; keep one of them."));
        if (Columns.Where(c => c.Attribute is not null).GroupBy(c => c.Attribute, StringComparer.OrdinalIgnoreCase).Any(g => g.Count() > 1))
            problems.Add(new("plan.attribute", "Two attributes have the same name."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
            problems.Add(new("plan.zone", "The time zone is not known."));
        if (!IsSuppression)
            AddProofProblems(problems);
        return problems;
    }

    private void AddProofProblems(List<ImportRefusal> problems)
    {
        if (!Has(ImportField.OptIn) && Proof is not { EveryoneAgreed: true })
            problems.Add(new("plan.choice", "Choose the column that says yes or no, or state that everyone on the list agreed."));
        if (!Has(ImportField.OptInAt) && Proof?.AgreedAt is null)
            problems.Add(new("plan.time", "Choose the column that says when people agreed, or give one time for the whole list."));
        if (!Has(ImportField.Source) && !Has(ImportField.Proof) && string.IsNullOrWhiteSpace(Proof?.Source) && string.IsNullOrWhiteSpace(Proof?.Proof))
            problems.Add(new("plan.proof", "Choose the column with the source or the proof, or give one for the whole list."));
        if (Purposes.Count == 0)
            problems.Add(new("plan.purpose", "Choose at least one kind of message that people agreed to."));
        if (Tags is { } tags && (tags.Count > MostTags || tags.Any(t => Contacts.Tag.Clean(t) is null)))
            problems.Add(new("plan.tags", FormattableString.Invariant($"Give at most {MostTags} tags of 1 to {Contacts.Tag.NameLength} characters.")));
    }

    private bool Has(ImportField field) => Columns.Any(c => c.Field == field);
}
