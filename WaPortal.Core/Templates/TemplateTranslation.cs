using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>The id of a translation.</summary>
public readonly record struct TranslationId(Guid Value) : IGuidId<TranslationId>
{
    public static TranslationId Create(Guid value) => new(value);

    /// <summary>In order, so that the language that was begun first stays the source.</summary>
    public static TranslationId New() => new(OrderedIds.Next());
}

/// <summary>
/// What a template says in one language: a draft that people write, and what the platform holds and thinks of it.
/// </summary>
/// <remarks>
/// Public columns of <c>template_translations</c>, which the claim of messages reads: <c>tenant_id</c>, <c>id</c>, <c>template_id</c>,
/// <c>language</c>, <c>status</c> (sendable only when <c>Approved</c>), <c>fits_from</c> (messages composed until then do not fit any more) and
/// <c>doubted_at</c> (not sendable until the platform was asked). All else belongs to this feature.
/// </remarks>
public sealed class TemplateTranslation : ITenantOwned
{
    /// <summary>How long the platform keeps name and language of a deleted template that was approved once.</summary>
    public static readonly TimeSpan NameLock = TimeSpan.FromDays(30);

    /// <summary>How long an archived template is kept before the platform deletes it.</summary>
    public static readonly TimeSpan ArchiveTime = TimeSpan.FromDays(28);

    // After a change of our own the platform may go on answering what was there before, for a moment.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private TemplateTranslation()
    {
    }

    public TenantId TenantId { get; private set; }

    public TranslationId Id { get; private set; }

    public TemplateId TemplateId { get; private set; }

    /// <summary>The platform's code.</summary>
    public string Language { get; private set; } = "";

    /// <summary>The draft (<see cref="TemplateContent"/>).</summary>
    public string ContentJson { get; private set; } = "";

    /// <summary>The words of the draft for searching (<see cref="Searchable"/>); null until they are filled in for a row of an older program.</summary>
    public string? SearchText { get; private set; }

    /// <summary>Grows with each saved draft; the row version that a page must name.</summary>
    public int DraftVersion { get; private set; }

    public TranslationStatus Status { get; private set; }

    /// <summary>The platform's own word for the status.</summary>
    public string? PlatformStatus { get; private set; }

    /// <summary>The platform's id; null until it has answered.</summary>
    public string? PlatformId { get; private set; }

    /// <summary>What was last handed over.</summary>
    public string? SubmittedJson { get; private set; }

    /// <summary>SHA-256 of <see cref="SubmittedJson"/>, in hex.</summary>
    public string? SubmittedHash { get; private set; }

    /// <summary>How often it was submitted: v1, v2 and so on.</summary>
    public int SubmittedVersion { get; private set; }

    /// <summary>What the platform holds, whatever it thinks of it: the last that certainly arrived there.</summary>
    public string? HeldJson { get; private set; }

    /// <summary>When <see cref="HeldJson"/> came to hold; null where nobody noted it.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    /// <summary>How the variables of <see cref="HeldJson"/> are written, where that differs from the template; null where it does not.</summary>
    public ParameterFormat? HeldFormat { get; private set; }

    /// <summary>When it was noticed that somebody changed it at the platform; null once people have settled what becomes of it, and where nobody did.</summary>
    public DateTimeOffset? DriftedAt { get; private set; }

    /// <summary>What the platform held before somebody changed it there.</summary>
    public string? DriftFromJson { get; private set; }

    /// <summary>Since when the platform tells of a change whose text is not known here yet: nothing is sent until it was asked.</summary>
    public DateTimeOffset? DoubtedAt { get; private set; }

    /// <summary>Messages that were composed at this moment or before do not fit what is approved now; null: all do.</summary>
    public DateTimeOffset? FitsFrom { get; private set; }

    /// <summary>While it is being submitted: where it stood before, which holds again should the platform refuse.</summary>
    public TranslationStatus? PriorStatus { get; private set; }

