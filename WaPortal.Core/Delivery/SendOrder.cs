using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>The id of a send order. A campaign's order has the campaign's own UUID.</summary>
public readonly record struct SendOrderId(Guid Value) : IGuidId<SendOrderId>
{
    public static SendOrderId Create(Guid value) => new(value);
}

/// <summary>Whether an order's messages may leave.</summary>
public enum SendOrderState
{
    /// <summary>Messages are still being added; nothing leaves.</summary>
    Filling,

    /// <summary>Messages leave under consent, quota and pace.</summary>
    Running,

    /// <summary>Nothing leaves until a person resumes it.</summary>
    Paused,

    /// <summary>Nothing is left to send.</summary>
    Done,

    /// <summary>Stopped for good; what had not left never leaves.</summary>
    Cancelled,
}

/// <summary>How an order comes to its messages.</summary>
public enum SendOrderKind
{
    /// <summary>Filled once, one message to each person, done when nothing is left.</summary>
    Campaign,

    /// <summary>Stays open for single messages, which go before those of campaigns.</summary>
    Standing,
}

/// <summary>
/// What Delivery is asked to send: from which number, under which consent, whether it may run now. The messages belong to it. It is the
/// one way out of the house; campaigns, notifications and replies all hand in orders.
/// </summary>
public sealed class SendOrder : ITenantOwned
{
    private const int ReasonLength = 500;
    private static readonly TimeSpan SpreadMemory = TimeSpan.FromMinutes(1);

    private SendOrder()
    {
    }

    public TenantId TenantId { get; private set; }

    public SendOrderId Id { get; private set; }

    public SendOrderKind Kind { get; private set; }

    /// <summary>What a standing order's messages come from, such as <c>form:</c> and an id; null for a campaign's.</summary>
    public string? Origin { get; private set; }

    /// <summary>The same in words for people; null for a campaign's, which has a name of its own.</summary>
    public string? Name { get; private set; }

    public SenderNumberId SenderNumberId { get; private set; }

    /// <summary>
    /// The purpose that people must have agreed to, by its name in the consent ledger (Marketing, Utility, Authentication). Any other word is nobody's consent: then
    /// only messages leave that an entry of the ledger permits one by one (<see cref="Message.PermitSeq"/>).
    /// </summary>
    public string Purpose { get; private set; } = "";

    /// <summary>The template's id in Templates, whose translations must still be approved when a message is claimed.</summary>
    public Guid TemplateId { get; private set; }

    /// <summary>The template's name on the wire; each message names its language.</summary>
    public string TemplateName { get; private set; } = "";

    public SendOrderState State { get; private set; }

    /// <summary>Why it is paused, in words for people; null while it is not.</summary>
    public string? PauseReason { get; private set; }

    /// <summary>Until when it waits by itself (the messaging limit, the platform out of reach); null while it does not.</summary>
    public DateTimeOffset? WaitUntil { get; private set; }

    /// <summary>What it waits for, in words for people.</summary>
    public string? WaitReason { get; private set; }

    /// <summary>It gives nothing before; null while it is not held.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary><see cref="Timing"/> as JSON; null for none.</summary>
    public string? TimingJson { get; private set; }

    /// <summary>What it says of its own about the time at which its messages leave.</summary>
    public OrderTiming Timing => OrderTiming.Read(TimingJson);

    /// <summary>Messages that its even spread lets go at <see cref="SpreadAt"/>.</summary>
    public double SpreadTokens { get; private set; } = 1;

    /// <summary>Null until the first ones left.</summary>
    public DateTimeOffset? SpreadAt { get; private set; }

    /// <summary>How many of the last answers were final refusals, one after the other; see <see cref="OutcomeStore"/>.</summary>
    public int RefusedInARow { get; private set; }

    /// <summary>When messages were last claimed, for turns between orders of one number.</summary>
    public DateTimeOffset LastServedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Its weight beside other orders of the number.</summary>
    public SendPriority Priority { get; private set; } = SendPriority.Normal;

    /// <summary>What it sent over its weight, level with others; see <see cref="FairShares"/>.</summary>
    public double Passed { get; private set; }

    /// <summary>When a person last resumed it after a pause: what stopped it before counts as put right.</summary>
    public DateTimeOffset? ResumedAt { get; private set; }

    /// <summary>Up to when the database knew what it had sent, when it was set back; null while it was not, and once a person has resumed it since.</summary>
    public DateTimeOffset? SetBackTo { get; private set; }

    /// <summary>An empty order, to be filled with messages and then released.</summary>
    public static SendOrder Create(
        TenantId tenant, SendOrderId id, SenderNumberId sender, string purpose, Guid templateId, string templateName, DateTimeOffset now, OrderTiming? timing = null) => new()
        {
            TenantId = tenant,
            Id = id,
            SenderNumberId = sender,
            Purpose = purpose,
            TemplateId = templateId,
            TemplateName = templateName,
            State = SendOrderState.Filling,
            CreatedAt = now,
            TimingJson = timing?.Write(),
        };

    internal bool IsCampaign => Kind == SendOrderKind.Campaign;

    /// <summary>Takes up a turn: the order waits for nothing now.</summary>
    internal void Served(DateTimeOffset now)
    {
        LastServedAt = now;
        HeldUntil = null;
        WaitUntil = null;
        WaitReason = null;
    }

