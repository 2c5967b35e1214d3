using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>The id of one version of a wording.</summary>
public readonly record struct WordingId(Guid Value) : IGuidId<WordingId>
{
    public static WordingId Create(Guid value) => new(value);

    public static WordingId New() => new(Guid.CreateVersion7());
}

/// <summary>How far a wording has come. It only moves forward.</summary>
public enum WordingState
{
    /// <summary>Being written; nothing refers to it.</summary>
    Draft,

    /// <summary>Shown to people. From here on its words never change.</summary>
    InUse,

    /// <summary>Shown no more. Who agreed to it has agreed to it: lists may still name it.</summary>
    Retired,
}

/// <summary>What somebody writes about a wording while it is a draft.</summary>
/// <param name="Title">What all versions of it are called together: "Newsletter form".</param>
/// <param name="Code">What lists and people call this version: "WEB-2024-03".</param>
/// <param name="Language">Of the words; a code such as <c>en_GB</c>.</param>
/// <param name="Places">Where people see it: web form, paper, shop.</param>
public sealed record WordingDraft(string Title, string Code, IReadOnlyList<ConsentPurpose> Purposes, string Language, string Text, string Places)
{
    /// <summary>What is wrong with it, by field; empty when it can be saved.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Title.Trim().Length is 0 or > Wording.TitleLength)
            errors[nameof(Title)] = "Give a name of 1 to 100 characters.";
        if (Code.Trim().Length is 0 or > Wording.CodeLength || Code.Any(char.IsControl))
            errors[nameof(Code)] = "Give a code of 1 to 60 characters.";
        if (Language.Trim().Length is 0 or > Wording.LanguageLength)
            errors[nameof(Language)] = "Choose the language of the words.";
        if (Purposes.Count == 0)
            errors[nameof(Purposes)] = "Choose at least one kind of message that the words are about.";
        if (Text.Length > Wording.TextLength)
            errors[nameof(Text)] = "The words are longer than 4,000 characters.";
        if (Places.Length > Wording.PlacesLength)
            errors[nameof(Places)] = "Say where in at most 500 characters.";
        return errors;
    }
}

/// <summary>One version of the words by which people agree. Once it was in use, neither its words nor what they are about change.</summary>
public sealed class Wording : ITenantOwned
{
    public const int TitleLength = 100;
    public const int CodeLength = 60;
    public const int LanguageLength = 20;
    public const int TextLength = 4000;
    public const int PlacesLength = 500;
    public const int PlaceLength = 300;

    private Wording()
    {
    }

    public TenantId TenantId { get; private set; }

    public WordingId Id { get; private set; }

    /// <summary>The same for all versions of one wording.</summary>
    public Guid SeriesId { get; private set; }

    /// <summary>1, 2, 3 … within the series.</summary>
    public int Version { get; private set; }

    public string Title { get; private set; } = "";

    /// <summary>Unique in the enterprise, whatever its case.</summary>
    public string Code { get; private set; } = "";

    /// <summary><see cref="Code"/> in upper case, for looking up.</summary>
    public string CodeKey { get; private set; } = "";

    public string PurposeNames { get; private set; } = "";

    public string Language { get; private set; } = "";

