using WaPortal.Core.Api;

namespace WaPortal.Api;

/// <summary>The header by which a caller may repeat a request (draft-ietf-httpapi-idempotency-key-header).</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static IResult? Fault(string? key) => key is { Length: > 0 and <= ApiRequest.KeyLength } && key.All(c => c is > ' ' and < '\u007f') ? null
        : ApiProblem.Of(StatusCodes.Status400BadRequest, "idempotency_key_missing", $"Send a header {Header} of 1 to {ApiRequest.KeyLength} visible ASCII characters, another one for each thing that you want done.");
}
