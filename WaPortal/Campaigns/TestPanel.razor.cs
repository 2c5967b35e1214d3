using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Campaigns;

/// <summary>Tests of one campaign, for its maker and for whoever approves it.</summary>
public partial class TestPanel : IDisposable
{
    private const int Shown = 5;
    private const int MostSamples = 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _life = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private IReadOnlyList<TestPersonView>? _people;
    private IReadOnlyList<PersonPreview> _samples = [];
    private IReadOnlyList<TestMessage> _sent = [];
    private ITimer? _next;
    private CampaignId? _for;
    private Guid _to;
    private string _language = "";
    private int _from = -1;
    private string? _fault;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public CampaignId Id { get; set; }

    [Parameter, EditorRequired]
    public required SendableTemplate Template { get; set; }

    [Parameter, EditorRequired]
    public required AudienceChoice Audience { get; set; }

    [Parameter, EditorRequired]
    public required CampaignMapping Mapping { get; set; }

    /// <summary>Which version, where two are tested.</summary>
    [Parameter]
    public AbVariant Variant { get; set; }

    /// <summary>Beside the heading.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>A test was sent, or one moved on: the newest that there is.</summary>
    [Parameter]
    public EventCallback<TestMessage?> OnTested { get; set; }

    [Inject]
    public required SendTest Tests { get; init; }

    [Inject]
    public required ManageTestPeople People { get; init; }

    [Inject]
    public required CampaignReview Review { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private SendableTranslation? Translation => Template.Translations.FirstOrDefault(t => t.Language == _language);

    private IEnumerable<PersonPreview> Samples => _samples.Where(s => s.Message.Skip is null && s.Message.Language == _language);

    // A link of the person's own is made for the test number, whatever stands here.
    private IReadOnlyList<string> Keys => Translation is { } translation
        ? [.. translation.Content.Variables().Select(v => v.Key).Distinct(StringComparer.Ordinal).Where(key => !Mapping.Variables.Any(m => m.Variable == key && OwnLinks.IsOne(m.Source)))]
        : [];

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        _next?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_for == Id)
            return;
        _for = Id;
        _people = await People.ListAsync(Actor, _life.Token);
        _samples = Audience.IsEmpty ? [] : await Review.PreviewAsync(Actor, Audience, Template.Id, Mapping, MostSamples, _life.Token);
        if (_people.Count > 0)
            ChooseTo(_people[0].Id.Value);
        await LookAsync();
    }

    private static string? Why(TestMessage test) => test switch
    {
        { ErrorCode: { } code } => ErrorCatalog.Find(code).Title,
        { Reason: { } reason } => CampaignWords.Reason(reason),
        _ => null,
    };

    private Task ChooseToAsync(ChangeEventArgs e)
    {
        ChooseTo(Guid.Parse((string)e.Value!));
        return Task.CompletedTask;
    }

    private void ChooseTo(Guid to)
    {
        _to = to;
        var spoken = _people!.First(p => p.Id.Value == to).Language;
        SetLanguage(LanguageChoice.Choose(spoken, [.. Template.Translations.Select(t => t.Language)], Mapping.LanguageChain, Mapping.SameLanguageElsewhere) ?? Template.Translations[0].Language);
    }

    private void SetLanguage(string? language)
    {
        _language = language ?? "";
        TakeValues(Samples.Any() ? 0 : -1);
    }

    private void TakeValues(int from)
    {
        _from = from;
        _values.Clear();
        if (Translation is not { } translation)
            return;
        foreach (var variable in translation.Content.Variables())
            _values[variable.Key] = (from < 0 ? translation.Content.SampleOf(variable) : Samples.ElementAt(from).Message.Values.GetValueOrDefault(variable.Key)) ?? "";
    }

    private async Task SendAsync()
    {
        if (_busy)
            return;
        (_busy, _fault) = (true, null);
        try
        {
            _fault = CampaignResultWords.Problem(await Tests.RunAsync(Actor, Id, new ContactId(_to), _language, new Dictionary<string, string>(_values, StringComparer.Ordinal), CancellationToken.None, Variant));
            await LookAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task LookAsync()
    {
        _sent = await Tests.ListAsync(Actor, Id, Shown, _life.Token);
        await OnTested.InvokeAsync(_sent.Count > 0 ? _sent[0] : null);
        _next?.Dispose();
        // Statuses come by webhook; whoever tests is waiting for them.
        _next = _sent.Any(t => t.State is MessageState.Queued or MessageState.Claimed or MessageState.InDoubt or MessageState.Accepted or MessageState.Sent && Time.GetUtcNow() - t.AskedAt < TimeSpan.FromMinutes(20))
            ? Time.CreateTimer(_ => _ = InvokeAsync(LookAgainAsync), null, LookAgain, Timeout.InfiniteTimeSpan)
            : null;
    }

    private async Task LookAgainAsync()
    {
        if (_life.IsCancellationRequested)
            return;
        try
        {
            await LookAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
        }
    }
}
