using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace WaPortal.Core.Access;

/// <summary>Hashes and checks passwords with Identity's hasher (PBKDF2 with HMAC-SHA-512, a random salt each).</summary>
public sealed class PasswordHashing
{
    /// <summary>Rounds of PBKDF2 (OWASP Password Storage Cheat Sheet for SHA-512).</summary>
    public const int Rounds = 210_000;

    private readonly PasswordHasher<PortalUser> _hasher;
    private readonly string _dummy;

    public PasswordHashing() : this(Rounds)
    {
    }

    internal PasswordHashing(int rounds)
    {
        _hasher = new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        _dummy = Hash(SecretCode.New());
    }

    /// <summary>The text to store.</summary>
    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>Whether this is the password.</summary>
    public bool Verify(string hash, string password) =>
        password.Length <= PasswordRules.MaxLength && _hasher.VerifyHashedPassword(null!, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Takes as long as <see cref="Verify"/> and gives false: for users that do not exist.</summary>
    public bool VerifyNobody(string password) => Verify(_dummy, password) && false;
}
