namespace WaPortal.Sandbox;

internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder routes, GraphGate gate, MessageDesk desk) =>
        routes.MapPost("/{id}/messages", gate.Wrap(async context =>
        {
            var id = (string)context.GetRouteValue("id")!;
            if (id != SandboxAccount.PhoneNumberId) return GraphErrors.UnknownObject("POST", id);
            var request = await JsonReading.ReadObjectAsync(context.Request, context.RequestAborted);
            return request is null ? GraphErrors.Of(100, "The body is not a JSON object.") : desk.Send(id, request, GraphGate.Arrived(context));
        }));
}
