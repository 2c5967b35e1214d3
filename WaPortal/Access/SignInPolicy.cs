using Microsoft.AspNetCore.Authorization;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>What a page or endpoint asks for that names no right, or says nothing at all: a complete sign-in.</summary>
internal static class SignInPolicy
{
    public static void Configure(AuthorizationOptions options)
    {
        var signedIn = new AuthorizationPolicyBuilder(SessionPrincipal.Scheme)
            .RequireClaim(SessionPrincipal.StageClaim, nameof(SessionStage.SignedIn)).Build();
        options.DefaultPolicy = signedIn;
        options.FallbackPolicy = signedIn;
    }
}
