using WaPortal.Core.Data;

namespace WaPortal.Core.Access;

/// <summary>The id of an entry in a list of allowed networks.</summary>
public readonly record struct AllowedNetworkId(Guid Value) : IGuidId<AllowedNetworkId>
{
    public static AllowedNetworkId Create(Guid value) => new(value);
}

/// <summary>An entry in a list of allowed networks; the platform has one list and each enterprise one of its own.</summary>
public abstract class AllowedNetwork
{
    /// <summary>Longest label, in characters.</summary>
    public const int LabelLength = 100;

    public AllowedNetworkId Id { get; private set; }

    /// <summary>In CIDR form.</summary>
    public string Range { get; private set; } = "";

    /// <summary>What people call it, such as "Madrid office".</summary>
    public string Label { get; private set; } = "";

    /// <summary>Null: until it is removed. An entry whose time is over stays in the list and admits nobody.</summary>
    public DateTimeOffset? Until { get; private set; }

    public string AddedBy { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>Gives it another label and end.</summary>
    internal void Edit(string label, DateTimeOffset? until) => (Label, Until) = (label, until);

    private protected void Fill(NetworkRange range, string label, DateTimeOffset? until, string addedBy, DateTimeOffset now)
    {
        Id = new AllowedNetworkId(Guid.CreateVersion7(now));
        Range = range.ToString();
        Label = label;
        Until = until;
        AddedBy = addedBy;
        AddedAt = now;
    }
}
