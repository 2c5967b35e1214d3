using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Data.Chains;

namespace WaPortal.Core.Audit;

/// <summary>
/// One thing that somebody did: who, what, where from, when, with which result. Never passwords, codes, tokens, numbers or texts.
/// The database refuses to change or delete it.
/// </summary>
public abstract class TrailEvent
{
    private protected TrailEvent()
    {
    }

    /// <summary>1, 2, 3 … without gaps in its trail; 0 only for events from before trails were chained, until the next event is written.</summary>
    public long Seq { get; private set; }

    public DateTimeOffset At { get; private protected set; }

    public UserId? UserId { get; private protected set; }

    public string Actor { get; private protected set; } = "";

    /// <summary>First characters of the session's id.</summary>
    public string? Session { get; private protected set; }

    public string? Address { get; private protected set; }

    /// <summary>What was done, such as <c>campaign.started</c>; in words in <see cref="EventWords"/>.</summary>
    public string Event { get; private protected set; } = "";

    /// <summary>The id of what it was done to.</summary>
    public string Target { get; private protected set; } = "";

    /// <summary><c>ok</c>, <c>refused</c> or <c>failed</c>.</summary>
    public string Result { get; private protected set; } = "";

    public string? Reason { get; private protected set; }

    /// <summary>The chain's head before this event.</summary>
    public byte[] PrevChain { get; private set; } = [];

    public byte[] EntryHash { get; private set; } = [];

    /// <summary>The chain's head with this event.</summary>
    public byte[] ChainHash { get; private set; } = [];

    /// <summary>The name that the trail has in its hashes.</summary>
    internal abstract string Trail { get; }

    /// <summary>Takes its place at the end of the trail.</summary>
    internal void Join(ChainPosition end)
    {
        (Seq, PrevChain) = (end.Seq + 1, end.Hash);
        EntryHash = HashAt(Seq);
        ChainHash = Data.Chains.ChainHash.Link(PrevChain, EntryHash);
    }

    /// <summary>The place after this event.</summary>
    internal ChainPosition End => new(Seq, ChainHash, false);

    /// <summary>"A1", trail, seq, time in unix ms, user, actor, session, address, event, target, result, reason, previous head.</summary>
    internal byte[] HashAt(long seq)
    {
        using var hash = new ChainHash("A1");
        return hash.Add(Trail).Add(seq).Add(At).Add(UserId?.Value.ToString()).Add(Actor).Add(Session).Add(Address).Add(Event).Add(Target).Add(Result).Add(Reason)
            .Add(PrevChain).Finish();
    }

    private protected void Fill(Actor? actor, string @event, string target, string result, string? reason, DateTimeOffset now)
    {
        At = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        UserId = actor?.UserId;
        Actor = Printable(actor?.Name ?? "", 100);
        Session = actor?.Session;
        Address = actor?.Address is { } address ? Printable(address, 45) : null;
        Event = @event;
        Target = Printable(target, 100);
        Result = result;
        Reason = reason is null ? null : Printable(reason, 500);
    }

    // A line break, a control character or a turn of the writing direction in a value must not make one event look like two or like another.
    internal static string Printable(string text, int length)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = Rune.IsControl(rune) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029;
            var piece = hidden ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}") : rune.ToString();
            if (safe.Length + piece.Length > length)
                break;
            safe.Append(piece);
        }

        return safe.ToString();
    }

    internal static void Configure<TEvent>(EntityTypeBuilder<TEvent> builder)
        where TEvent : TrailEvent
    {
        builder.Property(e => e.Actor).HasMaxLength(100);
        builder.Property(e => e.Session).HasMaxLength(20);
        builder.Property(e => e.Address).HasMaxLength(45);
        builder.Property(e => e.Event).HasMaxLength(60);
        builder.Property(e => e.Target).HasMaxLength(100);
        builder.Property(e => e.Result).HasMaxLength(20);
        builder.Property(e => e.Reason).HasMaxLength(500);
        builder.Ignore(e => e.Trail);
        builder.Ignore(e => e.End);
    }
}
