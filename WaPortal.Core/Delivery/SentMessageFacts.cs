using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Core.Delivery;

/// <summary>Conditions of segments about what people were sent and answered. Tables: messages, message_responses, send_orders.</summary>
internal sealed class SentMessageFacts : ISegmentFacts
{
    public ConditionSubject Subject => ConditionSubject.Campaign;

    public string? Problem(SegmentCondition condition) =>
        condition is { Of: null, Days: null } ? "Choose a campaign, or say within how many days." : condition.Values is { Count: > 0 } ? "A condition about campaigns compares with nothing." : null;

    public string Sql(SegmentCondition condition, SegmentMoment moment, Func<object, string> parameter)
    {
        var sql = $"m.tenant_id = c.tenant_id AND m.phone_id = c.phone_id AND {What(condition.Is, parameter)}";
        if (condition.Of is { } campaign)
            sql += $" AND m.order_id = {parameter(campaign)}"; // a campaign and its order have one id
        else
            sql += " AND NOT EXISTS (SELECT 1 FROM send_orders o WHERE o.tenant_id = m.tenant_id AND o.id = m.order_id AND o.kind = 'Standing')"; // a single message is no campaign
        if (condition.Days is { } days)
            sql += $" AND m.claimed_at >= {parameter(moment.Now.AddDays(-days))}";
        return $"EXISTS (SELECT 1 FROM messages m WHERE {sql})";
    }

    private static string What(ConditionOperator asked, Func<object, string> parameter) => asked == ConditionOperator.Answered
        ? "EXISTS (SELECT 1 FROM message_responses r WHERE r.tenant_id = m.tenant_id AND r.message_id = m.id)"
        : $"m.state IN ({string.Join(", ", States(asked).Select(s => parameter(s)))})";

    private static MessageState[] States(ConditionOperator asked) => asked switch
    {
        ConditionOperator.Received => [MessageState.Accepted, MessageState.Sent, MessageState.Delivered, MessageState.Read],
        ConditionOperator.Delivered => [MessageState.Delivered, MessageState.Read],
        ConditionOperator.Read => [MessageState.Read],
        ConditionOperator.Failed => [MessageState.Failed],
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, null),
    };
}
