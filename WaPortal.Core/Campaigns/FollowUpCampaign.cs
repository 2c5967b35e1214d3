using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Core.Campaigns;

/// <summary>Whom of an earlier campaign another one is for.</summary>
public enum FollowUpGroup
{
    /// <summary>It reached their phone, and no read receipt came. People may hide receipts.</summary>
    NotRead,

    /// <summary>They read it and neither wrote back nor tapped a button.</summary>
    ReadOnly,

    /// <summary>They wrote back or tapped a button.</summary>
    Answered,

    /// <summary>It failed for a reason that passes, and the platform's waiting time is over.</summary>
    FailedForNow,

    /// <summary>They opened one of its tracked links.</summary>
    Clicked,

    /// <summary>It reached their phone, and they opened none of its tracked links.</summary>
    NotClicked,
}

/// <summary>
/// A new draft for part of the people of an earlier campaign, with its template, number and values. The part is an ordinary segment, so it can be read, changed and
/// combined, and is asked anew at the start: who reads the first message meanwhile does not get the second.
/// </summary>
public sealed class FollowUpCampaign(PortalDatabase database, ManageSegments segments, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Makes segment and draft. A segment that an earlier follow-up made is taken again.</summary>
    public async Task<CampaignResult> RunAsync(Actor actor, CampaignId of, FollowUpGroup group, string name, CancellationToken token)
    {
        actor.Demand(Right.EditCampaigns);
        if (EditCampaign.NameProblem(name) is { } problem)
            return new CampaignResult.Refused("Name", problem);
        var earlier = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == of, t), token);
        if (earlier is null)
            return new CampaignResult.NotFound();
        if (await SegmentAsync(actor, earlier, group, token) is not { } segment)
            return new CampaignResult.Refused("Group", "The segment for these people could not be made. Make one by hand under Segments.");
        return await database.WriteAsync<CampaignResult>(actor.Tenant, (db, _) =>
        {
            var now = clock.GetUtcNow();
            var campaign = Campaign.CreateDraft(actor.Tenant, name.Trim(), actor.Name, now);
            var draft = new CampaignDraft(
                campaign.Name, earlier.Message.TemplateId, null, earlier.SenderNumberId, earlier.Message.Mapping, true, null, null, campaign.Version, new AudienceChoice([], [segment.Value], [], []));
            campaign.TryEdit(draft, now);
            campaign.EditedBy(actor.UserId);
            db.Add(campaign);
            audit.Record(db, actor, "campaign.created", campaign.Id.Value.ToString(), reason: $"follow-up of {of.Value}: {group}");
            return Task.FromResult<CampaignResult>(new CampaignResult.Done(campaign.Id));
        }, token);
    }

    /// <summary>Who is meant, as conditions.</summary>
    public static SegmentGroup Match(CampaignId of, FollowUpGroup group)
    {
        SegmentCondition Did(ConditionOperator what) => new(ConditionSubject.Campaign, what, of.Value);
        return group switch
        {
            FollowUpGroup.NotRead => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.Delivered), new SegmentGroup(GroupKind.None, [Did(ConditionOperator.Read), Did(ConditionOperator.Answered)])]),
            FollowUpGroup.ReadOnly => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.Read), new SegmentGroup(GroupKind.None, [Did(ConditionOperator.Answered)])]),
            FollowUpGroup.Answered => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.Answered)]),
            FollowUpGroup.FailedForNow => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.FailedForNow)]),
            FollowUpGroup.Clicked => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.Clicked)]),
            FollowUpGroup.NotClicked => new SegmentGroup(GroupKind.All, [Did(ConditionOperator.Delivered), new SegmentGroup(GroupKind.None, [Did(ConditionOperator.Clicked)])]),
        };
    }

    private async Task<SegmentId?> SegmentAsync(Actor actor, Campaign earlier, FollowUpGroup group, CancellationToken token)
    {
        var match = Match(earlier.Id, group);
        var known = (await segments.ListAsync(actor, token)).FirstOrDefault(s => s.Match is { } m && SegmentText.Write(m) == SegmentText.Write(match));
        if (known is not null)
            return known.Id;
        // Two campaigns may have one name.
        var words = group switch
        {
            FollowUpGroup.NotRead => "did not read",
            FollowUpGroup.ReadOnly => "read, no answer",
            FollowUpGroup.Answered => "answered",
            FollowUpGroup.FailedForNow => "failed for now",
            FollowUpGroup.Clicked => "opened a link",
            FollowUpGroup.NotClicked => "opened no link",
        };
        for (var number = 1; number <= 20; number++)
        {
            var suffix = number == 1 ? $": {words}" : FormattableString.Invariant($": {words} ({number})");
            var room = Segment.NameLength - suffix.Length;
            var made = await segments.SaveAsync(actor, null, (earlier.Name.Length > room ? earlier.Name[..room] : earlier.Name) + suffix, match, 0, token);
            if (made is SegmentResult.Done done)
                return done.Id;
        }

        return null;
    }
}
