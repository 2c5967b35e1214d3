namespace WaPortal.Core.Templates;

/// <summary>How a one-time code gets from the message into the app.</summary>
public enum OtpKind
{
    /// <summary>People copy it.</summary>
    CopyCode,

    /// <summary>One tap fills it in, on Android; elsewhere it is copied.</summary>
    OneTap,

    /// <summary>It is filled in without a tap, on Android; elsewhere one tap or copying.</summary>
    ZeroTap,
}

/// <summary>An Android app that may take over codes.</summary>
/// <param name="PackageName">Such as <c>com.example.app</c>; at most 224 characters.</param>
/// <param name="SignatureHash">The 11 characters of the app's signing key.</param>
public sealed record OtpApp(string PackageName, string SignatureHash);

/// <summary>The button of an authentication template.</summary>
/// <param name="Kind">How the code gets into the app.</param>
/// <param name="AutofillText">Label of the one-tap button; null for the platform's own.</param>
/// <param name="Apps">One to five, for one-tap and zero-tap.</param>
/// <param name="ZeroTapTermsAccepted">Zero-tap needs the platform's terms to be accepted.</param>
public sealed record OtpButton(OtpKind Kind, string? AutofillText, IReadOnlyList<OtpApp> Apps, bool ZeroTapTermsAccepted);
