using WaPortal.Core.OptIns.Ledger.Evidence;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.Delivery.Evidence;

/// <summary>All that proves who agreed to what, and what they were sent on the strength of it.</summary>
/// <param name="Wordings">The exact words behind the codes that entries name.</param>
public sealed record EvidencePack(
    DateTimeOffset At, string By, string Reason, PersonEvidence Evidence, IReadOnlyList<PersonMessage> Messages, IReadOnlyList<Wording> Wordings);
