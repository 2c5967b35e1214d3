using Microsoft.AspNetCore.Authorization;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Opens a page or an endpoint to those who hold a right. The action behind it asks again.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiresRightAttribute : AuthorizeAttribute
{
    public RequiresRightAttribute(Right right)
    {
        Right = right;
        Policy = PolicyName(right);
    }

    public Right Right { get; }

    public static string PolicyName(Right right) => $"right:{right}";

    /// <summary>One policy for each right.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var right in Enum.GetValues<Right>())
            options.AddPolicy(PolicyName(right), policy => policy.RequireAuthenticatedUser().RequireClaim(ActorClaims.Right, right.ToString()));
    }
}
