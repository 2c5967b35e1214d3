using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns;

/// <summary>All that is known about one contact, and the place to put it right.</summary>
public partial class ContactPage
{
    private ContactDetail? _contact;
    private ContactForm? _form;
    private TagDialog? _tag;
    private ConfirmDialog? _leave;
    private ContactList? _leaving;
    private IReadOnlyList<AttributeInfo> _attributes = [];
    private IReadOnlyList<string> _tags = [];
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private string? _told;
    private bool _stale;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required ContactDetailQuery Query { get; init; }

    [Inject]
    public required ContactsQuery Choices { get; init; }

    [Inject]
    public required EditContact Editing { get; init; }

    [Inject]
    public required ManageTags Tags { get; init; }

    protected override bool IsLive => true;

    private ContactDetail Contact => _contact!;

    protected override bool Listens(string topic) => topic is ContactTopics.All or "ledger" || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (await Query.FindAsync(Actor, new ContactId(Id), token) is not { } contact)
            return false;
        var choices = await Choices.ChoicesAsync(Actor, token);
        (_attributes, _tags) = (choices.Attributes, [.. choices.Tags.Select(t => t.Name)]);
        _contact = contact;
        // What is being written stays; only that it can no longer be stored is told.
        _stale = _form is not null && _form.Version != contact.Version;
        return true;
    }

    private void Edit() => (_form, _problems, _told, _stale) = (ContactForm.Of(Contact, _attributes), new Dictionary<string, string>(), null, false);

    private Task CancelAsync()
    {
        _form = null;
        return ReloadAsync();
    }

    private async Task SaveAsync()
    {
        _busy = true;
        try
        {
            switch (await Editing.RunAsync(Actor, new ContactId(Id), _form!.ToEdit(), CancellationToken.None))
            {
                case ContactResult.Done:
                    (_form, _told) = (null, "Saved.");
                    break;
                case ContactResult.Refused refused:
                    _problems = refused.Problems;
                    return;
                case ContactResult.Stale:
                    _stale = true;
                    return;
                case ContactResult.NotFound:
                    _form = null;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
        await ReloadAsync();
    }

    private async Task<string?> TagAsync(TagChoice choice)
    {
        var result = await Tags.TagAsync(Actor, choice.Name, choice.Add, [new ContactId(Id)], CancellationToken.None);
        if (result.Problem is null)
            await ReloadAsync();
        return result.Problem;
    }

    private async Task LeaveAsync(ContactList list)
    {
        _leaving = list;
        if (!await _leave!.AskAsync())
            return;
        await Editing.LeaveListAsync(Actor, new ContactId(Id), list.Id, CancellationToken.None);
        _told = $"Taken off “{list.Name}”.";
        await ReloadAsync();
    }
}
