namespace WaPortal.Core.Templates;

/// <summary>What a person declines by tapping a quick-reply button that is marked as a way out.</summary>
public enum OptOutScope
{
    Marketing,

    /// <summary>Every message, of whatever kind.</summary>
    Everything,
}
