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

    /// <summary>Opens it to those who hold one of two rights.</summary>
    public RequiresRightAttribute(Right right, Right or)
    {
        (Right, Or) = (right, or);
        Policy = PolicyName(right, or);
    }

    public Right Right { get; }

    /// <summary>The other right that is enough; null when there is none.</summary>
    public Right? Or { get; }

    /// <summary>Whether this actor holds what it asks for.</summary>
    public bool Admits(Actor actor) => actor.May(Right) || (Or is { } other && actor.May(other));

    public static string PolicyName(Right right) => $"right:{right}";

    private static string PolicyName(Right right, Right or) => $"right:{right}|{or}";

    /// <summary>One policy for each right and each pair.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var right in Enum.GetValues<Right>())
        {
            options.AddPolicy(PolicyName(right), policy => policy.RequireAuthenticatedUser().RequireClaim(ActorClaims.Right, right.ToString()));
            foreach (var or in Enum.GetValues<Right>())
                options.AddPolicy(PolicyName(right, or), policy => policy.RequireAuthenticatedUser().RequireClaim(ActorClaims.Right, right.ToString(), or.ToString()));
        }
    }
}
