using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Templates;

/// <summary>The form of an authentication template: choices about texts that are the platform's own.</summary>
public partial class AuthenticationEditor : IDisposable
{
    private readonly CancellationTokenSource _life = new();

    [Parameter, EditorRequired]
    public required TranslationForm Form { get; set; }

    [Parameter, EditorRequired]
    public required TemplateLanguage Language { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public TemplateId Template { get; set; }

    /// <summary>What WhatsApp writes.</summary>
    [Parameter, EditorRequired]
    public required CodeWording Wording { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>WhatsApp has answered what it writes: draw the preview again.</summary>
    [Parameter]
    public EventCallback OnWords { get; set; }

    private OtpForm Otp => Form.Otp!;

    private AuthenticationPreview Words => Wording.Of(Language.Code, Otp.ToTexts());

    private string Note => Wording.IsOwn(Language.Code, Otp.ToTexts()) ? "This is WhatsApp's own wording."
        : Words.Language == Language.Code ? "The wording is WhatsApp's and may differ a little."
        : $"WhatsApp writes this in {Language.Name}; here it is shown in English.";

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        GC.SuppressFinalize(this);
    }

    // Drawn with the portal's likeness first: the platform may take its time.
    protected override async Task OnParametersSetAsync()
    {
        var token = _life.Token;
        try
        {
            if (await Wording.LookUpAsync(Actor, Template, Language.Code, Otp.ToTexts(), token))
                await OnWords.InvokeAsync();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
    }

    private void Choose(OtpKind kind)
    {
        Otp.Kind = kind;
        if (kind != OtpKind.CopyCode && Otp.Apps.Count == 0)
            Otp.Apps.Add(new OtpAppForm());
    }

    private Task ChangeAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
