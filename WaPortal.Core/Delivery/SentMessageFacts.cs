using System.Globalization;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>Conditions of segments about what people were sent, answered and clicked. Tables: messages, message_responses, message_clicks, send_orders.</summary>
internal sealed class SentMessageFacts : ISegmentFacts
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    // Constants of the error catalogue.
    private static readonly string Soon = Codes(RetryRule.Backoff, RetryRule.AfterPairPause, RetryRule.StopRun);
    private static readonly string AfterDay = Codes(RetryRule.AfterDay);

    public ConditionSubject Subject => ConditionSubject.Campaign;

    public string? Problem(SegmentCondition condition) =>
        condition is { Of: null, Days: null } ? "Choose a campaign, or say within how many days." : condition.Values is { Count: > 0 } ? "A condition about campaigns compares with nothing." : null;

    public string Sql(SegmentCondition condition, SegmentMoment moment, Func<object, string> parameter)
    {
        var sql = $"m.tenant_id = c.tenant_id AND m.phone_id = c.phone_id AND {What(condition.Is, moment, parameter)}";
        if (condition.Of is { } campaign)
            sql += $" AND m.order_id = {parameter(campaign)}"; // a campaign and its order have one id
        else
            sql += " AND NOT EXISTS (SELECT 1 FROM send_orders o WHERE o.tenant_id = m.tenant_id AND o.id = m.order_id AND o.kind = 'Standing')"; // a single message is no campaign
        if (condition.Days is { } days)
            sql += $" AND m.claimed_at >= {parameter(moment.Now.AddDays(-days))}";
        return $"EXISTS (SELECT 1 FROM messages m WHERE {sql})";
    }

    private static string What(ConditionOperator asked, SegmentMoment moment, Func<object, string> parameter) => asked switch
    {
        ConditionOperator.Answered => "EXISTS (SELECT 1 FROM message_responses r WHERE r.tenant_id = m.tenant_id AND r.message_id = m.id)",
        ConditionOperator.Clicked => "EXISTS (SELECT 1 FROM message_clicks k WHERE k.tenant_id = m.tenant_id AND k.message_id = m.id)",
        ConditionOperator.FailedForNow =>
            $"m.state = {parameter(MessageState.Failed)} AND m.error_code IS NOT NULL AND (m.error_code IN ({Soon}) OR (m.error_code IN ({AfterDay}) AND m.ended_at <= {parameter(moment.Now - Day)}))",
        _ => $"m.state IN ({string.Join(", ", States(asked).Select(s => parameter(s)))})",
    };

    private static string Codes(params RetryRule[] rules) =>
        string.Join(", ", ErrorCatalog.All.Where(f => f.Subcode is null && rules.Contains(f.Retry)).Select(f => f.Code.ToString(CultureInfo.InvariantCulture)).DefaultIfEmpty("0"));

    private static MessageState[] States(ConditionOperator asked) => asked switch
    {
        ConditionOperator.Received => [MessageState.Accepted, MessageState.Sent, MessageState.Delivered, MessageState.Read],
        ConditionOperator.Delivered => [MessageState.Delivered, MessageState.Read],
        ConditionOperator.Read => [MessageState.Read],
        ConditionOperator.Failed => [MessageState.Failed],
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, null),
    };
}
