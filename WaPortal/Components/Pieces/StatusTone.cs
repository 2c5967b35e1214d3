namespace WaPortal.Components.Pieces;

/// <summary>What a status means; the colour follows from it and is used for nothing else.</summary>
public enum StatusTone
{
    /// <summary>Nothing is going on: draft, scheduled, cancelled, opted out.</summary>
    Idle,

    /// <summary>Waits for somebody or something: in review, needs approval, at the limit.</summary>
    Wait,

    /// <summary>Good: approved, completed, opted in.</summary>
    Ok,

    /// <summary>Bad: rejected, failed.</summary>
    Bad,

    /// <summary>Stopped for now.</summary>
    Pause,

    /// <summary>Running at this moment: sending, importing.</summary>
    Live,
}

internal static class StatusToneNames
{
    /// <summary>The tone as the style sheets name it in <c>data-tone</c>.</summary>
    public static string Css(this StatusTone tone) => tone switch
    {
        StatusTone.Idle => "idle",
        StatusTone.Wait => "wait",
        StatusTone.Ok => "ok",
        StatusTone.Bad => "bad",
        StatusTone.Pause => "pause",
        StatusTone.Live => "live",
    };
}
