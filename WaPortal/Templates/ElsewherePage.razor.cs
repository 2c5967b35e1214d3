using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Templates;

/// <summary>What the accounts hold and the portal does not have, to be taken over.</summary>
public partial class ElsewherePage
{
    private ElsewhereList? _list;
    private (StatusTone Tone, string Text)? _told;
    private TemplateId? _adopted;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>Counted from 1; 0 where the address names none.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int Page { get; set; }

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required ElsewhereQuery Query { get; init; }

    [Inject]
    public required AdoptTemplates Adopt { get; init; }

    [Inject]
    public required FetchTemplates Fetch { get; init; }

    protected override bool IsLive => true;

    private ElsewhereList List => _list!;

    private string SenderName => Profile is { Senders: [var sender, ..] } ? sender.VerifiedName : Profile?.Name ?? "";

    protected override bool Listens(string topic) => topic == TemplateTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _list = await Query.RunAsync(Actor, Search, Page, token);
        return true;
    }

    // What was asked for goes on when the page is left.
    private Task FetchAsync() => DoAsync(async () =>
    {
        (_adopted, _told) = (null, await Fetch.RunAsync(Actor, CancellationToken.None) is { } fault ? (StatusTone.Bad, fault) : null);
    });

    private Task AdoptAsync(ElsewhereFamily family) => DoAsync(async () =>
    {
        (_adopted, _told) = await Adopt.RunAsync(Actor, family.Account, family.Name, CancellationToken.None) switch
        {
            AdoptionResult.Adopted { Left.Count: 0 } done => (done.Template, (StatusTone.Ok, $"{family.Name} is in the portal now, in {Languages(done.Languages)}.")),
            AdoptionResult.Adopted done => (done.Template, (StatusTone.Wait, $"{family.Name} is in the portal now, in {Languages(done.Languages)}. What is left: {string.Join(' ', done.Left)}")),
            AdoptionResult.Refused no => (null, (StatusTone.Bad, no.Reason)),
            _ => ((TemplateId?)null, ((StatusTone, string)?)(StatusTone.Wait, $"{family.Name} does not wait here any more.")),
        };
    });

    private Task AdoptAllAsync() => DoAsync(async () =>
    {
        var (adopted, refused) = await Adopt.RunAllAsync(Actor, CancellationToken.None);
        var stayed = refused.Count == 0 ? "" : $" {Figures.Count(refused.Count, "template stays", "templates stay")} at WhatsApp; the reason stands with each.";
        (_adopted, _told) = (null, (refused.Count == 0 ? StatusTone.Ok : StatusTone.Wait, $"{Figures.Count(adopted, "template", "templates")} adopted.{stayed}"));
    });

    private async Task DoAsync(Func<Task> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }

        await ReloadAsync();
    }

    private static string Languages(IReadOnlyList<string> codes) => string.Join(", ", codes.Select(c => LanguageTags.Named(c).Name));

    private string Address(string? search, int? page) => Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri("/templates/elsewhere").ToString(), new Dictionary<string, object?> { ["q"] = string.IsNullOrWhiteSpace(search) ? null : search.Trim(), ["page"] = page });
}
