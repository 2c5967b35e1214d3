using WaPortal.Core.Access;
using WaPortal.Core.Compliance.Requests;

namespace WaPortal.Demo;

/// <summary>What reached the compliance officer: a request for access that is nearly due, and a wish to be erased.</summary>
internal sealed class DemoCompliance(HandleRequests requests, TimeProvider clock)
{
    public async Task BuildAsync(Actor actor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var access = await OpenAsync(actor, new(RequestKind.Access, "+447700900000", "Ada Ellis", RequestWay.Email, now.AddDays(-25), "Please send me all that you know about me."), token);
        Check(await requests.AssignAsync(actor, access, actor.UserId!.Value, token));
        Check(await requests.CheckIdentityAsync(actor, access, "Called back on the number that the ledger knows", token));
        await OpenAsync(actor, new(RequestKind.Erasure, "+447700900001", "Imogen Patel", RequestWay.Letter, now.AddDays(-2), "I do not want to be in your files any more."), token);
    }

    private async Task<PersonRequestId> OpenAsync(Actor actor, NewRequest request, CancellationToken token) =>
        await requests.OpenAsync(actor, request, token) is RequestResult.Done done ? done.Id : throw new DemoFault("A request was refused", request.Kind);

    private static void Check(RequestResult result)
    {
        if (result is RequestResult.Refused refused)
            throw new DemoFault("A request was refused", refused.Words);
    }
}
