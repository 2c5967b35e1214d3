using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace WaPortal.Api;

/// <summary>A body that may have a fault, which the gate answers before anything is done.</summary>
internal interface IApiBody
{
    /// <summary>The answer; null for a body that could be read.</summary>
    IResult? Fault { get; }
}

/// <summary>A JSON body, read by the rules of <see cref="ApiJson"/>; a fault names the place.</summary>
internal sealed class ApiBody<T> : IApiBody, IBindableFromHttpContext<ApiBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? _value;

    private ApiBody(T? value, IResult? fault) => (_value, Fault) = (value, fault);

    public IResult? Fault { get; }

    /// <summary>What was read.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body has a fault.");

    public static async ValueTask<ApiBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return new ApiBody<T>(null, ApiProblem.Bare(StatusCodes.Status415UnsupportedMediaType));
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, ApiJson.Options, context.RequestAborted);
            return value is null ? Wrong("The body is empty.", null) : new ApiBody<T>(value, null);
        }
        catch (JsonException e)
        {
            // The serializer's sentence may quote the value, and values may be somebody's number.
            return Wrong(e.Path is { Length: > 0 } path ? $"The body cannot be read at {path}: a field is missing, unknown, doubled, or of another type." : "The body is no JSON object of the kind that is expected.", e.Path);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static ApiBody<T> Wrong(string words, string? path) => new(null, ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_body", words, path));
}