    /// <summary>What may be sent: the content that was approved last.</summary>
    public string? ApprovedJson { get; private set; }

    /// <summary>When the request of the present submission left, or is about to; null when it certainly did not arrive.</summary>
    public DateTimeOffset? AttemptedAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>When the job tries again.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Why the platform could not be reached, while it is being tried.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The platform's word (<see cref="TemplateReasons"/>), or <c>SUBMISSION</c> when it was refused at once.</summary>
    public string? RejectedReason { get; private set; }

    /// <summary>The reviewer's or the platform's explanation.</summary>
    public string? RejectionText { get; private set; }

    /// <summary>What to do about it.</summary>
    public string? Recommendation { get; private set; }

    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string? Quality { get; private set; }

    public DateTimeOffset? QualityAt { get; private set; }

    /// <summary>The category as the platform answered; may differ from what was asked for.</summary>
    public string? PlatformCategory { get; private set; }

    /// <summary>The category it will be moved to.</summary>
    public string? NextCategory { get; private set; }

    public DateTimeOffset? CategoryAt { get; private set; }

    /// <summary>The category before the platform changed it.</summary>
    public string? PreviousCategory { get; private set; }

    /// <summary>When it is moved to <see cref="NextCategory"/>.</summary>
    public DateTimeOffset? CategoryMovesAt { get; private set; }

    /// <summary>A change of category that nobody has acknowledged yet: since when. Null: none.</summary>
    public DateTimeOffset? CategoryUnseenSince { get; private set; }

    /// <summary>Why it is paused, in the platform's word (<see cref="PlatformPause"/>); null where it gave none.</summary>
    public string? PauseKind { get; private set; }

    /// <summary>When the pause ends by itself; null when it does not, or nobody knows.</summary>
    public DateTimeOffset? PauseEndsAt { get; private set; }

    /// <summary><c>FLAGGED</c> or <c>LOCKED</c>: the platform's warning beside the status.</summary>
    public string? Warning { get; private set; }

    public DateTimeOffset? WarnedAt { get; private set; }

    /// <summary>When the platform refused an edit because others, outside the portal, had used it up.</summary>
    public DateTimeOffset? UnknownEditAt { get; private set; }

    /// <summary>A deleted name and language cannot be made again before.</summary>
    public DateTimeOffset? LockedUntil { get; private set; }

    /// <summary>The platform's time of the status that holds: older news change nothing.</summary>
    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>When the platform is asked about it, should no webhook come.</summary>
    public DateTimeOffset? NextCheckAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Whether the draft differs from what was last handed over.</summary>
    public bool HasUnsubmittedChanges => SubmittedHash is null || SubmittedHash != Hash(ContentJson);

    /// <summary>Whether the draft may be handed over now.</summary>
    public bool CanSubmit => Status is TranslationStatus.Draft or TranslationStatus.Rejected
        || (Status is TranslationStatus.Approved or TranslationStatus.Paused && HasUnsubmittedChanges);

    /// <summary>Whether the platform is told to let it be sent again: it does so only for pauses of its pacing, the others end by themselves.</summary>
    public bool CanUnpause => Status == TranslationStatus.Paused && PauseKind is PlatformPause.RateLimiting or null && PlatformId is not null;

    /// <summary>Whether it may be put away at the platform.</summary>
    public bool CanArchive => Status is TranslationStatus.Approved or TranslationStatus.Rejected && PlatformId is not null;

    /// <summary>Whether it may be taken back from the archive.</summary>
    public bool CanUnarchive => Status == TranslationStatus.Archived && PlatformId is not null;

    /// <summary>Whether people may write in it. While it is handed over or reviewed, writing goes on in the draft.</summary>
    public bool CanEdit => Status is not (TranslationStatus.Disabled or TranslationStatus.PendingDeletion or TranslationStatus.Deleted);

    public TemplateContent Content() => TemplateContent.FromJson(ContentJson);

