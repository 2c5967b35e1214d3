using System.Text.Json.Nodes;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>Somebody of whom everything is looked for.</summary>
/// <param name="Phone">In E.164 form.</param>
/// <param name="Ids">Keyed hashes under which the person is known: of the number, of its other spellings, of user ids.</param>
/// <param name="Numbers">The number and its other spellings.</param>
/// <param name="Erasure">The erasure under way; empty where somebody only asks.</param>
/// <param name="Since">When the erasure began, or now: what comes later is not looked for.</param>
public sealed record PersonMarks(string Phone, IReadOnlyList<byte[]> Ids, IReadOnlyList<string> Numbers, Guid Erasure, DateTimeOffset Since)
{
    /// <summary>Without the number.</summary>
    public override string ToString() => nameof(PersonMarks);

    /// <summary>Whether a text is one of the numbers, with its country code.</summary>
    public bool IsIn(string text) => Digits(text) is var digits && Numbers.Any(n => n.AsSpan(1).SequenceEqual(digits));

    /// <summary>Whether a text may be one of the numbers, also without its country code: rather one row too many goes than one too few.</summary>
    public bool MayBeIn(string text) => Digits(text) is { Length: >= 7 } digits && Numbers.Any(n => n.EndsWith(digits, StringComparison.Ordinal));

    private static string Digits(string text) => new string([.. text.Where(char.IsAsciiDigit)]).TrimStart('0');
}

/// <summary>How far a search has come.</summary>
/// <param name="Erased">What was erased by this step.</param>
/// <param name="Position">From where the next step goes on; null when nothing is left.</param>
/// <param name="Wait">Something is in use and must end first; asked again after this time.</param>
public sealed record TraceStep(int Erased, string? Position, TimeSpan? Wait = null)
{
    public static readonly TraceStep Nothing = new(0, null);

    public bool IsDone => Position is null && Wait is null;
}

/// <summary>What one feature keeps about a person. Each feature that keeps something registers one; a test holds the tables against the list.</summary>
public interface IPersonTraces
{
    /// <summary>Stable, for counts: "contacts", "messages".</summary>
    string Name { get; }

    /// <summary>In the transaction that begins an erasure: what must not happen any more from its commit on. Gives how many things were erased at once.</summary>
    Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token);

    /// <summary>Looks for the next part before the transaction that erases it, where looking takes long; gives what it found.</summary>
    Task<object?> LookAsync(TenantId tenant, PersonMarks person, string? position, CancellationToken token) => Task.FromResult<object?>(null);

    /// <summary>Erases the next part, in the caller's transaction; may be asked again for a part that is gone already.</summary>
    /// <param name="db">In a write transaction.</param>
    /// <param name="person">Whom.</param>
    /// <param name="position">Where the step before ended; null at first.</param>
    /// <param name="found">What <see cref="LookAsync"/> gave.</param>
    /// <param name="token">Cancels.</param>
    Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token);

    /// <summary>In the last transaction of an erasure.</summary>
    Task EndAsync(PortalDbContext db, PersonMarks person, CancellationToken token) => Task.CompletedTask;

    /// <summary>What is kept, for the person themselves; null for nothing.</summary>
    Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token);
}
