using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.OptIns.Wordings;

/// <summary>All versions of all wordings of an enterprise.</summary>
public partial class WordingsPage
{
    private IReadOnlyList<Wording> _all = [];
    private NewWordingDialog? _new;

    [SupplyParameterFromQuery(Name = "state")]
    public string? Only { get; set; }

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required WordingsQuery Query { get; init; }

    [Inject]
    public required TenantDirectory Tenants { get; init; }

    private IReadOnlyList<string> Languages { get; set; } = [];

    private WordingState? Chosen => Enum.TryParse<WordingState>(Only, ignoreCase: true, out var state) ? state : null;

    private IReadOnlyList<Wording> Shown => [.. _all.Where(w => Chosen is not { } state || w.State == state)];

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. Enum.GetValues<WordingState>().Select(state => new FilterChip(
            WordingWords.State(state).Word, _all.Count(w => w.State == state), WordingWords.State(state).Tone,
            Chosen == state ? "/compliance/wordings" : $"/compliance/wordings?state={state.ToString().ToLowerInvariant()}", Chosen == state)),
    ];

    protected override bool Listens(string topic) => topic == ManageWordings.Topic || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _all = await Query.ListAsync(Actor, token);
        Languages = (await Tenants.GetAsync(Actor.Tenant, token)).Languages;
        return true;
    }
}
