namespace WaPortal.Verbs;

/// <summary>Places of a document whose text was broken, handed out to the payloads that they lie in; each once.</summary>
internal sealed class BrokenPlaces
{
    private readonly List<string> _left;
    private readonly string _prefix;

    public BrokenPlaces(IEnumerable<string> places) => (_left, _prefix) = ([.. places], "");

    private BrokenPlaces(List<string> left, string prefix) => (_left, _prefix) = (left, prefix);

    /// <summary>The places in a part, as seen from there; taking one takes it from the whole.</summary>
    public BrokenPlaces Within(string part) => new(_left, Joined(part));

    /// <summary>The places in a part, as seen from there. The part itself is the empty place.</summary>
    public IReadOnlyList<string> Take(string part)
    {
        if (_left.Count == 0) return [];
        var prefix = Joined(part);
        var taken = _left.Where(place => Lies(place, prefix)).ToList();
        _left.RemoveAll(place => Lies(place, prefix));
        return [.. taken.Select(place => place[prefix.Length..].TrimStart('.'))];
    }

    /// <summary>What nobody took.</summary>
    public IReadOnlyList<string> Rest() => _left;

    private string Joined(string part) => _prefix.Length == 0 || part.Length == 0 ? _prefix + part : _prefix + "." + part;

    private static bool Lies(string place, string prefix) =>
        place.StartsWith(prefix, StringComparison.Ordinal) && (prefix.Length == 0 || place.Length == prefix.Length || place[prefix.Length] is '.' or '[');
}
