using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>The id of a message. It travels to the platform in <c>biz_opaque_callback_data</c> and comes back in every status.</summary>
public readonly record struct MessageId(Guid Value) : IGuidId<MessageId>
{
    public static MessageId Create(Guid value) => new(value);

    private const int Digits = 32;

    /// <summary>The form that travels: 32 hexadecimal digits, no personal data.</summary>
    public string ToOpaque() => Value.ToString("N");

    /// <summary>The same for a try after the first, which a person asked for: a point and its number behind it.</summary>
    public string ToOpaque(int resends) => resends == 0 ? ToOpaque() : string.Create(CultureInfo.InvariantCulture, $"{Value:N}.{resends}");

    /// <summary>Reads the travelling form of any try; null for data that is not ours.</summary>
    public static MessageId? FromOpaque(string? text) =>
        text is { Length: >= Digits } && Guid.TryParseExact(text[..Digits], "N", out var value) && NumberIn(text) is not null ? new MessageId(value) : null;

    /// <summary>Which try the travelling form names; 0 for the first.</summary>
    public static int TryOf(string? text) => text is { Length: >= Digits } ? NumberIn(text) ?? 0 : 0;

    private static int? NumberIn(string text) =>
        text.Length == Digits ? 0
        : text[Digits] == '.' && int.TryParse(text.AsSpan(Digits + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>
/// One message to one person in one order: a row that is never removed while its report is kept, and that only moves forward
/// (<see cref="MessageMoves"/>). The stores of this folder write it; nothing else does.
/// </summary>
public sealed class Message : ITenantOwned
{
    internal const string Table = "messages";

    /// <summary>Characters of a caller's key.</summary>
    public const int KeyLength = 200;

    private Message()
    {
    }

    public TenantId TenantId { get; private set; }

    public MessageId Id { get; private set; }

    public SendOrderId OrderId { get; private set; }

    /// <summary>Who it is for. Unique in the order with <see cref="CallerKey"/>, so that no person gets it twice.</summary>
    public byte[] PhoneId { get; private set; } = [];

    /// <summary>What the caller of a single message calls it, so that asking twice sends once; empty in a campaign.</summary>
    public string CallerKey { get; private set; } = "";

    /// <summary>The contact's id in OptIns, for links; the message itself needs no contact any more.</summary>
    public Guid? ContactId { get; private set; }

    /// <summary>WhatsApp language code of the translation it uses.</summary>
    public string Language { get; private set; } = "";

    public MessageState State { get; private set; }

    /// <summary>Why it was skipped (<see cref="SkipReason"/>), or what the failure was where the platform gave no code.</summary>
    public string? Reason { get; private set; }

    /// <summary>The platform's code of the last refusal or failure.</summary>
    public int? ErrorCode { get; private set; }

    /// <summary>The ledger entry that permitted it, set when it was claimed.</summary>
    public long? ConsentSeq { get; private set; }

    /// <summary>The ledger entry that permits this message and nothing else; null where the consent to the order's purpose decides.</summary>
    public long? PermitSeq { get; private set; }

    /// <summary>When the template was read that it is made from; null: the order says it for all.</summary>
    public DateTimeOffset? ComposedAt { get; private set; }

    /// <summary>What was not claimed by then is not sent any more; null: it waits for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Whose claim it is: only the holder of this token may send it and record the answer.</summary>
    public Guid? LeaseToken { get; private set; }

    /// <summary>How often it was claimed.</summary>
    public int Attempts { get; private set; }

    /// <summary>How often a person had it sent again after a doubt; see <see cref="Doubts.MessageTry"/>.</summary>
    public int Resends { get; private set; }

    /// <summary>Not to be claimed before.</summary>
    public DateTimeOffset? NextTryAt { get; private set; }

    public DateTimeOffset? ClaimedAt { get; private set; }

    /// <summary>When its request was about to leave: committed right before it (<see cref="StartStore"/>). A claim without it certainly did not leave.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>When it failed, was skipped or was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The platform's id of it (wamid).</summary>
    public string? Wamid { get; private set; }

    /// <summary>What the platform charged it as, from the first status that said so.</summary>
    public string? PricingCategory { get; private set; }

    /// <summary>The platform's word for the kind of price (<c>regular</c>, <c>free_customer_service</c>), from the same status.</summary>
    public string? PriceType { get; private set; }

    /// <summary>Whether the platform charges it; null while it has not said.</summary>
    public bool? Billable { get; private set; }

    /// <summary>The market of the person's country (<see cref="Costs.Market"/>), as it was known when the message was added; null where nobody knew.</summary>
    public string? Market { get; private set; }

    /// <summary>Whose clock it goes by (<see cref="Hours.OrderZone.Number"/>); 0 where no place is known.</summary>
    public int Zone { get; private set; }

    /// <summary>What was set aside for it in its order's budget, in millionths; null in an order without one.</summary>
    public long? EstimateMicros { get; private set; }

    /// <summary>When its charge was booked: delivered, and priced by the platform. Never twice.</summary>
    public DateTimeOffset? ChargedAt { get; private set; }

    /// <summary>What it cost by the card of the day of delivery, in millionths; null where no rate is stated.</summary>
    public long? CostMicros { get; private set; }

    public string? CostCurrency { get; private set; }

    /// <summary>Number and values (<see cref="MessagePayload"/>), encrypted under the tenant's PersonalData key; null once it is no longer kept.</summary>
    public byte[]? Payload { get; private set; }
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable(Message.Table);
        builder.HasKey(m => new { m.TenantId, m.Id });
        builder.HasOne<SendOrder>().WithMany().HasForeignKey(m => new { m.TenantId, m.OrderId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => new { m.TenantId, m.OrderId, m.PhoneId, m.CallerKey }).IsUnique();
        builder.HasIndex(m => new { m.TenantId, m.Wamid }).IsUnique();
        // What one person was sent, for whoever asks why.
        builder.HasIndex(m => new { m.TenantId, m.PhoneId });
        // Tables of recipients walk this one, by id after id.
        builder.HasIndex(m => new { m.TenantId, m.OrderId, m.State, m.Id });
        // The claim walks this one: what is queued in a place of an order, oldest id first.
        builder.HasIndex(m => new { m.TenantId, m.OrderId, m.Zone, m.Id }).HasFilter("state = 'Queued'");
        // The reconciliation walks this one: claims and doubts by age.
        builder.HasIndex(m => new { m.TenantId, m.State, m.ClaimedAt });
        builder.Property(m => m.Resends).HasDefaultValue(0);
        builder.Property(m => m.CallerKey).HasMaxLength(Message.KeyLength).HasDefaultValue("");
        builder.Property(m => m.Zone).HasDefaultValue(0);
        builder.Property(m => m.Language).HasMaxLength(20);
        builder.Property(m => m.Reason).HasMaxLength(200);
        builder.Property(m => m.Wamid).HasMaxLength(200);
        builder.Property(m => m.PricingCategory).HasMaxLength(40);
        builder.Property(m => m.PriceType).HasMaxLength(40);
        builder.Property(m => m.Market).HasMaxLength(60);
        builder.Property(m => m.CostCurrency).HasMaxLength(3);
    }
}
