namespace WaPortal.Core.Access.Users;

/// <summary>What came of an admin's change to a user.</summary>
public abstract record UserChange
{
    private UserChange()
    {
    }

    /// <summary>Done.</summary>
    public sealed record Done : UserChange
    {
        internal static readonly Done Instance = new();
    }

    /// <summary>Done, and this link is to be handed over.</summary>
    public sealed record Issued(IssuedLink Link) : UserChange;

    /// <summary>The enterprise has no such user or invitation (any more).</summary>
    public sealed record NotFound : UserChange
    {
        internal static readonly NotFound Instance = new();
    }

    /// <summary>Not done, for this reason.</summary>
    public sealed record Refused(string Words) : UserChange;
}
