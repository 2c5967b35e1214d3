using WaPortal.Core.Access;

namespace WaPortal.Access.Users;

/// <summary>Where users are.</summary>
internal static class UserAddresses
{
    public const string List = "/users";
    public const string Roles = "/users/roles";

    public static string Of(UserId id) => $"{List}/{id.Value}";
}