    internal static TemplateTranslation Create(TenantId tenant, TemplateId template, string language, TemplateContent content, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Id = TranslationId.New(),
        TemplateId = template,
        Language = language,
        ContentJson = content.ToJson(),
        SearchText = Words(content),
        DraftVersion = 1,
        ChangedAt = now,
    };

    /// <summary>Saves a draft that was made from version <paramref name="expected"/>; false when somebody else was faster.</summary>
    internal bool TrySaveDraft(TemplateContent content, int expected, DateTimeOffset now)
    {
        if (!CanEdit || expected != DraftVersion) return false;
        ContentJson = content.ToJson();
        SearchText = Words(content);
        DraftVersion++;
        ChangedAt = now;
        FillFiles(content);
        TakeMarks(content);
        return true;
    }

    /// <summary>Takes the draft as what is handed over.</summary>
    internal bool TrySubmit(DateTimeOffset now)
    {
        if (!CanSubmit) return false;
        // Rows from before this was kept: what the platform has decided on, it holds.
        if (PlatformId is not null) HeldJson ??= SubmittedJson;
        PriorStatus = PlatformId is null ? null : Status;
        SubmittedJson = ContentJson;
        SubmittedHash = Hash(ContentJson);
        SubmittedVersion++;
        Status = TranslationStatus.Submitting;
        (AttemptedAt, Attempts, NextAttemptAt, NextCheckAt, Trouble) = (null, 0, now, null, null);
        (RejectedReason, RejectionText, Recommendation) = (null, null, null);
        ChangedAt = now;
        return true;
    }

    /// <summary>The request is about to leave. Committed before it does.</summary>
    internal bool TryBeginAttempt(DateTimeOffset now, TimeSpan retryAfter)
    {
        if (Status != TranslationStatus.Submitting) return false;
        AttemptedAt = now;
        Attempts++;
        NextAttemptAt = now + retryAfter;
        return true;
    }

    /// <summary>The platform holds it. False when a webhook has told more in the meantime.</summary>
    internal bool TryAccept(string platformId, string platformStatus, string? category, DateTimeOffset now)
    {
        PlatformId ??= platformId;
        if (Status != TranslationStatus.Submitting) return false;
        var heard = NextCheckAt is not null;
        TakeCategory(category, AttemptedAt ?? now);
        // News of this submission cannot be older than its request; a minute for clocks that differ.
        StatusAt = (AttemptedAt ?? now) - TimeSpan.FromMinutes(1);
        (NextAttemptAt, Trouble, HeldJson, HeldAt, HeldFormat) = (null, null, SubmittedJson, now, null);
        (DriftedAt, DriftFromJson, DoubtedAt) = (null, null, null);
        Enter(Templates.PlatformStatus.Read(platformStatus) ?? TranslationStatus.Unknown, platformStatus, now);
        if (heard) NextCheckAt = now;
        return true;
    }

    /// <summary>The platform refused it at once. What it held before, it still holds.</summary>
    internal bool TryRefuse(string text, string advice, DateTimeOffset now)
    {
        if (Status != TranslationStatus.Submitting) return false;
        Status = PriorStatus ?? TranslationStatus.Rejected;
        if (HeldJson is { } held) (SubmittedJson, SubmittedHash) = (held, Hash(held));
        (RejectedReason, RejectionText, Recommendation) = (TemplateReasons.Submission, Cut(text), Cut(advice));
        (AttemptedAt, NextAttemptAt, Trouble, PriorStatus, ChangedAt) = (null, null, null, null, now);
        // Refusing an edit, the platform may know something of the template that has not come here yet.
        NextCheckAt = PlatformId is null ? null : now;
        return true;
    }

    /// <summary>The platform refused an edit because the budget was used, by somebody outside the portal.</summary>
    internal void NoteUnknownEdit(DateTimeOffset now) => UnknownEditAt = now;

