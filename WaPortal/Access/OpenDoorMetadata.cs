namespace WaPortal.Access;

/// <summary>
/// Marks an endpoint that answers all addresses, outside the lists of allowed networks and the sign-in, because something else guards it: a signature, or a
/// sealed token in its address. It shows no page of the portal, not even for an error.
/// </summary>
public class OpenDoorMetadata(string pathPrefix)
{
    /// <summary>The path that such endpoints, and nothing else, begin with, such as <c>/webhooks/</c>.</summary>
    public string PathPrefix { get; } = pathPrefix;

    /// <summary>Whether the door is open now; closed, the address is like every other.</summary>
    public virtual ValueTask<bool> IsOpenAsync(HttpContext context) => ValueTask.FromResult(true);

    /// <summary>Both the address and the route must say so: a page that answers for unknown addresses must not answer under the prefix.</summary>
    public static async ValueTask<bool> LeadsThroughAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OpenDoorMetadata>() is { } door
        && context.Request.Path.StartsWithSegments(door.PathPrefix.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        && await door.IsOpenAsync(context);
}
