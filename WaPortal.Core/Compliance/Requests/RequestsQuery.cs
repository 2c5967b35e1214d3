using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Compliance.Requests;

/// <summary>A request with what pages show of it.</summary>
/// <param name="Phone">Masked; null once the person is erased.</param>
/// <param name="Person">The ledger's id of the person; null when it does not know them.</param>
/// <param name="Details">With the number masked; null once the person is erased.</param>
public sealed record RequestView(PersonRequest Request, string? Phone, Guid? Person, RequestDetails? Details, IReadOnlyList<PersonRequestEvent> History);

/// <summary>A row of the list.</summary>
public sealed record RequestLine(PersonRequest Request, string? Phone);

/// <summary>Somebody to whom a request may be given.</summary>
public sealed record RequestHandler(UserId Id, string Name);

/// <summary>Reads requests. Numbers leave it masked.</summary>
public sealed class RequestsQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    private const int Most = 500;

    /// <summary>Open ones by their deadline, then the others, newest first.</summary>
    public async Task<IReadOnlyList<RequestLine>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<PersonRequest>().OrderByDescending(r => r.Number).Take(Most).ToListAsync(t), token);
        return [.. rows.OrderByDescending(r => r.IsOpen).ThenBy(r => r.IsOpen ? r.DueAt : DateTimeOffset.MaxValue).Select(r => new RequestLine(r, Read(keys, r) is { } d ? Mask(d.Phone) : null))];
    }

    /// <summary>One request; null when there is no such thing.</summary>
    public async Task<RequestView?> FindAsync(Actor actor, PersonRequestId id, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<PersonRequest>().FirstOrDefaultAsync(r => r.Id == id, t) is not { } request)
                return null;
            var history = await db.Set<PersonRequestEvent>().Where(e => e.RequestId == id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).ToListAsync(t);
            var person = request.PhoneId is { } phone ? await db.Set<ConsentSubject>().Where(s => s.PhoneId == phone).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(t) : null;
            var details = Read(keys, request);
            return new RequestView(request, details is null ? null : Mask(details.Phone), person, details is null ? null : details with { Phone = Mask(details.Phone) }, history);
        }, token);
    }

    /// <summary>Who may handle requests.</summary>
    public async Task<IReadOnlyList<RequestHandler>> HandlersAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.HandleRequests);
        var users = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<PortalUser>().Where(u => u.Status == UserStatus.Active).OrderBy(u => u.DisplayName).ToListAsync(t), token);
        return [.. users.Where(u => Rights.Of(u.Roles).Contains(Right.HandleRequests)).Select(u => new RequestHandler(u.Id, u.DisplayName))];
    }

    private static RequestDetails? Read(TenantKeyRing keys, PersonRequest request) => request.Details is { } box ? RequestDetails.Decrypt(keys, request.Id, box) : null;

    private static string Mask(string phone) => PhoneNumber.Create(phone).Masked();
}
