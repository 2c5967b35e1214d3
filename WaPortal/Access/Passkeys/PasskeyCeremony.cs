using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using WaPortal.Core.Access;

namespace WaPortal.Access.Passkeys;

/// <summary>
/// Speaks WebAuthn with the browser, by Identity's own handler. Users, passkeys and open challenges are ours (<see cref="UserPasskeys"/>); the handler
/// is given what it needs for one ceremony.
/// </summary>
internal sealed class PasskeyCeremony(UserPasskeys passkeys)
{
    private static readonly IdentityPasskeyOptions Options = new()
    {
        AuthenticatorTimeout = UserPasskeys.ChallengeTime,
        // A factor beside the password: the device need not know the user by itself, and a PIN on it is welcome but not demanded.
        ResidentKeyRequirement = "discouraged",
        UserVerificationRequirement = "preferred",
        ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == OwnOrigin(context.HttpContext.Request)),
    };

    /// <summary>What the browser is told to make a passkey.</summary>
    public async Task<string> BeginAsync(SessionInfo session, HttpContext context)
    {
        var made = await (await HandlerAsync(session, context)).MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = session.UserId.Value.ToString(), Name = session.Email, DisplayName = session.DisplayName }, context);
        await passkeys.OpenChallengeAsync(session.Tenant, session.Id, made.AttestationState ?? "", context.RequestAborted);
        return made.CreationOptionsJson;
    }

    /// <summary>Checks what the browser made; null when it does not hold.</summary>
    public async Task<PasskeyFacts?> CompleteAsync(SessionInfo session, string credential, HttpContext context)
    {
        if (await passkeys.TakeChallengeAsync(session.Tenant, session.Id, context.RequestAborted) is not { } state)
            return null;
        var result = await (await HandlerAsync(session, context)).PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential, AttestationState = state });
        return result is { Succeeded: true, Passkey: { } made } && result.UserEntity?.Id == session.UserId.Value.ToString()
            ? new PasskeyFacts(made.CredentialId, made.PublicKey, made.SignCount, made.Transports ?? [], made.IsUserVerified, made.IsBackupEligible, made.IsBackedUp, made.CreatedAt)
            : null;
    }

    /// <summary>What the browser is told to ask one of the user's passkeys.</summary>
    public async Task<string> AskAsync(SessionInfo session, HttpContext context)
    {
        var holder = await HolderAsync(session, context);
        var asked = await Handler(holder).MakeRequestOptionsAsync(holder, context);
        await passkeys.OpenChallengeAsync(session.Tenant, session.Id, asked.AssertionState ?? "", context.RequestAborted);
        return asked.RequestOptionsJson;
    }

    /// <summary>Checks what a passkey answered; null when it does not hold.</summary>
    public async Task<PasskeyUse?> AnswerAsync(SessionInfo session, string credential, HttpContext context)
    {
        if (await passkeys.TakeChallengeAsync(session.Tenant, session.Id, context.RequestAborted) is not { } state)
            return null;
        var facts = await passkeys.FactsAsync(session.Tenant, session.UserId, context.RequestAborted);
        var result = await Handler(PasskeyHolder.Of(session.UserId, session.Email, facts)).PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential, AssertionState = state });
        if (result is not { Succeeded: true, Passkey: { } used, User: { } user } || user.Id != session.UserId.Value.ToString())
            return null;
        var before = facts.First(f => f.CredentialId.AsSpan().SequenceEqual(used.CredentialId)).SignCount;
        return new PasskeyUse(used.CredentialId, before, used.SignCount, used.IsBackedUp);
    }

    private static string OwnOrigin(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}";

    private async Task<PasskeyHandler<PasskeyHolder>> HandlerAsync(SessionInfo session, HttpContext context) => Handler(await HolderAsync(session, context));

    private async Task<PasskeyHolder> HolderAsync(SessionInfo session, HttpContext context) =>
        PasskeyHolder.Of(session.UserId, session.Email, await passkeys.FactsAsync(session.Tenant, session.UserId, context.RequestAborted));

    private static PasskeyHandler<PasskeyHolder> Handler(PasskeyHolder holder)
    {
#pragma warning disable CA2000 // The store holds nothing that would have to be let go, and so neither does its manager.
        var users = new UserManager<PasskeyHolder>(
            new PasskeyHolderStore(holder), null!, null!, [], [], null!, new IdentityErrorDescriber(), null!, NullLogger<UserManager<PasskeyHolder>>.Instance);
#pragma warning restore CA2000
        return new PasskeyHandler<PasskeyHolder>(users, Microsoft.Extensions.Options.Options.Create(Options));
    }
}