    /// <summary>It did not work this time.</summary>
    /// <param name="trouble">For people.</param>
    /// <param name="mayHaveArrived">Whether the platform may hold it all the same.</param>
    /// <param name="next">When to try again.</param>
    internal bool TryPostpone(string trouble, bool mayHaveArrived, DateTimeOffset next)
    {
        if (Status is not (TranslationStatus.Submitting or TranslationStatus.PendingDeletion)) return false;
        if (!mayHaveArrived) AttemptedAt = null;
        Trouble = Cut(trouble);
        NextAttemptAt = next;
        return true;
    }

    /// <summary>Takes in news about the status; false when it is known already, or older than what holds.</summary>
    internal bool TryApplyStatus(PlatformNews news, DateTimeOffset now)
    {
        if (Status is TranslationStatus.Draft or TranslationStatus.Deleted) return false;
        if (Status == TranslationStatus.Submitting)
        {
            // Of an edit under way nobody can tell whether the news is about the text before or after it: the platform is asked once the
            // edit is settled. A creation under way is proved by any news that came after its request left.
            if (PriorStatus is not null || AttemptedAt is not { } left || news.At < left - TimeSpan.FromMinutes(1))
            {
                NextCheckAt = now;
                return false;
            }

            (HeldJson, HeldAt) = (SubmittedJson, now);
        }
        else if (StatusAt is { } known && (news.At < known || (news.At == known && news.Status == TranslationStatus.Pending)))
        {
            return false;
        }

        if (Status == TranslationStatus.PendingDeletion && news.Status is not (TranslationStatus.Deleted or TranslationStatus.PendingDeletion)) return false;
        PlatformId ??= news.PlatformId;
        StatusAt = news.At;
        if (Status == TranslationStatus.Submitting) (NextAttemptAt, Trouble) = (null, null);
        var told = news.Status == Status && (news.RejectedReason is null || news.RejectedReason == RejectedReason)
            && (news.RejectionText is null || news.RejectionText == RejectionText) && (news.Title is null || news.Title == PauseKind);
        if (told)
        {
            NextCheckAt = Check(now);
            return false;
        }

        if (news.Status == TranslationStatus.Rejected)
            (RejectedReason, RejectionText, Recommendation) = (news.RejectedReason ?? RejectedReason, Cut(news.RejectionText) ?? RejectionText, Cut(news.Recommendation) ?? Recommendation);
        else if (news.Status != Status || RejectedReason != TemplateReasons.Submission)
            (RejectedReason, RejectionText, Recommendation) = (null, Cut(news.RejectionText), Cut(news.Recommendation));
        if (news.Status == TranslationStatus.Paused)
            (PauseKind, PauseEndsAt) = (news.Title ?? (Status == TranslationStatus.Paused ? PauseKind : null), PlatformPause.EndOf(news.Title, news.At) ?? (Status == TranslationStatus.Paused ? PauseEndsAt : null));
        TakeCategory(news.Category, news.At);
        Enter(news.Status, news.Word, now);
        return true;
    }

    /// <summary>A warning of the platform that is not a status; false when it is known or older than what holds.</summary>
    internal bool TryWarn(string word, DateTimeOffset at)
    {
        if (Status is TranslationStatus.Draft or TranslationStatus.Deleted || at < WarnedAt || (at == WarnedAt && word == Warning)) return false;
        WarnedAt = at;
        if (word is "FLAGGED" or "LOCKED") Warning = word;
        else Warning = null;
        return true;
    }

    internal bool TryApplyQuality(string quality, DateTimeOffset at)
    {
        if (at < QualityAt || quality == Quality) return false;
        (Quality, QualityAt) = (quality, at);
        return true;
    }

