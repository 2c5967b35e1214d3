using System.Text.Json;

namespace WaPortal.Core.Data;

/// <summary>
/// Asks for many hashes with one parameter. A parameter for each would make SQLite look every one of them up by its name among all
/// others, and both engines read a text of a thousand names anew each time.
/// </summary>
public static class IdSets
{
    /// <summary>The condition that a column is one of <c>@ids</c>; constant for each engine.</summary>
    public static string IsOneOf(PortalDbContext db, string column) =>
        db.IsPostgres ? $"{column} = ANY(@ids)" : $"{column} IN (SELECT unhex(value) FROM json_each(@ids))";

    /// <summary>The value of <c>@ids</c>.</summary>
    public static object Value(PortalDbContext db, IReadOnlyCollection<byte[]> ids) =>
        db.IsPostgres ? ids.ToArray() : JsonSerializer.Serialize(ids.Select(Convert.ToHexString));

    /// <summary>The condition that a column of ids, or of texts, is one of a parameter's; constant for each engine.</summary>
    /// <param name="db">Tells the engine.</param>
    /// <param name="column">The column.</param>
    /// <param name="parameter">With its sign, such as <c>@ids</c>.</param>
    public static string IsOneOfIds(PortalDbContext db, string column, string parameter = "@ids") =>
        db.IsPostgres ? $"{column} = ANY({parameter})" : $"{column} IN (SELECT value FROM json_each({parameter}))";

    /// <summary>The value of such a parameter.</summary>
    public static object Value(PortalDbContext db, IReadOnlyCollection<string> texts) => db.IsPostgres ? texts.ToArray() : JsonSerializer.Serialize(texts);

    /// <summary>The value of such a parameter.</summary>
    public static object Value(PortalDbContext db, IReadOnlyCollection<Guid> ids) =>
        db.IsPostgres ? ids.ToArray() : JsonSerializer.Serialize(ids.Select(id => id.ToString().ToUpperInvariant()));
}
