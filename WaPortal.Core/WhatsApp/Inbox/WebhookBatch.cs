using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Events of one tenant, in the order in which they were received, with the transaction to handle them in.</summary>
public sealed class WebhookBatch
{
    private readonly ISet<string> _topics;

    internal WebhookBatch(PortalDbContext db, IReadOnlyList<WebhookEvent> events, ISet<string> topics) =>
        (Db, Events, _topics) = (db, events, topics);

    /// <summary>The tenant's context, in the transaction. It is saved afterwards.</summary>
    public PortalDbContext Db { get; }

    /// <summary>Whose events these are.</summary>
    public TenantId TenantId => Db.TenantId;

    /// <summary>The events that the handler wanted. All are about accounts and numbers of this tenant.</summary>
    public IReadOnlyList<WebhookEvent> Events { get; }

    /// <summary>Tells open pages about a topic once the batch is committed; each topic once.</summary>
    public void Publish(string topic) => _topics.Add(topic);
}