    /// <summary>Takes in what the platform says about the category: the present one, and the one it is moved to.</summary>
    internal bool TryApplyCategory(string category, string? next, DateTimeOffset? movesAt, DateTimeOffset at)
    {
        if (category.Length == 0 || at < CategoryAt) return false;
        var ahead = next is null || next == category ? null : next;
        if (category == PlatformCategory && ahead == NextCategory && (movesAt is null || movesAt == CategoryMovesAt)) return false;
        var changes = PlatformCategory is not null && category != PlatformCategory;
        if (changes) PreviousCategory = PlatformCategory;
        if (changes || (ahead is not null && ahead != NextCategory)) CategoryUnseenSince ??= at;
        (PlatformCategory, NextCategory, CategoryMovesAt, CategoryAt) = (category, ahead, ahead is null ? null : movesAt ?? CategoryMovesAt, at);
        return true;
    }

    /// <summary>The category that was asked for, against which the platform's first answer is held.</summary>
    internal void ExpectCategory(TemplateCategory category) => PlatformCategory ??= category.ToString().ToUpperInvariant();

    /// <summary>Somebody has taken note of the change of category.</summary>
    internal bool TrySeeCategory()
    {
        if (CategoryUnseenSince is null) return false;
        CategoryUnseenSince = null;
        return true;
    }

    /// <summary>Has the platform asked about it soon.</summary>
    internal void AskSoon(DateTimeOffset now) => NextCheckAt = now;

    internal void Asked(DateTimeOffset now) => NextCheckAt = Check(now);

    /// <summary>
    /// Holds what the platform answered against what was believed to be there. False: it is the same, or cannot be judged now. What differs holds from
    /// here on, for campaigns too; the draft stays as it is.
    /// </summary>
    /// <param name="read">As it is read.</param>
    /// <param name="format">How its variables are written, where that differs from the template; null where it does not.</param>
    /// <param name="askedAt">When the platform was asked.</param>
    /// <param name="now">The moment.</param>
    internal bool TryDrift(TemplateContent read, ParameterFormat? format, DateTimeOffset askedAt, DateTimeOffset now)
    {
        if (PlatformId is null || Status is TranslationStatus.Draft or TranslationStatus.Submitting or TranslationStatus.Deleted or TranslationStatus.PendingDeletion) return false;
        if (HeldAt + Settling > askedAt || AttemptedAt > askedAt)
        {
            NextCheckAt = now + Settling;
            return false;
        }

        var believed = (HeldJson ?? SubmittedJson) is { } json ? TemplateContent.FromJson(json) : null;
        var same = believed is not null && HeldContent.Same(believed, read) && format == HeldFormat;
        // While an edit is reviewed, the answer may still be the text that it replaces.
        if (same || (Status == TranslationStatus.Pending && ApprovedJson is { } approved && HeldContent.Same(TemplateContent.FromJson(approved), read)))
        {
            if (same && DoubtedAt < askedAt) DoubtedAt = null;
            return false;
        }

        DriftFromJson ??= HeldJson ?? SubmittedJson;
        Hold(read, now);
        (HeldFormat, DriftedAt) = (format, now);
        if (DoubtedAt < askedAt) DoubtedAt = null;
        if (Status == TranslationStatus.Approved) Approve(fromOutside: true, now);
        if (HeldJson == ContentJson && format is null) SettleDrift();
        return true;
    }

    /// <summary>The platform tells that somebody changed it; what it says now is not known yet.</summary>
    internal void Doubt(DateTimeOffset at, DateTimeOffset now)
    {
        NextCheckAt = now;
        // Every edit of our own is told of too.
        var own = AttemptedAt is { } left && at >= left - TimeSpan.FromMinutes(1) && at < left + TimeSpan.FromMinutes(10);
        if (Status == TranslationStatus.Approved && !own) DoubtedAt = at;
    }

    /// <summary>People have seen that it was changed at the platform, and decided which text goes on.</summary>
    internal bool SettleDrift()
    {
        if (DriftedAt is null) return false;
        (DriftedAt, DriftFromJson) = (null, null);
        return true;
    }

