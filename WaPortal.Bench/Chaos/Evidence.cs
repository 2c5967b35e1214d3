using WaPortal.Core.Delivery;

namespace WaPortal.Bench.Chaos;

/// <summary>A message that the platform took over, by its own log.</summary>
/// <param name="ArrivedAt">When the request came in.</param>
/// <param name="TakenAt">When it was taken over.</param>
/// <param name="Wamid">The platform's id.</param>
/// <param name="Person">The person, by the enterprise's keyed hash of the number.</param>
/// <param name="Opaque">What the sender gave along.</param>
/// <param name="Template">The template; each campaign has one of its own.</param>
internal sealed record TakenMessage(DateTimeOffset ArrivedAt, DateTimeOffset TakenAt, string Wamid, string Person, string? Opaque, string? Template);

/// <summary>A message as the portal's tables hold it at the end.</summary>
/// <param name="Opaque">The id that its last try travelled under.</param>
/// <param name="Resends">How often a person had it sent again.</param>
internal sealed record BookedMessage(
    string Campaign, string Person, string Opaque, MessageState State, string? Reason, int? Error, string? Wamid, int Resends, DateTimeOffset? StartedAt);

/// <summary>A campaign as the portal's tables hold it at the end.</summary>
/// <param name="Name">Also its template's name.</param>
/// <param name="State">Its order's state.</param>
/// <param name="Audience">Everybody of its list.</param>
/// <param name="Counters">What its counters say.</param>
/// <param name="Pauses">Reasons of the pauses in its timeline.</param>
/// <param name="Explained">Reasons of the pauses in the enterprise's trail.</param>
internal sealed record BookedCampaign(
    string Name, SendOrderState State, IReadOnlyCollection<string> Audience, IReadOnlyDictionary<MessageState, int> Counters, IReadOnlyList<string?> Pauses, IReadOnlyList<string?> Explained);

/// <summary>An opt-out of offers, by the consent ledger.</summary>
internal sealed record BookedOptOut(string Person, DateTimeOffset BookedAt);

/// <summary>What the checker goes by: the platform's log, and the portal's tables after all has settled.</summary>
/// <param name="Stops">People who wrote STOP while it sent.</param>
/// <param name="Limits">The messaging limit and from when on it held, in order; null for none.</param>
/// <param name="RefusedOverLimit">How often the platform refused a message for the messaging limit.</param>
/// <param name="LedgerBreaks">Where the chain of the consent ledger does not hold.</param>
/// <param name="TrailBreaks">The same of the trail of what was done.</param>
internal sealed record Evidence(
    IReadOnlyList<TakenMessage> Taken, IReadOnlyList<BookedCampaign> Campaigns, IReadOnlyList<BookedMessage> Booked, IReadOnlyList<BookedOptOut> OptOuts,
    IReadOnlyCollection<string> Stops, IReadOnlyList<(DateTimeOffset From, int? People)> Limits, long RefusedOverLimit, int LedgerBreaks, int TrailBreaks);
