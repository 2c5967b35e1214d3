namespace WaPortal.Core.Templates;

/// <summary>What may be chosen about the fixed texts of an authentication template.</summary>
/// <param name="SecurityRecommendation">The body ends with the advice not to share the code.</param>
/// <param name="ExpiryMinutes">The footer says after how many minutes (1 to 90) the code expires; null for no footer.</param>
public sealed record AuthenticationTexts(bool SecurityRecommendation, int? ExpiryMinutes);
