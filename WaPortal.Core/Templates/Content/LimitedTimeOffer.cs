namespace WaPortal.Core.Templates;

/// <summary>The strip of a limited-time offer between header and body.</summary>
/// <param name="Text">At most 16 characters.</param>
/// <param name="HasExpiration">It counts down to a moment that each message carries.</param>
public sealed record LimitedTimeOffer(string Text, bool HasExpiration);
