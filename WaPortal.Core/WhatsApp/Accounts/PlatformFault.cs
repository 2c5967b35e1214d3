namespace WaPortal.Core.WhatsApp;

/// <summary>A failed management call in plain words, and what a person does about it.</summary>
public static class PlatformFault
{
    /// <summary>Words and advice; null when the call did not fail.</summary>
    public static (string Words, string Advice)? Fault<T>(this ApiResult<T> result) => result switch
    {
        ApiResult<T>.Ok => null,
        ApiResult<T>.Refused { Error: var error } => ($"{error.Fact.Meaning} (error {error.Code}: {error.Words})", error.Fact.Advice),
        ApiResult<T>.Unreachable { Reason: var reason } => (
            $"WhatsApp gave no answer that could be used: {reason}.", "Check that this server may open HTTPS connections to the platform's host, then try again."),
        _ => throw new InvalidOperationException("The hierarchy is closed."),
    };
}
