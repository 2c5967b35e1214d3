using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Demo;

/// <summary>Types what the lists brought, puts tags on people and writes two segments.</summary>
internal sealed class DemoContacts(ManageAttributes attributes, ManageTags tags, ManageSegments segments, TimeProvider clock)
{
    private static readonly AttributeDraft[] Attributes =
    [
        new("shop", "Shop", AttributeType.Text, []),
        new("favourite", "Favourite", AttributeType.Text, []),
        new("Ciudad", "City", AttributeType.Text, []),
    ];

    public async Task BuildAsync(Actor actor, IReadOnlyDictionary<string, OptInListId> lists, CancellationToken token)
    {
        foreach (var draft in Attributes)
        {
            if ((await attributes.AddAsync(actor, draft, token)).Problems is { Count: > 0 } problems)
                throw new DemoFault($"The attribute {draft.Label} was refused", problems.Values);
        }

        var club = On(lists[DemoLists.Club]);
        var tag = Checked(await tags.TagAllAsync(actor, "Club", true, new ContactFilter(null, new SegmentGroup(GroupKind.All, [club])), token));
        Checked(await tags.TagAllAsync(actor, "Newsletter", true, new ContactFilter(null, new SegmentGroup(GroupKind.All, [On(lists[DemoLists.Newsletter])])), token));
        while ((await tags.UnderWayAsync(actor, token)).Count > 0 || (await attributes.ListAsync(actor, token)).IsReading)
            await Task.Delay(DemoWaiting.Interval, clock, token);

        var agreed = new SegmentCondition(ConditionSubject.Consent, ConditionOperator.OptedIn, Values: [nameof(ConsentPurpose.Marketing)]);
        await SaveAsync("Club members who agreed to offers", new SegmentGroup(GroupKind.All, [agreed, new SegmentCondition(ConditionSubject.Tag, ConditionOperator.Is, Values: [tag.Value.ToString()])]));
        await SaveAsync("Nobody wrote to them this month", new SegmentGroup(GroupKind.All,
        [
            agreed,
            new SegmentGroup(GroupKind.None, [new SegmentCondition(ConditionSubject.Campaign, ConditionOperator.Received, Days: 30)]),
        ]));

        async Task SaveAsync(string name, SegmentGroup match)
        {
            if (await segments.SaveAsync(actor, null, name, match, 0, token) is SegmentResult.Refused refused)
                throw new DemoFault($"The segment {name} was refused", refused.Problems);
        }
    }

    private static SegmentCondition On(OptInListId list) => new(ConditionSubject.List, ConditionOperator.Is, Values: [list.Value.ToString()]);

    private static TagId Checked(TagResult result) => result.Problem is null ? result.Tag!.Value : throw new DemoFault("A tag was refused", result.Problem);
}