    /// <summary>The template has taken the platform's way to write variables.</summary>
    internal void AgreeOnFormat() => HeldFormat = null;

    /// <summary>
    /// Takes over what the platform holds of a template that was made elsewhere. A draft that was never handed over stays as the next draft; of what
    /// was deleted before, the history stays.
    /// </summary>
    internal void Adopt(AdoptedTranslation held, DateTimeOffset now)
    {
        if (Status == TranslationStatus.Deleted)
        {
            ContentJson = held.Content.ToJson();
            SearchText = Words(held.Content);
            DraftVersion++;
        }

        PlatformId = held.PlatformId;
        SubmittedVersion++;
        (PriorStatus, AttemptedAt, Attempts, NextAttemptAt, Trouble, ApprovedJson) = (null, null, 0, null, null, null);
        (RejectionText, Recommendation, Warning, WarnedAt, UnknownEditAt, LockedUntil) = (held.RejectionText, null, null, null, null, null);
        (DriftedAt, DriftFromJson, DoubtedAt, HeldFormat, PauseKind, PauseEndsAt) = (null, null, null, null, null, null);
        (PlatformCategory, CategoryAt, NextCategory, PreviousCategory, CategoryMovesAt, CategoryUnseenSince) = (held.Category, held.CategoryAt, null, null, null, null);
        (Quality, QualityAt, StatusAt) = (held.Quality, held.QualityAt, held.StatusAt);
        Hold(held.Content, now);
        HeldAt = null;
        Enter(Templates.PlatformStatus.Read(held.Status) ?? TranslationStatus.Unknown, held.Status, now);
        RejectedReason = Status == TranslationStatus.Rejected ? held.RejectedReason : null;
        // The list may be hours old.
        NextCheckAt = now;
    }

    /// <summary>To be deleted at the platform.</summary>
    internal bool TryBeginDeletion(DateTimeOffset now)
    {
        if (Status is TranslationStatus.Draft or TranslationStatus.Deleted or TranslationStatus.Disabled or TranslationStatus.Submitting or TranslationStatus.PendingDeletion) return false;
        Status = TranslationStatus.PendingDeletion;
        (NextAttemptAt, NextCheckAt, Trouble, Attempts, ChangedAt) = (now, null, null, 0, now);
        return true;
    }

    internal void Delete(DateTimeOffset now)
    {
        Enter(TranslationStatus.Deleted, "DELETED", now);
        (NextAttemptAt, Trouble) = (null, null);
    }

    /// <summary>Begins anew under a name and language that was deleted before; its history stays.</summary>
    internal bool TryRevive(TemplateContent content, DateTimeOffset now)
    {
        if (Status != TranslationStatus.Deleted || LockedUntil > now) return false;
        ContentJson = content.ToJson();
        SearchText = Words(content);
        DraftVersion++;
        Status = TranslationStatus.Draft;
        (PlatformStatus, PlatformId, SubmittedJson, SubmittedHash, HeldJson, ApprovedJson, PriorStatus) = (null, null, null, null, null, null, null);
        (AttemptedAt, Attempts, NextAttemptAt, NextCheckAt, Trouble) = (null, 0, null, null, null);
        (RejectedReason, RejectionText, Recommendation, Quality, QualityAt) = (null, null, null, null, null);
        (PlatformCategory, NextCategory, PreviousCategory, CategoryAt, CategoryMovesAt, CategoryUnseenSince) = (null, null, null, null, null, null);
        (StatusAt, UnknownEditAt, LockedUntil, Warning, WarnedAt, ChangedAt) = (null, null, null, null, null, now);
        (HeldAt, HeldFormat, DriftedAt, DriftFromJson, DoubtedAt) = (null, null, null, null, null);
        return true;
    }

