namespace WaPortal.Core.WhatsApp;

/// <summary>What became of a management call.</summary>
public abstract record ApiResult<T>
{
    private ApiResult()
    {
    }

    /// <summary>The platform did it.</summary>
    public sealed record Ok(T Value) : ApiResult<T>;

    /// <summary>The platform answered that it did not.</summary>
    public sealed record Refused(WhatsAppError Error) : ApiResult<T>;

    /// <summary>There was no answer that could be read.</summary>
    /// <param name="Reason">For people; holds no token and no personal data.</param>
    /// <param name="MayHaveArrived">False when it is certain that the request never left.</param>
    public sealed record Unreachable(string Reason, bool MayHaveArrived) : ApiResult<T>;

    /// <summary>The same failure as the result of another call, or this value turned into another.</summary>
    public ApiResult<TOther> Then<TOther>(Func<T, ApiResult<TOther>> next) => this switch
    {
        Ok ok => next(ok.Value),
        Refused refused => new ApiResult<TOther>.Refused(refused.Error),
        Unreachable lost => new ApiResult<TOther>.Unreachable(lost.Reason, lost.MayHaveArrived),
        _ => throw new InvalidOperationException("The hierarchy is closed."),
    };
}
