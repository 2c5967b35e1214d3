using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The id of a session; not the secret that its cookie holds.</summary>
public readonly record struct SessionId(Guid Value) : IGuidId<SessionId>
{
    /// <summary>How many characters of it the audit trail shows.</summary>
    public const int PrefixLength = 8;

    public static SessionId Create(Guid value) => new(value);

    // Random throughout (not version 7), so that the first characters tell sessions apart.
    public static SessionId New() => new(Guid.NewGuid());

    /// <summary>The first characters, as the audit trail shows them.</summary>
    public string Prefix => Value.ToString("N")[..PrefixLength];
}

/// <summary>How far a person has come at the door.</summary>
public enum SessionStage
{
    /// <summary>The password was right; the code is still asked for.</summary>
    PasswordOk,

    /// <summary>The password was right, but there is no second factor yet: only enrolment and sign-out are open.</summary>
    MustEnrol,

    /// <summary>In.</summary>
    SignedIn,
}

/// <summary>One browser's session. The cookie's token changes at each stage and is stored as its SHA-256 only.</summary>
public sealed class PortalSession : ITenantOwned
{
    /// <summary>A session that nobody used for so long has ended.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>No session lasts longer, used or not.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Time for the second step of signing in.</summary>
    public static readonly TimeSpan SecondStep = TimeSpan.FromMinutes(10);

    /// <summary>Wrong codes that end a sign-in, and a session whose owner is asked for a fresh one.</summary>
    public const int MostWrongCodes = 10;

    /// <summary>Sessions of one user; the oldest ends when there is one more.</summary>
    public const int PerUser = 5;

    private const int AgentLength = 200;

    private PortalSession()
    {
    }

    public TenantId TenantId { get; private set; }

    public SessionId Id { get; private set; }

    public UserId UserId { get; private set; }

    public byte[] TokenHash { get; private set; } = [];

    public SessionStage Stage { get; private set; }

    public string Address { get; private set; } = "";

    public string Agent { get; private set; } = "";

    /// <summary>When the present stage began.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset SeenAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int WrongCodes { get; private set; }

    /// <summary>The other enterprise that its user, a platform admin, acts in by this session; null for one's own.</summary>
    public TenantId? ActsIn { get; private set; }

    /// <summary>When acting there is over, and the session with it.</summary>
    public DateTimeOffset? ActsInUntil { get; private set; }

    /// <summary>The open challenge for a passkey, with what belongs to it.</summary>
    public string? PasskeyChallenge { get; private set; }

    public DateTimeOffset? PasskeyChallengeUntil { get; private set; }

    /// <summary>When a second factor (not a recovery code) was last proved in this session.</summary>
    public DateTimeOffset? ProvedAt { get; private set; }

    internal static PortalSession Create(PortalUser user, byte[] tokenHash, SessionStage stage, Visitor visitor, DateTimeOffset now) => new()
    {
        TenantId = user.TenantId,
        Id = SessionId.New(),
        UserId = user.Id,
        TokenHash = tokenHash,
        Stage = stage,
        Address = visitor.Address,
        Agent = visitor.Agent.Length <= AgentLength ? visitor.Agent : visitor.Agent[..AgentLength],
        CreatedAt = now,
        SeenAt = now,
    };

    /// <summary>A session that goes on in the place of this one, as old as it, under a token of its own.</summary>
    internal PortalSession Successor(byte[] tokenHash, TenantId? actsIn, DateTimeOffset? until, DateTimeOffset now) => new()
    {
        TenantId = TenantId,
        Id = SessionId.New(),
        UserId = UserId,
        TokenHash = tokenHash,
        Stage = Stage,
        Address = Address,
        Agent = Agent,
        CreatedAt = CreatedAt,
        SeenAt = now,
        ProvedAt = ProvedAt,
        WrongCodes = WrongCodes,
        ActsIn = actsIn,
        ActsInUntil = until,
    };

    /// <summary>Whether it still counts.</summary>
    public bool IsAlive(DateTimeOffset now) => EndedAt is null && !(ActsInUntil <= now) && (Stage == SessionStage.SignedIn
        ? now < SeenAt + Idle && now < CreatedAt + Longest
        : now < CreatedAt + (Stage == SessionStage.PasswordOk ? SecondStep : Idle));
}

/// <summary>Where a request comes from: the address after trusted proxies, and what the browser calls itself.</summary>
public sealed record Visitor(string Address, string Agent);

internal sealed class PortalSessionConfiguration : IEntityTypeConfiguration<PortalSession>
{
    public void Configure(EntityTypeBuilder<PortalSession> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(s => new { s.TenantId, s.Id });
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(s => new { s.TenantId, s.UserId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.TokenHash).IsUnique();
        builder.HasIndex(s => new { s.TenantId, s.UserId });
        builder.Property(s => s.Address).HasMaxLength(45);
        builder.Property(s => s.Agent).HasMaxLength(200);
        builder.Property(s => s.PasskeyChallenge).HasMaxLength(2_000);
    }
}
