namespace WaPortal.Core.Data;

/// <summary>Lets a benchmark see the plain SQL that runs in its own flow, so that it can ask the database for the plan.</summary>
public static class SqlWatch
{
    private static readonly AsyncLocal<Action<string, (string Name, object? Value)[]>?> Watch = new();

    /// <summary>Tells of each statement until it is disposed.</summary>
    public static IDisposable Begin(Action<string, (string Name, object? Value)[]> see)
    {
        Watch.Value = see;
        return new End();
    }

    internal static void Saw(string sql, (string Name, object? Value)[] args) => Watch.Value?.Invoke(sql, args);

    private sealed class End : IDisposable
    {
        public void Dispose() => Watch.Value = null;
    }
}
