using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>The optional fields of the payload's top level.</summary>
internal sealed class OptionRules : TemplateRule
{
    private static readonly RuleInfo SubCategory = RuleInfo.Error("sub_category.enum", "Message Template API reference", "Seven sub-categories may be asked for.");
    private static readonly RuleInfo OrderStatus = RuleInfo.Error("sub_category.order_status", "Order status templates", "Order status templates are utility: a body and perhaps a footer.");
    private static readonly RuleInfo DisplayFormat = RuleInfo.Error("display_format.enum", "Message Template API reference", "ORDER_DETAILS is the only display format.");
    private static readonly RuleInfo OrderDetails = RuleInfo.Advice("display_format.order_details", "Order details templates", "The display format and the button of order details go together.");
    private static readonly RuleInfo SendType = RuleInfo.Error("send_type.enum", "Message Template API reference", "Two send types exist.");
    private static readonly RuleInfo SendTypeCategory = RuleInfo.Advice("send_type.category", "Message Template API reference", "The send type is for marketing messages.", "Leaves it out");
    private static readonly RuleInfo CategoryChange = RuleInfo.Advice("category.change_flag", "Template categorization", "Since April 2025 the flag is not honoured any more.", "Leaves it out");

    private static readonly RuleInfo Flag = RuleInfo.Error("option.flag", "Message Template API reference", "Flags are true or false.");

    private static readonly string[] Flags = ["cta_url_link_tracking_opted_out", "is_primary_device_delivery_only"];

    private static readonly HashSet<string> SubCategories = new(StringComparer.Ordinal)
    {
        "BOOKING_STATUS", "CALL_PERMISSIONS_REQUEST", "FLIGHT_DELAY_AND_GATE_CHANGE_ALERT", "FRAUD_ALERT", "ORDER_DETAILS", "ORDER_STATUS", "RICH_ORDER_STATUS",
    };

    public override IReadOnlyList<RuleInfo> Rules => [SubCategory, OrderStatus, DisplayFormat, OrderDetails, SendType, SendTypeCategory, CategoryChange, Flag];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var flag in Flags.Select(name => template.Root[name]).Where(f => f is { Exists: true, IsBoolean: false }))
            findings.Add(Flag, flag, $"{flag.Path} is true or false.");

        var sub = template.Root["sub_category"];
        if (sub.Exists && !template.IsRead && !SubCategories.Contains(sub.Upper))
            findings.Add(SubCategory, sub, "This sub-category cannot be asked for. Leave it out or use one of: " + string.Join(", ", SubCategories) + ".");
        if (sub.Upper == "ORDER_STATUS") CheckOrderStatus(template, sub, findings);

        var display = template.Root["display_format"];
        if (display.Exists && display.Upper != "ORDER_DETAILS")
            findings.Add(DisplayFormat, display, "The only display format is ORDER_DETAILS.");

        // Reads give the display format only where it is asked for.
        if (!template.IsRead) CheckOrderDetails(template, display, findings);

        var send = template.Root["send_type"];
        if (send.Exists && send.Upper is not ("CAMPAIGN" or "DIRECT"))
            findings.Add(SendType, send, "The send type is campaign or direct.");
        else if (send.Exists && template.Category != "MARKETING")
            findings.Add(SendTypeCategory, send, "The send type only means something for marketing templates.", Fix.Remove("Leave it out", send));

        if (template.Root["allow_category_change"].Exists)
            findings.Add(CategoryChange, template.Root["allow_category_change"], "allow_category_change has no effect any more: the platform may change the category in any case. Leave it out.", Fix.Remove("Leave it out", template.Root["allow_category_change"]));
    }

    private static void CheckOrderDetails(TemplatePayload template, JsonCursor display, FindingList findings)
    {
        var button = template.Buttons.FirstOrDefault(b => b.Type == "ORDER_DETAILS");
        if (button is not null && !display.Exists)
            findings.Add(OrderDetails, button.Json, "A template with a button for order details normally has the display format ORDER_DETAILS.");
        else if (button is null && display.Upper == "ORDER_DETAILS")
            findings.Add(OrderDetails, display, "The display format ORDER_DETAILS normally goes with a button of that type.");
    }

    private static void CheckOrderStatus(TemplatePayload template, JsonCursor sub, FindingList findings)
    {
        if (template.Category != "UTILITY")
            findings.Add(OrderStatus, sub, "Order status templates belong to the category UTILITY.");
        foreach (var component in template.Components.Where(c => c.Type is not ("BODY" or "FOOTER")))
            findings.Add(OrderStatus, component.Json, "An order status template has a body and perhaps a footer, nothing else.");
    }
}
