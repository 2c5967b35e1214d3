namespace WaPortal.Access;

/// <summary>Where the pages of signing in are.</summary>
internal static class AccountAddresses
{
    public const string SetUp = "/setup";
    public const string SignIn = "/sign-in";
    public const string Code = "/sign-in/code";
    public const string RecoveryCode = "/sign-in/recovery";
    public const string Enrol = "/sign-in/enrol";
    public const string SignOut = "/sign-out";
    public const string Account = "/account";

    /// <summary>A place in this portal to go on to; the start page for anything else.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && (address.Length == 1 || address[1] is not ('/' or '\\')) && !address.Any(char.IsControl) ? address : "/";
}
