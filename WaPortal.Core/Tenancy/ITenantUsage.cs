namespace WaPortal.Core.Tenancy;

/// <summary>Counts what an enterprise sent; told by the feature that sends, to those who only list enterprises.</summary>
public interface ITenantUsage
{
    /// <summary>Messages that the platform accepted since then.</summary>
    Task<long> CountSentAsync(TenantId tenant, DateTimeOffset since, CancellationToken token);
}
