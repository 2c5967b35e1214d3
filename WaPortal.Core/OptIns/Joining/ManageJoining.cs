using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining;

/// <summary>What the settings page shows.</summary>
/// <param name="Choices">What holds.</param>
/// <param name="ChangedBy">Null: never changed.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record JoiningView(JoiningChoices Choices, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>Reads and changes what counts as an opt-in by message.</summary>
public sealed class ManageJoining(PortalDatabase database, FreshCode fresh, AuditTrail audit, TimeProvider clock)
{
    public Task<JoiningView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
            await db.Set<JoiningRules>().FirstOrDefaultAsync(t) is { } rules ? new JoiningView(rules.Choices(), rules.ChangedBy, rules.ChangedAt) : new JoiningView(JoiningChoices.None, null, null), token);
    }

    /// <summary>Saves the choices; gives what is wrong with them, in sentences. Opening a way in asks for a fresh code.</summary>
    /// <exception cref="FreshCodeRequiredException">A way in is to be open without a fresh code.</exception>
    public async Task<IReadOnlyList<string>> SaveAsync(Actor actor, JoiningChoices choices, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var wanted = choices with { Words = [.. choices.Words.Select(w => w.Trim()).Where(w => w.Length > 0).DistinctBy(StopWords.Plain)], ListName = choices.ListName.Trim() };
        if (Problems(wanted) is { Count: > 0 } problems)
            return problems;
        if (wanted.IsOn)
            await fresh.DemandAsync(actor, token);
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var rules = await db.Set<JoiningRules>().FirstOrDefaultAsync(t);
            if (rules is null)
                db.Add(rules = JoiningRules.Create(actor.Tenant));
            rules.Choose(wanted, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "joining.changed", actor.Tenant.Value.ToString(),
                reason: FormattableString.Invariant($"{wanted.Words.Count} words for {string.Join('+', wanted.WordPurposes)}; first message for {(wanted.FirstPurposes.Count == 0 ? "nothing" : string.Join('+', wanted.FirstPurposes))}"));
        }, token);
        return [];
    }

    private static List<string> Problems(JoiningChoices choices)
    {
        var problems = new List<string>();
        if (choices.Words.Count > JoiningRules.MostWords)
            problems.Add(FormattableString.Invariant($"There are more than {JoiningRules.MostWords} words."));
        foreach (var word in choices.Words)
        {
            if (word.Length > JoiningRules.WordLength || word.AsSpan().IndexOfAny('\n', '\r') >= 0)
                problems.Add(FormattableString.Invariant($"“{word[..Math.Min(20, word.Length)]}…” is longer than {JoiningRules.WordLength} letters."));
            else if (StopWords.Plain(word).Length == 0)
                problems.Add($"“{word}” holds no letter and no digit.");
            else if (StopWords.IsStop(word))
                problems.Add($"“{word}” is a word by which people stop messages, so it cannot start them.");
        }

        if (choices.Words.Count > 0 && choices.WordPurposes.Count == 0)
            problems.Add("Say what the words opt people in to.");
        if (choices.IsOn && choices.ListName is not { Length: > 0 and <= OptInList.NameLength })
            problems.Add("Name the list that these people go to, in at most 100 characters.");
        return problems;
    }
}
