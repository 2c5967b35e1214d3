using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>
/// Something that the platform said about a WhatsApp account and that stands in the way of sending from all its numbers, until its end or until it is taken back.
/// </summary>
public sealed class SendingBarrier : ITenantOwned
{
    private const int WordsLength = 300;

    private SendingBarrier()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public WhatsAppAccountId AccountId { get; private set; }

    /// <summary>The platform's word, such as <c>RESTRICTED_BIZ_INITIATED_MESSAGING</c>; one row for each word of an account.</summary>
    public string Word { get; private set; } = "";

    /// <summary>The same in a sentence for people.</summary>
    public string Words { get; private set; } = "";

    /// <summary>Only orders of this purpose are kept back; null for all.</summary>
    public string? Purpose { get; private set; }

    /// <summary>When the platform said so.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>When it ends by itself; null: the platform named no end.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>When the platform took it back; null while it did not.</summary>
    public DateTimeOffset? LiftedAt { get; private set; }

    internal static SendingBarrier Create(TenantId tenant, WhatsAppAccountId account, string word) =>
        new() { TenantId = tenant, Id = Guid.CreateVersion7(), AccountId = account, Word = word };

    /// <summary>The platform says it (again). False when that is known already, or older than what is known.</summary>
    internal bool Raise(string words, string? purpose, DateTimeOffset? until, DateTimeOffset at)
    {
        if (at < Since || (at == Since && until == Until) || at <= LiftedAt)
            return false;
        (Words, Purpose, Since, Until, LiftedAt) = (words.Length > WordsLength ? words[..WordsLength] : words, purpose, at, until, null);
        return true;
    }

    /// <summary>The platform takes it back.</summary>
    internal bool Lift(DateTimeOffset at)
    {
        if (LiftedAt is not null || at < Since)
            return false;
        LiftedAt = at;
        return true;
    }

    /// <summary>Whether it stands in the way now.</summary>
    internal bool Holds(DateTimeOffset now) => LiftedAt is null && !(Until <= now);
}

internal sealed class SendingBarrierConfiguration : IEntityTypeConfiguration<SendingBarrier>
{
    public void Configure(EntityTypeBuilder<SendingBarrier> builder)
    {
        builder.ToTable("sending_barriers");
        builder.HasKey(b => new { b.TenantId, b.Id });
        builder.HasOne<WhatsAppAccount>().WithMany().HasForeignKey(b => new { b.TenantId, b.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(b => new { b.TenantId, b.AccountId, b.Word }).IsUnique();
        builder.Property(b => b.Word).HasMaxLength(80);
        builder.Property(b => b.Words).HasMaxLength(300);
        builder.Property(b => b.Purpose).HasMaxLength(40);
    }
}
