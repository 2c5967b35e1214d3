namespace WaPortal.Core.WhatsApp;

/// <summary>A business account as the platform describes it. Enumerations are open strings.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Name">Its name at the platform.</param>
/// <param name="ReviewStatus"><c>APPROVED</c>, <c>PENDING</c>, <c>REJECTED</c>; null when it is not told.</param>
/// <param name="PortfolioId">The business portfolio that it belongs to; null when it is not told.</param>
/// <param name="CanSend"><c>AVAILABLE</c>, <c>LIMITED</c> or <c>BLOCKED</c>, over account, portfolio and app; null when it is not told.</param>
/// <param name="Problems">What limits or blocks it, in the platform's words.</param>
public sealed record AccountInfo(string Id, string Name, string? ReviewStatus, string? PortfolioId, string? CanSend, IReadOnlyList<string> Problems);

/// <summary>An app that gets an account's webhooks.</summary>
public sealed record SubscribedApp(string Id, string Name);