    private void Enter(TranslationStatus status, string word, DateTimeOffset now)
    {
        Status = status;
        PlatformStatus = word.Length > 40 ? word[..40] : word;
        PriorStatus = null;
        if (status != TranslationStatus.Paused) (PauseKind, PauseEndsAt) = (null, null);
        if (status == TranslationStatus.Approved) Approve(fromOutside: false, now);
        if (status == TranslationStatus.Deleted)
        {
            if (ApprovedJson is not null) LockedUntil = now + NameLock;
            (ApprovedJson, Warning, CategoryUnseenSince) = (null, null, null);
            (DriftedAt, DriftFromJson, DoubtedAt) = (null, null, null);
        }

        NextCheckAt = Check(now);
        ChangedAt = now;
    }

    // The one place where what may be sent changes. Queued messages carry their values already: they must not leave with a text that they were not made for.
    private void Approve(bool fromOutside, DateTimeOffset now)
    {
        var before = ApprovedJson;
        ApprovedJson = HeldJson ?? SubmittedJson;
        if (before is null || ApprovedJson is null || before == ApprovedJson) return;
        if (HeldContent.Shape(TemplateContent.FromJson(before), fromOutside) != HeldContent.Shape(TemplateContent.FromJson(ApprovedJson), fromOutside)) FitsFrom = now;
    }

    // What the platform holds, in the draft's own bytes where both say the same, so that nothing counts as a change that is none.
    private void Hold(TemplateContent content, DateTimeOffset now)
    {
        var draft = Content();
        var held = HeldContent.WithMarks(HeldContent.WithFiles(content, draft), draft);
        HeldJson = HeldContent.Same(draft, held) && HeldContent.Same(held, draft) ? ContentJson : held.ToJson();
        (SubmittedJson, SubmittedHash, HeldAt) = (HeldJson, Hash(HeldJson), now);
    }

    // The platform gives no file back. Which one of ours stands for it changes nothing there, so the draft's serves what is held as well.
    private void FillFiles(TemplateContent draft)
    {
        if (Status == TranslationStatus.Submitting || HeldJson is null || !HeldContent.LacksFiles(TemplateContent.FromJson(HeldJson))) return;
        var submitted = HeldJson == SubmittedJson;
        string Filled(string json) => HeldContent.WithFiles(TemplateContent.FromJson(json), draft) is var filled && HeldContent.Same(draft, filled) && HeldContent.Same(filled, draft) ? ContentJson : filled.ToJson();
        var approved = ApprovedJson == HeldJson;
        HeldJson = Filled(HeldJson);
        if (submitted) (SubmittedJson, SubmittedHash) = (HeldJson, Hash(HeldJson));
        if (approved) ApprovedJson = HeldJson;
    }

    // Which button is a way out is the portal's own affair: it holds for the next message, and the platform has nothing to review.
    private void TakeMarks(TemplateContent draft)
    {
        // Untouched texts keep their bytes: an older program may have written them.
        string? Marked(string? json) => json is not null && TemplateContent.FromJson(json) is var content && HeldContent.WithMarks(content, draft) is var marked
            && !marked.AllButtons.Select(b => b.OptOut).SequenceEqual(content.AllButtons.Select(b => b.OptOut)) ? marked.ToJson() : json;
        (HeldJson, ApprovedJson, SubmittedJson) = (Marked(HeldJson), Marked(ApprovedJson), Marked(SubmittedJson));
        SubmittedHash = SubmittedJson is null ? null : Hash(SubmittedJson);
    }

    private void TakeCategory(string? category, DateTimeOffset at)
    {
        if (category is not null) TryApplyCategory(category, category == PlatformCategory ? NextCategory : null, null, at);
    }

    private DateTimeOffset? Check(DateTimeOffset now) => Status switch
    {
        TranslationStatus.Pending or TranslationStatus.InAppeal or TranslationStatus.PendingDeletion => now + TimeSpan.FromMinutes(5),
        TranslationStatus.Paused when PauseEndsAt is { } end => (end > now ? end : now) + TimeSpan.FromMinutes(5),
        TranslationStatus.Approved or TranslationStatus.Paused or TranslationStatus.Archived or TranslationStatus.LimitExceeded or TranslationStatus.Unknown => now + TimeSpan.FromHours(6),
        _ => null,
    };

