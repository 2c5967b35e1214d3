namespace WaPortal.Core.Templates;

/// <summary>What a flow button does first.</summary>
public enum FlowAction
{
    /// <summary>Opens a screen.</summary>
    Navigate,

    /// <summary>Asks the flow's own endpoint which screen comes first.</summary>
    DataExchange,
}

/// <summary>The flow that a button opens. It has to be published.</summary>
/// <param name="FlowId">The flow's id at the platform.</param>
/// <param name="Action">What happens first.</param>
/// <param name="Screen">The screen to open, for <see cref="FlowAction.Navigate"/>.</param>
public sealed record FlowTarget(string FlowId, FlowAction Action = FlowAction.Navigate, string? Screen = null);
