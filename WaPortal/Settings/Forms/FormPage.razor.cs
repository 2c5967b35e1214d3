using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.OptIns.Forms;
using WaPortal.Templates;

namespace WaPortal.Settings.Forms;

/// <summary>One form: what it is about, how people confirm, its address and secret.</summary>
public partial class FormPage
{
    private readonly HashSet<ConsentPurpose> _purposes = [];
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>(StringComparer.Ordinal);
    private IReadOnlyList<Wording> _wordings = [];
    private IReadOnlyList<SenderNumber> _numbers = [];
    private IReadOnlyList<ConfirmationTemplate> _templates = [];
    private IReadOnlyList<SendableTemplate> _sendable = [];
    private FormLine? _line;
    private WebFormId? _shown;
    private ConfirmDialog? _close;
    private ConfirmDialog? _renew;
    private FreshCodeDialog? _fresh;
    private string _name = "";
    private string _list = "";
    private string _wording = "";
    private string _number = "";
    private string _message = "";
    private FormProof _proof;
    private string? _secret;
    private string? _told;
    private bool _cutOff;
    private bool _busy;

    /// <summary>None for a new form.</summary>
    [Parameter]
    public Guid? Form { get; set; }

    [Inject]
    public required ManageForms Forms { get; init; }

    [Inject]
    public required SendableTemplates Sendable { get; init; }

    [Inject]
    public required WordingsQuery WordingsQuery { get; init; }

    [Inject]
    public required IOptions<MailOptions> Mail { get; init; }

    private Wording? Shown => _wordings.FirstOrDefault(w => w.Code == _wording);

    private SenderNumber? Number => _numbers.FirstOrDefault(n => n.Id.Value.ToString() == _number);

    // Only what the chosen number can send.
    private IReadOnlyList<MessageOption> Messages =>
    [
        .. from template in _templates
           where Number is null || template.Account == Number.AccountId
           from translation in template.Translations
           from button in translation.Buttons
           select new MessageOption(MessageOption.Write(template.Id, translation.Language, button.Place), template.Name, translation.Language, button.Label),
    ];

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == TakeSubmission.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _wordings = [.. (await WordingsQuery.ListAsync(Actor, token)).Where(w => w.State == WordingState.InUse)];
        _numbers = await Forms.NumbersAsync(Actor, token);
        _templates = await Forms.MessagesAsync(Actor, token);
        _sendable = await Sendable.ListAsync(Actor, token);
        if (Form is not { } id)
        {
            _line = null;
            return true;
        }

        _line = await Forms.FindAsync(Actor, new WebFormId(id), token);
        if (_line is null)
            return false;
        // What somebody is typing stays when only the figures have changed.
        if (_shown != _line.Form.Id)
            Fill(_line.Form);
        return true;
    }

    private void Fill(WebForm form)
    {
        _shown = form.Id;
        (_name, _list, _wording, _proof) = (form.Name, form.ListName, form.WordingCode, form.Proof);
        _purposes.Clear();
        _purposes.UnionWith(form.Purposes);
        _number = form.SenderNumberId?.Value.ToString() ?? "";
        _message = form.Confirmation is { } choice ? MessageOption.Write(choice.Template, choice.Language, choice.Button) : "";
    }

    private ChatMessage? Drawing() =>
        Messages.Any(m => m.Value == _message) && MessageOption.Read(_message) is var (template, language, _)
        && _sendable.FirstOrDefault(t => t.Id.Value == template)?.Translations.FirstOrDefault(t => t.Language == language) is { } translation
            ? MessageDrawing.Draw(translation.Content, LanguageTags.Named(language), _ => null, _ => null)
            : null;

    // What is configured is how the world reaches the portal; the browser may be on a shorter way.
    private Uri AddressOf(WebFormId form) => new(Mail.Value.PortalAddress ?? new Uri(Navigation.BaseUri), FormEndpoints.PathOf(form));

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "wa-invalid" : null;

    private void Toggle(ConsentPurpose purpose, bool chosen)
    {
        _purposes.Remove(purpose);
        if (chosen)
            _purposes.Add(purpose);
    }

    private FormDraft Draft() => new(
        _name, _list, [.. _purposes.Order()], _wording, _proof,
        _proof == FormProof.DoubleOptIn && Number is { } number && MessageOption.Read(_message) is var (template, language, button)
            ? new ConfirmationChoice(number.Id, template, language, button)
            : null);

    private Task SaveAsync() => WorkAsync("Changing who can join", async () =>
    {
        var result = await Forms.SaveAsync(Actor, _line?.Form.Id, Draft(), PageToken);
        if (result is not FormResult.Done done || _line is not null)
            return (result, "Saved.");
        // The secret stays on the page until it is left.
        (_secret, _shown) = (done.Secret, done.Id);
        Navigation.NavigateTo(FormWords.Address(done.Id), replace: true);
        return (result, "The form is made and still closed.");
    });

    private Task OpenAsync() => WorkAsync("Opening a way to opt in", async () => (await Forms.SwitchAsync(Actor, _line!.Form.Id, open: true, PageToken), "The form takes submissions from now on."));

    private async Task CloseAsync()
    {
        if (await _close!.AskAsync())
            await WorkAsync(null, async () => (await Forms.SwitchAsync(Actor, _line!.Form.Id, open: false, PageToken), "The form is closed."));
    }

    private async Task RenewAsync()
    {
        _cutOff = false;
        if (!await _renew!.AskAsync())
            return;
        await WorkAsync("Making a new secret", async () =>
        {
            var result = await Forms.RotateAsync(Actor, _line!.Form.Id, _cutOff, PageToken);
            _secret = (result as FormResult.Done)?.Secret;
            return (result, _cutOff ? "The secret before holds no more." : "The secret before holds for another 24 hours.");
        });
    }

    private async Task WorkAsync(string? freshFor, Func<Task<(FormResult Result, string Told)>> work)
    {
        if (_busy || (freshFor is not null && !await _fresh!.EnsureAsync(freshFor)))
            return;
        _busy = true;
        (_told, _errors) = (null, new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            var (result, told) = await work();
            if (result is FormResult.Refused refused)
                _errors = refused.Errors;
            else if (result is FormResult.Done)
                _told = told;
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>A message that can be chosen.</summary>
    private sealed record MessageOption(string Value, string Template, string Language, string Label)
    {
        public static string Write(Guid template, string language, int button) => string.Create(CultureInfo.InvariantCulture, $"{template}|{language}|{button}");

        public static (Guid Template, string Language, int Button)? Read(string value) =>
            value.Split('|') is [var template, var language, var button] && Guid.TryParse(template, out var id) && int.TryParse(button, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? (id, language, place)
                : null;
    }
}
