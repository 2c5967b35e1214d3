namespace WaPortal.Sandbox;

/// <summary>A message that the sandbox has taken on.</summary>
/// <param name="WaId">The recipient in digits, without a plus.</param>
/// <param name="Template">The template's name; null for a free-form message.</param>
/// <param name="Category">The pricing category in lower case.</param>
/// <param name="ArrivedAt">When the request came in.</param>
internal sealed record AcceptedMessage(
    string Id, string PhoneNumberId, string WaId, string? CallbackData, string? Template, string Category, bool InsideWindow, DateTimeOffset ArrivedAt);
