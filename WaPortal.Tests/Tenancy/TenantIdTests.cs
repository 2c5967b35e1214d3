using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class TenantIdTests
{
    [Fact]
    public void A_new_id_is_never_the_absent_tenant() => Assert.NotEqual(TenantId.None, TenantId.New());
}
