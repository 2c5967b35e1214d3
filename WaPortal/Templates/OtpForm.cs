using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>What may be chosen about an authentication template.</summary>
public sealed class OtpForm
{
    /// <summary>Limits of the platform.</summary>
    public const int MostApps = 5;
    public const int LongestExpiry = 90;

    private TemplateButton _read = new(ButtonKind.Otp, "");
    private string? _autofill;

    public bool Recommendation { get; set; } = true;

    /// <summary>Minutes; null: the message does not say when the code expires.</summary>
    public int? Expiry { get; set; }

    public OtpKind Kind { get; set; }

    public List<OtpAppForm> Apps { get; } = [];

    public bool TermsAccepted { get; set; }

    public static OtpForm? From(TemplateContent content)
    {
        if (content.Authentication is not { } texts)
            return null;
        var form = new OtpForm { Recommendation = texts.SecurityRecommendation, Expiry = texts.ExpiryMinutes };
        if (content.Buttons.FirstOrDefault(b => b.Kind == ButtonKind.Otp) is { } button)
        {
            form._read = button;
            form.Kind = button.Otp?.Kind ?? OtpKind.CopyCode;
            form.TermsAccepted = button.Otp?.ZeroTapTermsAccepted == true;
            form._autofill = button.Otp?.AutofillText;
            form.Apps.AddRange((button.Otp?.Apps ?? []).Select(a => new OtpAppForm { PackageName = a.PackageName, SignatureHash = a.SignatureHash }));
        }
        return form;
    }

    public AuthenticationTexts ToTexts() => new(Recommendation, Expiry);

    public TemplateButton ToButton() => _read with
    {
        Otp = new OtpButton(
            Kind, _autofill, Kind == OtpKind.CopyCode ? [] : [.. Apps.Select(a => new OtpApp(a.PackageName.Trim(), a.SignatureHash.Trim()))], Kind == OtpKind.ZeroTap && TermsAccepted),
    };
}

/// <summary>An Android app as it is being edited.</summary>
public sealed class OtpAppForm
{
    public string PackageName { get; set; } = "";

    public string SignatureHash { get; set; } = "";
}
