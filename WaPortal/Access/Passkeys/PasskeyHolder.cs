using Microsoft.AspNetCore.Identity;
using WaPortal.Core.Access;

namespace WaPortal.Access.Passkeys;

/// <summary>A user as Identity's passkey handler sees them: loaded beforehand with their passkeys, and never written to.</summary>
internal sealed record PasskeyHolder(string Id, string Name, IReadOnlyList<UserPasskeyInfo> Passkeys)
{
    public static PasskeyHolder Of(UserId user, string email, IEnumerable<PasskeyFacts> facts) => new(user.Value.ToString(), email, [.. facts.Select(Info)]);

    // The attestation and the client's data of the making are not kept: nothing reads them later.
    private static UserPasskeyInfo Info(PasskeyFacts facts) => new(
        facts.CredentialId, facts.PublicKey, facts.CreatedAt, (uint)facts.SignCount, [.. facts.Transports], facts.IsUserVerified, facts.IsBackupEligible, facts.IsBackedUp, [], []);
}

/// <summary>The store that Identity's user manager asks for, of one user in memory.</summary>
internal sealed class PasskeyHolderStore(PasskeyHolder holder) : IUserPasskeyStore<PasskeyHolder>
{
    public Task<string> GetUserIdAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<PasskeyHolder?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(userId == holder.Id ? holder : null);

    public Task<PasskeyHolder?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<PasskeyHolder?>(null);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys]);

    public Task<PasskeyHolder?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Find(holder, credentialId) is null ? null : holder);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Find(user, credentialId));

    public void Dispose()
    {
    }

    // What the handler only checks with, it has no reason to change.
    Task IUserStore<PasskeyHolder>.SetUserNameAsync(PasskeyHolder user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserStore<PasskeyHolder>.SetNormalizedUserNameAsync(PasskeyHolder user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyHolder>.CreateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyHolder>.UpdateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyHolder>.DeleteAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserPasskeyStore<PasskeyHolder>.AddOrUpdatePasskeyAsync(PasskeyHolder user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserPasskeyStore<PasskeyHolder>.RemovePasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static UserPasskeyInfo? Find(PasskeyHolder user, byte[] credentialId) => user.Passkeys.FirstOrDefault(p => p.CredentialId.AsSpan().SequenceEqual(credentialId));
}
