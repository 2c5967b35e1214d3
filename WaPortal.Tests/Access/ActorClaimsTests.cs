using System.Security.Claims;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class ActorClaimsTests
{
    [Fact]
    public void An_actor_survives_the_way_through_claims()
    {
        var actor = new Actor(TenantId.New(), UserId.New(), "Inés Ferrer", Rights.Of([PortalRole.Marketer]), "session1", "203.0.113.42", SessionId.New());
        var back = actor.ToPrincipal("test").ToActor();
        Assert.NotNull(back);
        Assert.Equal(actor with { Rights = back.Rights }, back);
        Assert.Equal(actor.Rights.Order(), back.Rights.Order());
    }

    [Fact]
    public void Nobody_is_no_actor() => Assert.Null(new ClaimsPrincipal(new ClaimsIdentity()).ToActor());

    [Fact]
    public void Claims_of_an_identity_that_was_not_authenticated_count_for_nothing() =>
        Assert.Null(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ActorClaims.Tenant, Guid.NewGuid().ToString())])).ToActor());
}
