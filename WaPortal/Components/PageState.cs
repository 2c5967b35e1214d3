namespace WaPortal.Components;

/// <summary>How far a page has come with what it shows. Whether what came is empty is the page's own business.</summary>
public enum PageState
{
    Loading,
    Ready,

    /// <summary>What the address names does not exist, or not for this enterprise.</summary>
    Missing,
    Denied,
    Failed,
}
