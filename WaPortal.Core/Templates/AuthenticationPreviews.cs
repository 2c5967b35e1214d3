using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// The texts that the platform gives an authentication template, for the editor's preview. They are the same for everybody and change hardly
/// ever, so each is asked for once a day at most.
/// </summary>
public sealed class AuthenticationPreviews(PortalDatabase database, WhatsAppAccounts accounts, IWhatsAppClient client, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(TenantId, WhatsAppAccountId, string, AuthenticationTexts), (AuthenticationPreview Preview, DateTimeOffset At)> _known = [];

    /// <summary>The texts in a language; null when the platform cannot be asked or does not say.</summary>
    public async Task<AuthenticationPreview?> GetAsync(Actor actor, TemplateId template, string language, AuthenticationTexts texts, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        var account = await database.ReadAsync(
            actor.Tenant, (db, t) => db.Set<Template>().Where(x => x.Id == template).Select(x => (WhatsAppAccountId?)x.AccountId).FirstOrDefaultAsync(t), token);
        if (account is not { } id) return null;
        var key = (actor.Tenant, id, language, texts);
        if (_known.TryGetValue(key, out var known) && clock.GetUtcNow() - known.At < Life) return known.Preview;
        if (await accounts.GetConnectionAsync(actor.Tenant, id, token) is not { } connection) return null;
        var answer = await client.PreviewAuthenticationAsync(connection, [language], texts.SecurityRecommendation, texts.ExpiryMinutes, token);
        if (answer is not ApiResult<IReadOnlyList<AuthenticationPreview>>.Ok ok || ok.Value.FirstOrDefault(p => p.Language == language) is not { } preview) return null;
        _known[key] = (preview, clock.GetUtcNow());
        return preview;
    }
}
