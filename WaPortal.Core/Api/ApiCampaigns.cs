using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>A campaign as a program plans it: by names, where people click.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="From">The number, as shown or as WhatsApp's id; null where the enterprise has one.</param>
/// <param name="Lists">Names of opt-in lists.</param>
/// <param name="Segments">Names of segments.</param>
/// <param name="StartAt">Null: at once when it is started.</param>
public sealed record ApiCampaignPlan(
    string Name, string Template, string? From, IReadOnlyList<string> Lists, IReadOnlyList<string> Segments, IReadOnlyList<string> WithoutLists, IReadOnlyList<string> WithoutSegments,
    IReadOnlyList<VariableMapping> Values, string? FallbackLanguage, DateTimeOffset? StartAt);

/// <summary>A campaign in a program's list.</summary>
public sealed record ApiCampaignLine(CampaignId Id, string Name, CampaignState State, DateTimeOffset? StartAt, DateTimeOffset CreatedAt);

/// <summary>Plans campaigns for programs, and lists them. Starting and stopping them is what people do too: <see cref="ScheduleCampaign"/>, <see cref="ControlCampaign"/>.</summary>
public sealed class ApiCampaigns(PortalDatabase database, EditCampaign edit)
{
    private const int MostAtOnce = 100;

    /// <summary>A page, the newest first; the next one begins after the last id of this one.</summary>
    public Task<List<ApiCampaignLine>> ListAsync(Actor actor, CampaignId? after, int most, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var campaigns = db.Set<Campaign>().AsNoTracking();
            var from = after is { } last ? await campaigns.FirstOrDefaultAsync(c => c.Id == last, t) : null;
            if (from is not null)
                campaigns = campaigns.Where(c => c.CreatedAt <= from.CreatedAt);
            // Those of the same millisecond as the last one come once more, and are passed over here.
            var rows = await campaigns.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(most + (from is null ? 0 : MostAtOnce)).ToListAsync(t);
            if (from is not null)
                rows = [.. rows.SkipWhile(c => c.Id != from.Id).Skip(1).Take(most)];
            return rows.ConvertAll(c => new ApiCampaignLine(c.Id, c.Name, c.State, c.StartAt, c.CreatedAt));
        }, token);
    }

    /// <summary>Makes a draft with everything that was named; the outcome's id is the campaign's.</summary>
    public async Task<ApiOutcome> CreateAsync(Actor actor, ApiCampaignPlan plan, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        var found = await database.ReadAsync(actor.Tenant, async (db, t) => (
            Templates: await db.Set<Template>().AsNoTracking().Where(x => x.Name == plan.Template).Select(x => new { x.Id, x.AccountId }).ToListAsync(t),
            Senders: await db.Set<SenderNumber>().AsNoTracking().Where(n => n.DisconnectedAt == null).ToListAsync(t),
            Lists: await db.Set<OptInList>().AsNoTracking().Select(l => new { Id = l.Id.Value, l.Name }).ToListAsync(t),
            Segments: await db.Set<Segment>().AsNoTracking().Select(s => new { Id = s.Id.Value, s.Name }).ToListAsync(t)), token);
        if (SenderChoice.Find(found.Senders, plan.From) is not { } sender)
            return new ApiOutcome.Refused("unknown_sender", plan.From is null ? "Say which number it leaves from." : "No connected number is this one.", "from");
        if (found.Templates.Find(t => t.AccountId == sender.AccountId) is not { } template)
            return new ApiOutcome.Refused("unknown_template", "The account of this number has no template of this name.", "template");
        var lists = found.Lists.ToLookup(l => l.Name, l => l.Id, StringComparer.Ordinal);
        var segments = found.Segments.ToLookup(s => s.Name, s => s.Id, StringComparer.Ordinal);
        foreach (var (field, names, known) in new[] { ("lists", plan.Lists, lists), ("without_lists", plan.WithoutLists, lists), ("segments", plan.Segments, segments), ("without_segments", plan.WithoutSegments, segments) })
        {
            if (names.FirstOrDefault(n => !known.Contains(n)) is { } missing)
                return new ApiOutcome.Refused("unknown_audience", $"There is no “{missing}”.", field);
        }

        Guid[] Ids(IReadOnlyList<string> names, ILookup<string, Guid> known) => [.. names.Distinct(StringComparer.Ordinal).Select(n => known[n].First())];
        var audience = new AudienceChoice(Ids(plan.Lists, lists), Ids(plan.Segments, segments), Ids(plan.WithoutLists, lists), Ids(plan.WithoutSegments, segments));
        switch (await edit.CreateAsync(actor, plan.Name, token))
        {
            case CampaignResult.Refused refused:
                return new ApiOutcome.Refused("invalid_name", refused.Problems[0].Message, "name");
            case CampaignResult.Done made:
                var draft = new CampaignDraft(
                    plan.Name, template.Id.Value, audience.OnlyList, sender.Id, new CampaignMapping(plan.Values, plan.FallbackLanguage), plan.StartAt is null,
                    plan.StartAt?.UtcDateTime, plan.StartAt is null ? null : "Etc/UTC", 1, audience.OnlyList is null ? audience : null);
                return await edit.SaveAsync(actor, made.Id, draft, token) is CampaignResult.Refused wrong
                    ? new ApiOutcome.Refused("invalid_plan", string.Join(' ', wrong.Problems.Select(p => p.Message)))
                    : new ApiOutcome.Done(made.Id.Value, false);
            default:
                throw new InvalidOperationException("A draft that was just made cannot be stale.");
        }
    }
}
