namespace WaPortal.Access;

/// <summary>What a request is, for the limits on how often it may come.</summary>
public enum RateKind
{
    /// <summary>A form that names a user and proves something: 10 a minute from one address.</summary>
    SignIn,

    /// <summary>A form that takes a code: 5 a minute of one user.</summary>
    Code,

    /// <summary>A page that is open to everybody: 30 a minute from one address.</summary>
    Open,

    /// <summary>
    /// A link that leads on: 600 a minute from one address, since a mobile network shows many phones under one. The general limit leaves it out.
    /// </summary>
    Link,

    /// <summary>A submission of a web form: 120 a minute from one address, which is a site's server.</summary>
    Form,

    /// <summary>A request of a program with a key: the API keeps its own count by key. The general limit leaves it out.</summary>
    Api,

    /// <summary>A file that comes in: 10 an hour of one user, 2 at once in one enterprise.</summary>
    Upload,

    /// <summary>A file that goes out: 20 an hour of one user.</summary>
    Export,
}

/// <summary>Puts a page or an endpoint under a limit of its own, besides the one for all pages.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RateAttribute(RateKind kind) : Attribute
{
    public RateKind Kind { get; } = kind;
}
