using WaPortal.Core.Data;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// The way through the inbox that a filter asks for: along the index that leaves out most, a bounded number of rows at a time. What the index does not know is asked of
/// those rows alone, so that no filter reads a table of millions at once.
/// </summary>
/// <param name="Index">The index's name. Named in the SQL for SQLite, which has no figures to choose by; PostgreSQL chooses itself.</param>
/// <param name="Order">The column of time that it is ordered by.</param>
/// <param name="Along">The condition that the index holds.</param>
/// <param name="Rest">What is asked of each row on the way; "" for nothing.</param>
internal sealed record WebhookWalk(string Index, string Order, string Along, string Rest)
{
    public const string Received = "ix_webhook_inbox_received";
    public const string Kinds = "ix_webhook_inbox_kind";
    public const string Quarantine = "ix_webhook_inbox_quarantine";
    public const string Retried = "ix_webhook_inbox_retried";
    public const string Due = "ix_webhook_inbox_due";

    /// <summary>The condition of <see cref="Quarantine"/>. SQLite takes a partial index only for a condition that is spelt alike.</summary>
    public const string InQuarantine = "state = 'Quarantined'";

    /// <summary>The condition of <see cref="Retried"/>.</summary>
    public const string WasRetried = "attempts > 0";

    public static WebhookWalk For(WebhookFilter filter)
    {
        var rest = new List<string>();
        var (index, order, along) = filter.Standing switch
        {
            WebhookStanding.Quarantine => (Quarantine, "received_at", InQuarantine),
            WebhookStanding.Retried => (Retried, "received_at", WasRetried),
            WebhookStanding.Waiting => (Due, "next_attempt_at", "state = 'Waiting'"),
            _ when filter.Kind is not null => (Kinds, "received_at", "kind = @kind"),
            _ => (Received, "received_at", "0 = 0"),
        };
        if (filter.Standing == WebhookStanding.Done)
            rest.Add("state = 'Processed'");
        if (filter.Kind is not null && index != Kinds)
            rest.Add("kind = @kind");
        if (filter.Account is not null)
            rest.Add("account_id = @account");
        if (filter.PhoneNumberId is not null)
            rest.Add("phone_number_id = @number");

        // A range of the index where it is ordered so.
        string[] range = [.. filter.From is null ? [] : (string[])["received_at >= @from"], .. filter.Until is null ? [] : (string[])["received_at < @until"]];
        if (order != "received_at")
            rest.AddRange(range);
        else
            along = string.Join(" AND ", [along, .. range]);
        return new WebhookWalk(index, order, along, string.Join(" AND ", rest));
    }

    /// <summary>The parameters of a filter's conditions.</summary>
    public static IEnumerable<(string Name, object? Value)> Args(WebhookFilter filter) => new (string Name, object? Value)[]
    {
        ("@kind", filter.Kind), ("@account", filter.Account), ("@number", filter.PhoneNumberId), ("@from", filter.From), ("@until", filter.Until),
    }.Where(arg => arg.Value is not null);

    /// <summary>The table, by the index.</summary>
    public string Table(PortalDbContext db) => db.IsPostgres ? WebhookDelivery.Table : $"{WebhookDelivery.Table} INDEXED BY {Index}";
}
