using Microsoft.AspNetCore.Components;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>The request that a submission would make, and what was exchanged so far.</summary>
public partial class RawPage
{
    private TranslationWire? _wire;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The language; the template's first without it.</summary>
    [SupplyParameterFromQuery(Name = "lang")]
    public string? Lang { get; set; }

    [Inject]
    public required TranslationWireQuery Query { get; init; }

    private TranslationWire Wire => _wire!;

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == TemplateTopics.Of(new TemplateId(Id));

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _wire = await Query.RunAsync(Actor, new TemplateId(Id), Lang, token);
        return _wire is not null;
    }
}
