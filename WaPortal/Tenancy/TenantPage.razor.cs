using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tenancy;

/// <summary>One enterprise from outside: its state, its settings, and how its first admin comes in.</summary>
public partial class TenantPage
{
    private TenantLine? _tenant;
    private TenantForm? _form;
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private ConfirmDialog? _confirm;
    private FreshCodeDialog? _freshCode;
    private IssuedLink? _issued;
    private Step _step;
    private string _reason = "";
    private string _email = "";
    private string? _refused;
    private string? _done;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required TenantListQuery Query { get; init; }

    [Inject]
    public required EditTenant Edit { get; init; }

    [Inject]
    public required ChangeTenantStatus Status { get; init; }

    [Inject]
    public required InviteTenantAdmin Invite { get; init; }

    [Inject]
    public required IOptions<TenancyOptions> Options { get; init; }

    protected override bool IsLive => true;

    private TenantLine Shown => _tenant!;

    private TenantId TenantId => new(Id);

    private bool IsOwn => Shown.Id == Actor.Tenant;

    private string Effect => _step switch
    {
        Step.Suspend => $"{Figures.Count(Shown.Users, "user is", "users are")} signed out at once, running campaigns stop where they are, and nothing more leaves until you resume it.",
        Step.Resume => "People can sign in again, and campaigns that were running go on.",
        Step.Close => $"{Figures.Count(Shown.Users, "user is", "users are")} signed out at once and nothing more leaves. After {Grace} its keys are destroyed and everything in it is erased for good. Until then it can be reopened.",
        Step.Reopen => "It is suspended then, so nothing is sent until somebody has looked and resumes it.",
    };

    private string Grace => Options.Value.ClosingGrace.TotalDays >= 1
        ? Figures.Count((long)Options.Value.ClosingGrace.TotalDays, "day", "days")
        : Figures.Count((long)Options.Value.ClosingGrace.TotalHours, "hour", "hours");

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var before = _tenant;
        _tenant = await Query.FindAsync(Actor, TenantId, token);
        // What was typed and not saved yet stays.
        if (_tenant is not null && (_form is null || before?.Id != _tenant.Id || !_form.Differs(before)))
            _form = TenantForm.Of(_tenant);
        return _tenant is not null;
    }

    private async Task AskAsync(Step step)
    {
        (_step, _reason) = (step, "");
        if (!await _confirm!.AskAsync())
            return;
        await ActAsync($"To {step.Act().ToLowerInvariant()} an enterprise", async () =>
        {
            var change = await (step switch
            {
                Step.Suspend => Status.SuspendAsync(Actor, TenantId, _reason, PageToken),
                Step.Resume => Status.ResumeAsync(Actor, TenantId, _reason, PageToken),
                Step.Close => Status.CloseAsync(Actor, TenantId, _reason, PageToken),
                Step.Reopen => Status.ReopenAsync(Actor, TenantId, _reason, PageToken),
            });
            (_done, _refused) = (change is TenantChange.Done ? step.Done() : null, (change as TenantChange.Refused)?.Words);
        });
    }

    private Task SaveAsync() => ActAsync("Changing an enterprise", async () =>
    {
        _errors = await Edit.RunAsync(Actor, TenantId, _form!.Name, _form.TimeZone, _form.Region, _form.LanguageList, PageToken) ?? _errors;
        if (_errors.Count > 0)
            return;
        _form = null;
        _done = "Saved.";
    });

    private Task InviteAsync() => ActAsync("Inviting a tenant admin", async () =>
    {
        switch (await Invite.RunAsync(Actor, TenantId, _email, PageToken))
        {
            case UserChange.Issued issued:
                (_issued, _email) = (issued.Link, "");
                break;
            case UserChange.Refused refused:
                _refused = refused.Words;
                break;
        }
    });

    private async Task ActAsync(string what, Func<Task> act)
    {
        if (_busy || !await _freshCode!.EnsureAsync(what))
            return;
        _busy = true;
        try
        {
            (_issued, _refused, _done) = (null, null, null);
            await act();
        }
        finally
        {
            _busy = false;
        }

        await ReloadAsync();
    }
}
