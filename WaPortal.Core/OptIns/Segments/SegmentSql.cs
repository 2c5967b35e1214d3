using System.Globalization;
using System.Text;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Core.OptIns.Segments;

/// <summary>A condition in SQL.</summary>
/// <param name="Where">True or false of the contact <c>c</c>, never unknown: what is not known would neither fit a group nor its opposite.</param>
/// <param name="Set">
/// The same people as a query of its own along an index, each once, or null where there is none: a small set is where the database should
/// begin, and only it knows how small.
/// </param>
/// <param name="ByPhone">The set gives phone ids, not ids of contacts.</param>
internal sealed record SqlCondition(string Where, string? Set = null, bool ByPhone = false);

/// <summary>
/// Turns conditions into SQL that both engines read. Its text is put together from constants of this file and of <see cref="ISegmentFacts"/>;
/// whatever a person wrote is a parameter. Tables: contact_values, contact_tags, opt_in_list_members, consent_states, over contacts as <c>c</c>.
/// </summary>
internal sealed class SegmentSql(SegmentWorld world, bool isPostgres, bool isAudience = false)
{
    private readonly List<(string Name, object? Value)> _args = [];

    public IReadOnlyList<(string Name, object? Value)> Args => _args;

    /// <summary>A parameter for a value; gives its name.</summary>
    public string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@s{_args.Count}");
        _args.Add((name, value));
        return name;
    }

    /// <summary>The top of a tree: conditions that are all true of whoever is meant.</summary>
    /// <exception cref="SegmentProblemException">The tree has a problem; it is to be asked for first.</exception>
    public IReadOnlyList<SqlCondition> Compile(SegmentGroup match)
    {
        if (SegmentRules.Problems(match, world, isAudience) is [var problem, ..])
            throw new SegmentProblemException(problem);
        return match.Kind == GroupKind.All ? [.. match.Parts.Select(Part)] : [new SqlCondition(Group(match))];
    }

    private SqlCondition Part(SegmentNode node) => node switch
    {
        SegmentGroup { Kind: GroupKind.All, Parts: [var only] } => Part(only),
        SegmentGroup group => new SqlCondition(Group(group)),
        SegmentCondition condition => Condition(condition),
        _ => throw new InvalidOperationException(),
    };

    private string Group(SegmentGroup group)
    {
        var sql = new StringBuilder(group.Kind == GroupKind.None ? "NOT (" : "(");
        sql.AppendJoin(group.Kind == GroupKind.All ? " AND " : " OR ", group.Parts.Select(p => Part(p).Where));
        return sql.Append(')').ToString();
    }

    private SqlCondition Condition(SegmentCondition condition) => condition.Subject switch
    {
        ConditionSubject.Attribute => Attribute(condition),
        ConditionSubject.List => Membership(condition, "opt_in_list_members", "list_id"),
        ConditionSubject.Tag => Membership(condition, "contact_tags", "tag_id"),
        ConditionSubject.Language => Column(condition, "language"),
        ConditionSubject.Region => Column(condition, "region"),
        ConditionSubject.TimeZone => Zone(condition),
        ConditionSubject.Consent => Consent(condition),
        ConditionSubject.Campaign => new SqlCondition(world.Facts.First(f => f.Subject == condition.Subject).Sql(condition, world.Moment, Parameter)),
    };

    private SqlCondition Membership(SegmentCondition condition, string table, string column)
    {
        var ids = OneOf(condition.Values!.Select(v => (object)Guid.Parse(v)));
        var exists = $"EXISTS (SELECT 1 FROM {table} m WHERE m.tenant_id = c.tenant_id AND m.{column} {ids} AND m.contact_id = c.id)";
        return condition.Is == ConditionOperator.IsNot
            ? new SqlCondition("NOT " + exists)
            : new SqlCondition(exists, $"SELECT {(condition.Values!.Count > 1 ? "DISTINCT " : "")}m.contact_id AS id FROM {table} m WHERE m.tenant_id = @tenant AND m.{column} {ids}");
    }

    private SqlCondition Column(SegmentCondition condition, string column)
    {
        var values = OneOf(condition.Values!);
        return condition.Is == ConditionOperator.IsNot
            ? new SqlCondition($"(c.{column} IS NULL OR NOT c.{column} {values})")
            : new SqlCondition($"(c.{column} IS NOT NULL AND c.{column} {values})", $"SELECT m.id FROM contacts m WHERE m.tenant_id = @tenant AND m.{column} {values}");
    }

    private SqlCondition Zone(SegmentCondition condition)
    {
        var where = $"(c.time_zone IS NOT NULL AND c.time_zone {OneOf(condition.Values!)})";
        if (condition.Values!.SelectMany(RegionZones.RegionsIn).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } regions)
            where = $"({where} OR (c.time_zone IS NULL AND c.region IS NOT NULL AND c.region {OneOf(regions)}))";
        return new SqlCondition(condition.Is == ConditionOperator.Is ? where : "NOT " + where);
    }

    private SqlCondition Consent(SegmentCondition condition)
    {
        var purpose = Parameter(Enum.Parse<ConsentPurpose>(condition.Values![0]));
        if (condition.Is == ConditionOperator.NeverAgreed)
            return new SqlCondition($"NOT EXISTS (SELECT 1 FROM consent_states m WHERE m.tenant_id = c.tenant_id AND m.phone_id = c.phone_id AND m.purpose = {purpose})");
        var state = Parameter(condition.Is == ConditionOperator.OptedIn ? ConsentChoice.OptedIn : ConsentChoice.OptedOut);
        var asked = $"m.purpose = {purpose} AND m.state = {state}";
        if (condition.Days is { } days)
            asked += $" AND m.changed_at {(condition.Longer ? "<" : ">=")} {Parameter(world.Moment.Now.AddDays(-days))}";
        return new SqlCondition(
            $"EXISTS (SELECT 1 FROM consent_states m WHERE m.tenant_id = c.tenant_id AND m.phone_id = c.phone_id AND {asked})",
            $"SELECT m.phone_id AS id FROM consent_states m WHERE m.tenant_id = @tenant AND {asked}", ByPhone: true);
    }

    private SqlCondition Attribute(SegmentCondition condition)
    {
        var attribute = world.Attributes[condition.Of!.Value];
        var id = Parameter(attribute.Id);
        var (asked, negated) = Compare(condition, attribute.Rule);
        var exists = $"EXISTS (SELECT 1 FROM contact_values m WHERE m.tenant_id = c.tenant_id AND m.contact_id = c.id AND m.attribute_id = {id} AND {asked})";
        return negated
            ? new SqlCondition("NOT " + exists)
            : new SqlCondition(exists, $"SELECT m.contact_id AS id FROM contact_values m WHERE m.tenant_id = @tenant AND m.attribute_id = {id} AND {asked}");
    }

    private (string Asked, bool Negated) Compare(SegmentCondition condition, AttributeRule rule)
    {
        byte[] Key() => rule.Read(condition.Values![0])!.SortKey;
        return condition.Is switch
        {
            ConditionOperator.Is => ($"m.sort_key {OneOf(condition.Values!.Select(v => (object)rule.Read(v)!.SortKey))}", false),
            ConditionOperator.IsNot => ($"m.sort_key {OneOf(condition.Values!.Select(v => (object)rule.Read(v)!.SortKey))}", true),
            ConditionOperator.Less => ($"m.sort_key < {Parameter(Key())}", false),
            ConditionOperator.AtMost => ($"m.sort_key <= {Parameter(Key())}", false),
            ConditionOperator.Greater => ($"m.sort_key > {Parameter(Key())}", false),
            ConditionOperator.AtLeast => ($"m.sort_key >= {Parameter(Key())}", false),
            ConditionOperator.BeginsWith => (Prefix(AttributeRule.TextKey(condition.Values![0])), false),
            ConditionOperator.Contains => (Inside(AttributeRule.TextKey(condition.Values![0])), false),
            ConditionOperator.HasValue => ("m.sort_key IS NOT NULL", false),
            ConditionOperator.HasNone => ("m.sort_key IS NOT NULL", true),
            ConditionOperator.InLastDays => (Between(world.Moment.Today.AddDays(-condition.Days!.Value), world.Moment.Today), false),
            ConditionOperator.InNextDays => (Between(world.Moment.Today, world.Moment.Today.AddDays(condition.Days!.Value)), false),
            _ => throw new InvalidOperationException(),
        };
    }

    private string Prefix(byte[] beginning) => $"m.sort_key >= {Parameter(beginning)} AND m.sort_key < {Parameter(NameWords.After(beginning))}";

    private string Inside(byte[] part) => isPostgres ? $"position({Parameter(part)} in m.sort_key) > 0" : $"instr(m.sort_key, {Parameter(part)}) > 0";

    private string Between(DateOnly first, DateOnly last) => $"m.sort_key >= {Parameter(AttributeRule.DayKey(first))} AND m.sort_key <= {Parameter(AttributeRule.DayKey(last))}";

    private string OneOf(IEnumerable<object> values)
    {
        var names = values.Distinct().Select(Parameter).ToList();
        return names is [var one] ? "= " + one : $"IN ({string.Join(", ", names)})";
    }
}
