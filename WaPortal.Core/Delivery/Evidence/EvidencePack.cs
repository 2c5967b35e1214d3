using WaPortal.Core.OptIns.Ledger.Evidence;

namespace WaPortal.Core.Delivery.Evidence;

/// <summary>All that proves who agreed to what, and what they were sent on the strength of it.</summary>
public sealed record EvidencePack(DateTimeOffset At, string By, string Reason, PersonEvidence Evidence, IReadOnlyList<PersonMessage> Messages);
