using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>Names of things that events are about, from the feature that owns them.</summary>
internal interface ITargetNames
{
    /// <summary>The names of those ids that are this feature's; the others are left out.</summary>
    Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token);
}
