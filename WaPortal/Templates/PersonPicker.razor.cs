using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Templates;

/// <summary>Chooses somebody whose values the preview shows.</summary>
public partial class PersonPicker : IDisposable
{
    private CancellationTokenSource _search = new();
    private Modal? _modal;
    private IReadOnlyList<PreviewPerson>? _people;
    private string _words = "";

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public EventCallback<PreviewPerson> OnChosen { get; set; }

    [Inject]
    public required ContactFieldsQuery Contacts { get; init; }

    public async Task OpenAsync()
    {
        await _modal!.OpenAsync();
        await FindAsync("");
    }

    public void Dispose()
    {
        _search.Cancel();
        _search.Dispose();
        GC.SuppressFinalize(this);
    }

    // What was asked last is shown, in whatever order the answers come.
    private async Task FindAsync(string words)
    {
        _words = words;
        await _search.CancelAsync();
        _search.Dispose();
        _search = new CancellationTokenSource();
        var token = _search.Token;
        try
        {
            var people = await Contacts.PeopleAsync(Actor, words, token);
            if (!token.IsCancellationRequested)
                _people = people;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
        StateHasChanged();
    }

    private async Task ChooseAsync(PreviewPerson person)
    {
        await _modal!.CloseAsync();
        await OnChosen.InvokeAsync(person);
    }
}
