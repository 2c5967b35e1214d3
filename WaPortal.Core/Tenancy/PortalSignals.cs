using System.Collections.Concurrent;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// Tells open pages of this process that something of a tenant changed, so that they read it again. Only a hint: nothing
/// is lost when a signal is, and pages also look by themselves now and then, since another process may have made the change.
/// </summary>
public interface IPortalSignals
{
    /// <summary>Tells the tenant's subscribers of a topic such as <c>template:{id}</c>, <c>import:{id}</c>, <c>campaign:{id}</c>.</summary>
    void Publish(TenantId tenant, string topic);

    /// <summary>Calls back, on the publisher's thread, for every topic of the tenant until disposed.</summary>
    IDisposable Subscribe(TenantId tenant, Action<string> onTopic);
}

internal sealed class PortalSignals : IPortalSignals
{
    private readonly ConcurrentDictionary<TenantId, ConcurrentDictionary<Subscription, byte>> _subscribers = new();

    public void Publish(TenantId tenant, string topic)
    {
        if (!_subscribers.TryGetValue(tenant, out var subscribers))
            return;
        foreach (var subscriber in subscribers.Keys)
            subscriber.OnTopic(topic);
    }

    public IDisposable Subscribe(TenantId tenant, Action<string> onTopic)
    {
        var subscription = new Subscription(this, tenant, onTopic);
        _subscribers.GetOrAdd(tenant, _ => new ConcurrentDictionary<Subscription, byte>())[subscription] = 0;
        return subscription;
    }

    private sealed class Subscription(PortalSignals owner, TenantId tenant, Action<string> onTopic) : IDisposable
    {
        public Action<string> OnTopic { get; } = onTopic;

        public void Dispose()
        {
            if (owner._subscribers.TryGetValue(tenant, out var subscribers))
                subscribers.TryRemove(this, out _);
        }
    }
}