    /// <summary>A text as it is compared when searching: without regard to case, since databases know only that of ASCII.</summary>
    public static string Searchable(string text) => text.ToLowerInvariant();

    /// <summary>Fills in what an older program did not write.</summary>
    internal void FillSearchText() => SearchText = Words(Content());

    private static string Words(TemplateContent content) => Searchable(string.Join('\n', new[] { content.HeaderText, content.Body, content.Footer, content.Offer?.Text }
        .Concat(content.Buttons.Concat(content.Cards.SelectMany(c => c.Buttons)).Select(b => b.Text)).Concat(content.Cards.Select(c => c.Body)).Where(text => !string.IsNullOrWhiteSpace(text))).Replace("\0", "", StringComparison.Ordinal));

    private static string Hash(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static string? Cut(string? text) => text is { Length: > 1000 } ? text[..1000] : text;
}

/// <summary>What the platform says about a translation's status, by webhook or when asked.</summary>
internal sealed record PlatformNews(
    TranslationStatus Status, string Word, DateTimeOffset At, string? PlatformId, string? Category, string? RejectedReason, string? RejectionText, string? Recommendation, string? Title = null);

/// <summary>What the platform holds of a translation that was made elsewhere.</summary>
internal sealed record AdoptedTranslation(
    string PlatformId, TemplateContent Content, string Status, DateTimeOffset StatusAt, string Category, DateTimeOffset? CategoryAt, string? RejectedReason, string? RejectionText, string? Quality, DateTimeOffset? QualityAt);

internal sealed class TemplateTranslationConfiguration : IEntityTypeConfiguration<TemplateTranslation>
{
    public void Configure(EntityTypeBuilder<TemplateTranslation> builder)
    {
        builder.ToTable("template_translations");
        builder.HasKey(t => new { t.TenantId, t.Id });
        builder.HasIndex(t => new { t.TenantId, t.TemplateId, t.Language }).IsUnique();
        builder.HasIndex(t => new { t.TenantId, t.PlatformId });
        // What the list counts, without reading the texts: those are long.
        builder.HasIndex(t => new { t.TenantId, t.TemplateId, t.Status, t.Language });
        builder.HasOne<Template>().WithMany().HasForeignKey(t => new { t.TenantId, t.TemplateId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(t => t.Language).HasMaxLength(10);
        builder.Property(t => t.DraftVersion).IsConcurrencyToken();
        // Every move names the state that it saw.
        builder.Property(t => t.Status).IsConcurrencyToken();
        builder.Property(t => t.PlatformStatus).HasMaxLength(40);
        builder.Property(t => t.PlatformId).HasMaxLength(40);
        builder.Property(t => t.SubmittedHash).HasMaxLength(64);
        builder.Property(t => t.RejectedReason).HasMaxLength(60);
        builder.Property(t => t.Quality).HasMaxLength(20);
        builder.Property(t => t.PlatformCategory).HasMaxLength(40);
        builder.Property(t => t.NextCategory).HasMaxLength(40);
        builder.Property(t => t.PreviousCategory).HasMaxLength(40);
        builder.Property(t => t.PauseKind).HasMaxLength(40);
        builder.Property(t => t.Warning).HasMaxLength(20);
        builder.Property(t => t.Trouble).HasMaxLength(1000);
        builder.Property(t => t.RejectionText).HasMaxLength(1000);
        builder.Property(t => t.Recommendation).HasMaxLength(1000);
        builder.Ignore(t => t.HasUnsubmittedChanges).Ignore(t => t.CanSubmit).Ignore(t => t.CanEdit).Ignore(t => t.CanUnpause).Ignore(t => t.CanArchive).Ignore(t => t.CanUnarchive);
    }
}
