using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;

namespace WaPortal.Access.Account;

/// <summary>Changes one's own password.</summary>
public partial class PasswordCard
{
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private string _old = "";
    private string _new = "";
    private bool _shown;
    private bool _busy;
    private bool _done;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    /// <summary>For password managers, which file what they see under it.</summary>
    [Parameter]
    public string Email { get; set; } = "";

    /// <summary>Asks for a fresh code; what it is for goes in, whether there is one comes out.</summary>
    [Parameter, EditorRequired]
    public Func<string, Task<bool>> EnsureFresh { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required OwnAccount Account { get; init; }

    private string Type => _shown ? "text" : "password";

    private string? Mark(string field) => _errors.ContainsKey(field) ? "wa-invalid" : null;

    private async Task ChangeAsync()
    {
        if (_busy)
            return;
        _busy = true;
        _done = false;
        try
        {
            if (!await EnsureFresh("Changing your password"))
                return;
            _errors = await Account.ChangePasswordAsync(Actor, new PasswordChange(_old, _new), CancellationToken.None);
            _done = _errors.Count == 0;
            if (!_done)
                return;
            (_old, _new, _shown) = ("", "", false);
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
