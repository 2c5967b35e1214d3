using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>A translation as the editor and the detail page show it.</summary>
public sealed record TranslationDetail
{
    public required string Language { get; init; }

    public required TranslationStatus Status { get; init; }

    /// <summary>The platform's own word.</summary>
    public string? PlatformStatus { get; init; }

    /// <summary>The draft.</summary>
    public required TemplateContent Content { get; init; }

    /// <summary>The row version to name when saving or submitting.</summary>
    public required int DraftVersion { get; init; }

    public required int SubmittedVersion { get; init; }

    public required bool CanEdit { get; init; }

    public required bool CanSubmit { get; init; }

    public required bool HasUnsubmittedChanges { get; init; }

    /// <summary>Why it was rejected, in plain words; null when it was not.</summary>
    public TemplateReason? Rejection { get; init; }

    /// <summary>The reviewer's or the platform's own explanation.</summary>
    public string? RejectionText { get; init; }

    public string? Recommendation { get; init; }

    /// <summary>Why the platform could not be reached, and when it is tried again.</summary>
    public string? Trouble { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public string? Quality { get; init; }

    public string? PlatformCategory { get; init; }

    public string? NextCategory { get; init; }

    /// <summary>The category before the platform changed it.</summary>
    public string? PreviousCategory { get; init; }

    /// <summary>When it is moved to <see cref="NextCategory"/>.</summary>
    public DateTimeOffset? CategoryMovesAt { get; init; }

    /// <summary>Since when a change of category waits for somebody to take note of it; null: none.</summary>
    public DateTimeOffset? CategoryUnseenSince { get; init; }

    /// <summary>Where it stands, in plain words.</summary>
    public TranslationStanding Standing { get; init; } = new("");

    /// <summary>The platform's warning beside the status; null: none.</summary>
    public TranslationStanding? Warning { get; init; }

    /// <summary>How often an approved translation may still be changed; null where that is not limited.</summary>
    public EditBudget? Budget { get; init; }

    /// <summary>The review of what the draft says now; null: none was asked for.</summary>
    public ReviewView? Review { get; init; }

    /// <summary>Whether a second person has to approve the draft before it can be submitted.</summary>
    public bool NeedsReview { get; init; }

    /// <summary>The platform's judgements, the newest first.</summary>
    public IReadOnlyList<QualityMoment> QualityHistory { get; init; } = [];

    /// <summary>What somebody changed outside the portal, until people have settled what becomes of it; null: nothing.</summary>
    public DriftView? Drift { get; init; }

    /// <summary>WhatsApp tells of a change whose text is not known here yet: since when. Nothing is sent until it was asked.</summary>
    public DateTimeOffset? DoubtedAt { get; init; }

    public bool CanUnpause { get; init; }

    public bool CanArchive { get; init; }

    public bool CanUnarchive { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What the linter says about the draft.</summary>
    public required IReadOnlyList<TemplateFinding> Findings { get; init; }
}

/// <summary>A judgement of the platform, from a moment on.</summary>
public sealed record QualityMoment(string Score, DateTimeOffset At);

/// <summary>A text that was changed outside the portal.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="Changes">From what the platform held before to what it holds now.</param>
/// <param name="Held">What the platform holds, and campaigns send once it is approved.</param>
/// <param name="Format">How its variables are written there, where that differs from the template; null where it does not.</param>
public sealed record DriftView(DateTimeOffset At, IReadOnlyList<FieldChange> Changes, TemplateContent Held, ParameterFormat? Format);

/// <summary>The review by a second person, as one of the two sees it.</summary>
/// <param name="Id">Names it when deciding.</param>
/// <param name="State">How far it is.</param>
/// <param name="AskedBy">The writer.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Note">What the writer wants looked at.</param>
/// <param name="DecidedBy">The reviewer.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Words">What the reviewer says.</param>
/// <param name="Hindrance">Why the person who looks may not decide it; null: they may.</param>
public sealed record ReviewView(
    TranslationReviewId Id, ReviewState State, string AskedBy, DateTimeOffset AskedAt, string? Note, string? DecidedBy, DateTimeOffset? DecidedAt, string? Words, string? Hindrance);

/// <summary>An entry of the timeline.</summary>
public sealed record TemplateTimelineEntry(DateTimeOffset At, string? Language, string What, string Who, string? Why);

/// <summary>A template with all its languages and what happened to it, the newest first.</summary>
public sealed record TemplateDetail(
    TemplateId Id, string Name, TemplateCategory Category, ParameterFormat ParameterFormat, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<TranslationDetail> Translations, IReadOnlyList<TemplateTimelineEntry> Timeline);
