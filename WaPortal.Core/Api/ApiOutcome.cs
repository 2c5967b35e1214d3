namespace WaPortal.Core.Api;

/// <summary>What became of something that a program asked for.</summary>
public abstract record ApiOutcome
{
    private ApiOutcome()
    {
    }

    /// <summary>Done now, or already under the same idempotency key.</summary>
    public sealed record Done(Guid Id, bool IsReplay) : ApiOutcome;

    /// <summary>Not done.</summary>
    /// <param name="Code">Stable, for programs, such as <c>no_consent</c>.</param>
    /// <param name="Words">For people.</param>
    /// <param name="Field">The field of the request at fault; null for none.</param>
    public sealed record Refused(string Code, string Words, string? Field = null) : ApiOutcome;

    /// <summary>The idempotency key was used for another request.</summary>
    public sealed record KeyUsed : ApiOutcome;
}
