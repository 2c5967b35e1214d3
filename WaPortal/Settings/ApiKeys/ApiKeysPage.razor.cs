using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Api;
using WaPortal.Core.Delivery.Hours;

namespace WaPortal.Settings.ApiKeys;

/// <summary>The keys by which programs of the enterprise speak to the portal.</summary>
public partial class ApiKeysPage
{
    public const string Address = "/settings/api-keys";

    private readonly HashSet<ApiScope> _scopes = [];
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>(StringComparer.Ordinal);
    private IReadOnlyList<ApiKey> _keys = [];
    private ConfirmDialog? _revoke;
    private ConfirmDialog? _rotate;
    private FreshCodeDialog? _fresh;
    private ApiKey? _chosen;
    private string _name = "";
    private string _networks = "";
    private DateOnly? _until;
    private string? _token;
    private string? _told;
    private bool _making;
    private bool _cutOff;
    private bool _busy;

    [Inject]
    public required ManageApiKeys Keys { get; init; }

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _keys = await Keys.ListAsync(Actor, token);
        return true;
    }

    private static string Words(ApiScope scope) => scope switch
    {
        ApiScope.MessagesSend => "send single messages and see what became of them",
        ApiScope.ConsentRead => "ask what somebody agreed to",
        ApiScope.ConsentWrite => "record opt-ins with their proof, and opt-outs",
        ApiScope.TemplatesRead => "read the approved templates",
        ApiScope.CampaignsRead => "read campaigns with their figures, lists, segments and numbers",
        ApiScope.CampaignsWrite => "plan, start, pause and cancel campaigns",
    };

    private (StatusTone Tone, string Word) Standing(ApiKey key) =>
        key.RevokedAt is not null ? (StatusTone.Idle, "Revoked")
        : !key.IsAlive(Time.GetUtcNow()) ? (StatusTone.Idle, "Ended")
        : key.OldSecretUntil > Time.GetUtcNow() ? (StatusTone.Wait, $"Old secret holds {Clock.Within(key.OldSecretUntil.Value)}")
        : key.ExpiresAt is { } end ? (StatusTone.Ok, $"Holds until {Clock.Within(end)}")
        : (StatusTone.Ok, "Holds");

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "wa-invalid" : null;

    private void Toggle(ApiScope scope, bool chosen)
    {
        _scopes.Remove(scope);
        if (chosen)
            _scopes.Add(scope);
    }

    private Task CreateAsync() => WorkAsync("Making a key", async () =>
    {
        // To the end of that day where the enterprise is.
        var until = _until is { } day ? WallClock.ToInstant(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Clock.Zone) : (DateTimeOffset?)null;
        var result = await Keys.CreateAsync(Actor, new ApiKeyDraft(_name, [.. _scopes], _networks.Split('\n'), until), PageToken);
        if (result is ApiKeyResult.Done)
        {
            (_making, _name, _networks, _until) = (false, "", "", null);
            _scopes.Clear();
        }

        return (result, "The key is made.");
    });

    private async Task RotateAsync(ApiKey key)
    {
        (_chosen, _cutOff) = (key, false);
        if (await _rotate!.AskAsync())
            await WorkAsync("Making a new secret", async () => (await Keys.RotateAsync(Actor, key.Id, _cutOff, PageToken), _cutOff ? "The secret before holds no more." : "The secret before holds for another 24 hours."));
    }

    private async Task RevokeAsync(ApiKey key)
    {
        _chosen = key;
        if (await _revoke!.AskAsync())
            await WorkAsync(null, async () => (await Keys.RevokeAsync(Actor, key.Id, PageToken), $"{key.Name} holds no more."));
    }

    private async Task WorkAsync(string? freshFor, Func<Task<(ApiKeyResult Result, string Told)>> work)
    {
        if (_busy || (freshFor is not null && !await _fresh!.EnsureAsync(freshFor)))
            return;
        _busy = true;
        (_told, _token, _errors) = (null, null, new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            var (result, told) = await work();
            if (result is ApiKeyResult.Refused refused)
                _errors = refused.Errors;
            else if (result is ApiKeyResult.Done done)
                (_told, _token) = (told, done.Token);
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
