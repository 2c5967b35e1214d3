namespace WaPortal.Core.Data;

/// <summary>Work that belongs at the very end of a write transaction, such as what many transactions queue up for.</summary>
internal interface ICommitWork
{
    /// <summary>Runs after everything else was saved, right before the commit.</summary>
    Task RunAsync(PortalDbContext db, CancellationToken token);

    /// <summary>Runs once the transaction is committed.</summary>
    void Committed();
}