    /// <summary>The exact words shown.</summary>
    public string Text { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    public string Places { get; private set; } = "";

    public WordingState State { get; private set; }

    public string JudgementsJson { get; private set; } = "[]";

    /// <summary>Ledger entries that refer to it.</summary>
    public long Entries { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public string? PublishedBy { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public string? RetiredBy { get; private set; }

    public DateTimeOffset? RetiredAt { get; private set; }

    public IReadOnlyList<ConsentPurpose> Purposes => ReadPurposes(PurposeNames);

    public IReadOnlyList<RequirementJudgement> Judgements => JsonSerializer.Deserialize<List<RequirementJudgement>>(JudgementsJson) ?? [];

    /// <summary>Required elements that nobody has found to be met.</summary>
    public IReadOnlyList<OptInRequirement> Unmet => UnmetOf(Judgements);

    /// <summary>A first version, or the next one of a series.</summary>
    public static Wording Create(TenantId tenant, Guid? series, int version, WordingDraft draft, string by, DateTimeOffset now)
    {
        var wording = new Wording
        {
            TenantId = tenant,
            Id = WordingId.New(),
            SeriesId = series ?? Guid.CreateVersion7(),
            Version = version,
            State = WordingState.Draft,
            CreatedBy = by,
            CreatedAt = now,
        };
        wording.TryEdit(draft);
        return wording;
    }

    /// <summary>Draft only. Judgements about other words are gone with them.</summary>
    public bool TryEdit(WordingDraft draft)
    {
        if (State != WordingState.Draft)
            return false;
        var text = draft.Text.ReplaceLineEndings("\n").Trim();
        if (text != Text)
            JudgementsJson = "[]";
        (Title, Code, Language, Text, Places) = (draft.Title.Trim(), draft.Code.Trim(), draft.Language.Trim(), text, draft.Places.Trim());
        CodeKey = KeyOf(Code);
        PurposeNames = string.Join(',', draft.Purposes.Distinct().Order());
        Hash = HashOf(Text);
        return true;
    }

    /// <summary>Draft → in use.</summary>
    public bool TryPublish(string by, DateTimeOffset now)
    {
        if (State != WordingState.Draft || Text.Length == 0)
            return false;
        (State, PublishedBy, PublishedAt) = (WordingState.InUse, by, now);
        return true;
    }

    /// <summary>In use → retired.</summary>
    public bool TryRetire(string by, DateTimeOffset now)
    {
        if (State != WordingState.InUse)
            return false;
        (State, RetiredBy, RetiredAt) = (WordingState.Retired, by, now);
        return true;
    }

    /// <summary>Where people see it may change while it is in use; its words may not.</summary>
    public void Move(string places) => Places = places.Trim();

    /// <summary>Keeps what somebody found, in place of what was found before.</summary>
    public void Judge(RequirementJudgement judgement) =>
        JudgementsJson = JsonSerializer.Serialize(Judgements.Where(j => j.Requirement != judgement.Requirement).Append(judgement).OrderBy(j => j.Requirement));

    internal static string KeyOf(string code) => code.Trim().ToUpperInvariant();

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal static IReadOnlyList<ConsentPurpose> ReadPurposes(string names) =>
        [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => Enum.TryParse<ConsentPurpose>(n, out var p) ? (ConsentPurpose?)p : null).OfType<ConsentPurpose>()];

    internal static IReadOnlyList<OptInRequirement> UnmetOf(IReadOnlyList<RequirementJudgement> judgements) =>
        [.. OptInRequirements.All.Where(r => r.IsRequired && !judgements.Any(j => j.Requirement == r.Requirement && j.IsMet)).Select(r => r.Requirement)];
}

internal sealed class WordingConfiguration : IEntityTypeConfiguration<Wording>
{
    public void Configure(EntityTypeBuilder<Wording> builder)
    {
        builder.ToTable("wordings");
        builder.HasKey(w => new { w.TenantId, w.Id });
        builder.HasIndex(w => new { w.TenantId, w.CodeKey }).IsUnique();
        builder.HasIndex(w => new { w.TenantId, w.SeriesId, w.Version }).IsUnique();
        builder.Property(w => w.Title).HasMaxLength(Wording.TitleLength);
        builder.Property(w => w.Code).HasMaxLength(Wording.CodeLength);
        builder.Property(w => w.CodeKey).HasMaxLength(Wording.CodeLength);
        builder.Property(w => w.PurposeNames).HasMaxLength(100);
        builder.Property(w => w.Language).HasMaxLength(Wording.LanguageLength);
        builder.Property(w => w.Text).HasMaxLength(Wording.TextLength);
        builder.Property(w => w.Hash).HasMaxLength(64);
        builder.Property(w => w.Places).HasMaxLength(Wording.PlacesLength);
        builder.Property(w => w.State).IsConcurrencyToken();
        builder.Property(w => w.CreatedBy).HasMaxLength(200);
        builder.Property(w => w.PublishedBy).HasMaxLength(200);
        builder.Property(w => w.RetiredBy).HasMaxLength(200);
        builder.Ignore(w => w.Purposes);
        builder.Ignore(w => w.Judgements);
        builder.Ignore(w => w.Unmet);
    }
}
