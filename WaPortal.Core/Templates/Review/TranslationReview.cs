using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a review by a second person.</summary>
public readonly record struct TranslationReviewId(Guid Value) : IGuidId<TranslationReviewId>
{
    public static TranslationReviewId Create(Guid value) => new(value);
}

/// <summary>How far a review by a second person has come.</summary>
public enum ReviewState
{
    /// <summary>Asked for; nobody has decided.</summary>
    Waiting,

    /// <summary>A second person agreed to exactly this text.</summary>
    Approved,

    /// <summary>A second person sent it back with words.</summary>
    SentBack,

    /// <summary>The text was changed after it was asked for: nothing that was said about it holds.</summary>
    Overtaken,

    /// <summary>Submitted with it.</summary>
    Used,
}

/// <summary>
/// One request to a second person to look over a text, and the answer. It is bound to the text by a hash: what was approved is
/// submitted, or nothing.
/// </summary>
public sealed class TranslationReview : ITenantOwned
{
    /// <summary>Longest note and longest answer, in characters.</summary>
    public const int WordsLength = 1000;

    private TranslationReview()
    {
    }

    public TenantId TenantId { get; private set; }

    public TranslationReviewId Id { get; private set; }

    public TranslationId TranslationId { get; private set; }

    /// <summary>Of name, category, variables, language and text: see <see cref="HashOf"/>.</summary>
    public string ContentHash { get; private set; } = "";

    public ReviewState State { get; private set; }

    public UserId? AskedById { get; private set; }

    public string AskedBy { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>What the writer wants looked at.</summary>
    public string? Note { get; private set; }

    public UserId? DecidedById { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What the reviewer says.</summary>
    public string? Words { get; private set; }

    /// <summary>Whether it is still about what the draft says.</summary>
    public bool IsOpen => State != ReviewState.Overtaken;

    /// <summary>Whether a second person agreed, to what the draft still says.</summary>
    public bool IsAgreed => State is ReviewState.Approved or ReviewState.Used;

    /// <summary>What a review is bound to. Everything that the platform will be handed counts.</summary>
    internal static string HashOf(Template template, TemplateTranslation row) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', template.Name, template.Category, template.ParameterFormat, row.Language, row.ContentJson))));

    internal static TranslationReview Ask(Template template, TemplateTranslation row, Actor writer, string? note, DateTimeOffset now) => new()
    {
        TenantId = row.TenantId,
        Id = new TranslationReviewId(OrderedIds.Next()),
        TranslationId = row.Id,
        ContentHash = HashOf(template, row),
        AskedById = writer.UserId,
        AskedBy = Cut(writer.Name, 100)!,
        AskedAt = now,
        Note = Cut(note, WordsLength),
    };

    internal bool TryDecide(bool approve, Actor reviewer, string? words, DateTimeOffset now)
    {
        if (State != ReviewState.Waiting) return false;
        State = approve ? ReviewState.Approved : ReviewState.SentBack;
        (DecidedById, DecidedBy, DecidedAt, Words) = (reviewer.UserId, Cut(reviewer.Name, 100), now, Cut(words, WordsLength));
        return true;
    }

    /// <summary>The text was changed: false when it changes nothing any more.</summary>
    internal bool TryOvertake()
    {
        if (!IsOpen) return false;
        State = ReviewState.Overtaken;
        return true;
    }

    internal void Use() => State = ReviewState.Used;

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}

internal sealed class TranslationReviewConfiguration : IEntityTypeConfiguration<TranslationReview>
{
    public void Configure(EntityTypeBuilder<TranslationReview> builder)
    {
        builder.ToTable("translation_reviews");
        builder.HasKey(r => new { r.TenantId, r.Id });
        builder.HasIndex(r => new { r.TenantId, r.TranslationId, r.State });
        builder.HasIndex(r => new { r.TenantId, r.State });
        builder.HasOne<TemplateTranslation>().WithMany().HasForeignKey(r => new { r.TenantId, r.TranslationId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.ContentHash).HasMaxLength(64);
        builder.Property(r => r.AskedBy).HasMaxLength(100);
        builder.Property(r => r.DecidedBy).HasMaxLength(100);
        builder.Property(r => r.Note).HasMaxLength(TranslationReview.WordsLength);
        builder.Property(r => r.Words).HasMaxLength(TranslationReview.WordsLength);
        // A decision, a change of the text and a submission each expect the state that they saw.
        builder.Property(r => r.State).IsConcurrencyToken();
        builder.Ignore(r => r.IsOpen).Ignore(r => r.IsAgreed);
    }
}
