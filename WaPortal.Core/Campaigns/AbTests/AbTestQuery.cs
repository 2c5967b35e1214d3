using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>A version of a test as its page shows it.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Id">The campaign that sends it; it may be deleted by now.</param>
/// <param name="State">How far that is; null where it is deleted.</param>
/// <param name="Result">What it came to.</param>
public sealed record AbVersion(AbVariant Variant, CampaignId Id, CampaignState? State, AbResult Result);

/// <summary>A test that has begun.</summary>
/// <param name="Role">What the campaign that was asked about is in it.</param>
/// <param name="Test">Its rule.</param>
/// <param name="Run">Its course.</param>
/// <param name="Versions">Both versions, the first first.</param>
/// <param name="Verdict">How they stand.</param>
/// <param name="Winner">Which goes to the rest; null while nobody has won.</param>
/// <param name="LooksAt">When the campaign looks again whether there is a winner; null where it does not.</param>
public sealed record AbTestView(AbRole Role, AbTest Test, AbTestRun Run, IReadOnlyList<AbVersion> Versions, AbVerdict Verdict, AbVariant? Winner, DateTimeOffset? LooksAt)
{
    /// <summary>Whether a version still sends, or is paused.</summary>
    public bool IsSending => Versions.Any(v => v.State is { } state and not (CampaignState.Completed or CampaignState.Cancelled));
}

/// <summary>Reads tests of two versions for pages.</summary>
public sealed class AbTestQuery
{
    private readonly PortalDatabase _database;
    private readonly AbTestFigures _figures;

    internal AbTestQuery(PortalDatabase database, AbTestFigures figures) => (_database, _figures) = (database, figures);

    /// <summary>The test that a campaign is a part of; null where it is of none that has begun.</summary>
    public async Task<AbTestView?> OfAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var (role, run, whole, states) = await _database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if ((await AbRole.OfAsync(db, [id], t)).GetValueOrDefault(id) is not { } role)
                return default;
            var run = await db.Set<AbTestRun>().FirstAsync(r => r.CampaignId == role.Whole, t);
            var whole = await db.Set<Campaign>().FirstAsync(c => c.Id == role.Whole, t);
            var states = await db.Set<Campaign>().Where(c => c.Id == run.AId || c.Id == run.BId).ToDictionaryAsync(c => c.Id, c => c.State, t);
            return (role, run, whole, states);
        }, token);
        if (role is null)
            return null;
        var test = whole.AbTest!;
        var (a, b) = await _figures.ReadAsync(actor.Tenant, run, test.Measure, token);
        return new AbTestView(
            role, test, run, [Version(AbVariant.A, a), Version(AbVariant.B, b)], AbVerdict.Of(a, b), whole.Winner, role.IsUndecided && run.AskedAt is null ? whole.StartAt : null);

        AbVersion Version(AbVariant variant, AbResult result) => new(variant, run.Of(variant), states.TryGetValue(run.Of(variant), out var state) ? state : null, result);
    }
}
