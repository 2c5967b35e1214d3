using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Erasure;

namespace WaPortal.Compliance.Requests;

/// <summary>One request from the day it came to its proof.</summary>
public partial class RequestPage
{
    private RequestView? _view;
    private ErasureProof? _proof;
    private IReadOnlyList<RequestHandler> _handlers = [];
    private ConfirmDialog? _dialog;
    private FreshCodeDialog? _fresh;
    private string _step = "identity";
    private string _words = "";
    private bool _option;
    private string? _stepProblem;
    private string? _problem;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required RequestsQuery Query { get; init; }

    [Inject]
    public required HandleRequests Handle { get; init; }

    [Inject]
    public required ErasureQuery Erasures { get; init; }

    protected override bool IsLive => true;

    private PersonRequestId RequestId => new(Id);

    private PersonRequest Request => _view!.Request;

    private DateTimeOffset Now => Time.GetUtcNow();

    private bool CanAct => May(Right.HandleRequests) && Request.State == RequestState.Open;

    private (string Title, string Act, string Label, string Text) Asked => _step switch
    {
        "extend" => ("Extend the deadline", "Extend by two months", "Why it takes longer", "Only for requests that are complex or many. The person must hear of it, with the reason, before the first deadline."),
        "close" => ("Close without doing what was asked", "Close it", "Why", "The person must hear why, and that they can complain to an authority."),
        "handover" => ("Has the person got the answer?", "They have it", "How it was handed over", "This ends the request."),
        "erase" => ("Erase this person", "Erase for good", "Why", "This cannot be taken back, by nobody. Messages that wait are not sent. If they had opted out, a hash keeps them out of later lists, so that their wish lasts. Backups made before hold the person until they are gone."),
        _ => ("How was the identity checked?", "Keep", "How it was checked", "For instance: called back on the number that the ledger knows, or an identity card that was looked at and not copied."),
    };

    protected override bool Listens(string topic) => topic == HandleRequests.Topic || (_proof is { } proof && topic == $"erasure:{proof.Erasure.Id}");

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _view = await Query.FindAsync(Actor, RequestId, token);
        if (_view is null)
            return false;
        _proof = Request.ErasureId is { } erasure ? await Erasures.FindAsync(Actor, erasure, token) : null;
        _handlers = CanAct ? await Query.HandlersAsync(Actor, token) : [];
        return true;
    }

    private async Task AssignAsync(ChangeEventArgs e)
    {
        if (Guid.TryParse((string?)e.Value, out var user))
            await TellAsync(await Handle.AssignAsync(Actor, RequestId, new UserId(user), PageToken));
    }

    private async Task AskAsync(string step)
    {
        (_step, _words, _option, _stepProblem) = (step, step == "identity" ? _view!.Details?.Identity ?? "" : "", false, null);
        if (await _dialog!.AskAsync())
            await ReloadAsync();
    }

    private async Task<bool> ActAsync()
    {
        if (_step == "erase" && !await _fresh!.EnsureAsync("Erasing a person"))
            return false;
        var result = await (_step switch
        {
            "extend" => Handle.ExtendAsync(Actor, RequestId, _words, PageToken),
            "close" => Handle.CloseAsync(Actor, RequestId, _option, _words, PageToken),
            "handover" => Handle.HandOverAsync(Actor, RequestId, _words, PageToken),
            "erase" => Handle.EraseAsync(Actor, RequestId, _option, _words, PageToken),
            _ => Handle.CheckIdentityAsync(Actor, RequestId, _words, PageToken),
        });
        _stepProblem = (result as RequestResult.Refused)?.Words;
        return _stepProblem is null;
    }

    private async Task TellAsync(RequestResult result)
    {
        _problem = (result as RequestResult.Refused)?.Words;
        await ReloadAsync();
    }
}
