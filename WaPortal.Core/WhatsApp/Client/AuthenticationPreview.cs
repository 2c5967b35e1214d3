namespace WaPortal.Core.WhatsApp;

/// <summary>The platform's fixed texts of an authentication template in one language.</summary>
/// <param name="Language">The code, with an underscore.</param>
/// <param name="Body">With <c>{{1}}</c> for the code and formatting characters.</param>
/// <param name="Footer">When the code expires; null for none.</param>
/// <param name="ButtonLabel">Of the button that copies.</param>
/// <param name="AutofillLabel">Of the button that fills in.</param>
public sealed record AuthenticationPreview(string Language, string Body, string? Footer, string? ButtonLabel, string? AutofillLabel);
