using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Access;

/// <summary>Registers users, sign-in, sessions and allowed networks.</summary>
public static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton(_ => new PasswordHashing())
        .AddSingleton<SignInLimits>()
        .AddSingleton<SecondFactor>()
        .AddSingleton<Sessions>()
        .AddSingleton<SignIn>()
        .AddSingleton<Enrolment>()
        .AddSingleton<OwnAccount>()
        .AddSingleton<ResetSecondFactor>()
        .AddSingleton<CreateUser>()
        .AddSingleton<Installations>()
        .AddSingleton<SetUp>()
        .AddSingleton<PlatformNetworks>();
}