    /// <summary>How many messages an even spread at so many a second lets go now. What a closed hour or a full limit kept back is not made up for in one go.</summary>
    internal int SpreadAllowance(double rate, DateTimeOffset now)
    {
        var elapsed = SpreadAt is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
        SpreadTokens = Math.Min(Math.Max(1, rate * SpreadMemory.TotalSeconds), SpreadTokens + (elapsed * rate));
        SpreadAt = now;
        return (int)SpreadTokens;
    }

    /// <summary>So many of them have been claimed.</summary>
    internal void SpreadTaken(int messages) => SpreadTokens -= messages;

    /// <summary>Gives it another weight.</summary>
    internal void Prioritize(SendPriority priority) => Priority = priority;

    /// <summary>So many of its messages were claimed.</summary>
    internal void Pass(int messages) => Passed += messages / (double)FairShares.Weight(Priority);

    /// <summary>Takes part with others from here on.</summary>
    internal void JoinAt(double level) => Passed = Math.Max(Passed, level);

    /// <summary>Says what it waits for by itself.</summary>
    internal void Wait(DateTimeOffset until, string reason)
    {
        WaitUntil = until;
        WaitReason = reason;
    }

    /// <summary>Gives nothing for a while, and says why.</summary>
    internal void Hold(DateTimeOffset until, string reason)
    {
        HeldUntil = until;
        Wait(until, Cut(reason)!);
    }

    /// <summary>Is held no longer.</summary>
    internal void Release() => (HeldUntil, WaitUntil, WaitReason) = (null, null, null);

    /// <summary>Waits for a person, running or paused before: who waits in it may have got it since.</summary>
    internal void SetBack(DateTimeOffset takenAt, string reason, DateTimeOffset now)
    {
        var before = State == SendOrderState.Paused ? PauseReason : null;
        if (State == SendOrderState.Running)
            TryMove(SendOrderState.Paused, reason, now);
        SetBackTo = takenAt;
        PauseReason = Cut(before is null || before.StartsWith(reason, StringComparison.Ordinal) ? reason : $"{reason} It was paused before: {before}");
    }

    private static string? Cut(string? reason) => reason is { Length: > ReasonLength } ? reason[..ReasonLength] : reason;

    /// <summary>Moves to a state where that is allowed, and says whether it did.</summary>
    internal bool TryMove(SendOrderState to, string? reason, DateTimeOffset now)
    {
        var allowed = to switch
        {
            // Done goes back only where a person has messages in doubt sent again.
            SendOrderState.Running => State is SendOrderState.Filling or SendOrderState.Paused or SendOrderState.Done,
            SendOrderState.Paused => State is SendOrderState.Running or SendOrderState.Filling,
            SendOrderState.Done => State == SendOrderState.Running && IsCampaign,
            SendOrderState.Cancelled => State is SendOrderState.Filling or SendOrderState.Running or SendOrderState.Paused,
            SendOrderState.Filling => false,
        };
        if (!allowed)
            return false;
        if (to == SendOrderState.Running && State == SendOrderState.Paused)
            (ResumedAt, HeldUntil, SetBackTo) = (now, null, null);
        State = to;
        PauseReason = to == SendOrderState.Paused ? Cut(reason) : null;
        RefusedInARow = 0;
        WaitUntil = null;
        WaitReason = null;
        FinishedAt = to is SendOrderState.Done or SendOrderState.Cancelled ? now : null;
        return true;
    }
}

internal sealed class SendOrderConfiguration : IEntityTypeConfiguration<SendOrder>
{
    public void Configure(EntityTypeBuilder<SendOrder> builder)
    {
        builder.ToTable("send_orders");
        builder.HasKey(o => new { o.TenantId, o.Id });
        builder.HasOne<SenderNumber>().WithMany().HasForeignKey(o => new { o.TenantId, o.SenderNumberId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(o => new { o.TenantId, o.SenderNumberId, o.State });
        // One standing order for each number, template, purpose and origin; campaigns have no origin, and no two nulls are equal.
        builder.HasIndex(o => new { o.TenantId, o.SenderNumberId, o.TemplateId, o.Purpose, o.Origin }).IsUnique();
        builder.Property(o => o.Kind).HasDefaultValue(SendOrderKind.Campaign).HasMaxLength(20);
        builder.Property(o => o.Priority).HasDefaultValue(SendPriority.Normal).HasSentinel(SendPriority.Normal).HasMaxLength(20);
        builder.Property(o => o.Passed).HasDefaultValue(0.0);
        builder.Property(o => o.RefusedInARow).HasDefaultValue(0);
        builder.Property(o => o.TimingJson).HasMaxLength(500);
        builder.Property(o => o.SpreadTokens).HasDefaultValue(1.0);
        builder.Ignore(o => o.Timing);
        builder.Property(o => o.Origin).HasMaxLength(100);
        builder.Property(o => o.Name).HasMaxLength(200);
        builder.Property(o => o.Purpose).HasMaxLength(40);
        builder.Property(o => o.TemplateName).HasMaxLength(512);
        builder.Property(o => o.PauseReason).HasMaxLength(500);
        builder.Property(o => o.WaitReason).HasMaxLength(500);
    }
}
