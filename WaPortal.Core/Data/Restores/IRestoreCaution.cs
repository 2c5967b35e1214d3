namespace WaPortal.Core.Data.Restores;

/// <summary>The database was set back.</summary>
/// <param name="TakenAt">Up to when it knows what happened.</param>
/// <param name="RestoredAt">When that was noticed.</param>
public sealed record SetBack(DateTimeOffset TakenAt, DateTimeOffset RestoredAt)
{
    /// <summary>The backup's time for people, in UTC since nobody's zone is meant.</summary>
    public string TakenWords => FormattableString.Invariant($"{TakenAt.UtcDateTime:d MMM yyyy, HH:mm} UTC");

    /// <summary>What happened, in a sentence.</summary>
    public string Words => $"The portal was restored from a backup of {TakenWords}.";
}

/// <summary>
/// What a feature keeps from going on by itself after the database was set back: whatever it would do now may have been done since the backup. Each feature registers its own;
/// they run in the enterprise's name in one transaction, before anything is served.
/// </summary>
public interface IRestoreCaution
{
    /// <summary>Holds it, and says what it held, one sentence each; nothing where there was nothing.</summary>
    Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token);
}
