namespace WaPortal.Core.WhatsApp;

/// <summary>Takes down what came back to one call, word for word, for people who want to see it. Holds no headers, so no token.</summary>
public sealed class WireRecord
{
    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; private set; }

    /// <summary>The body of the answer, or why there was none.</summary>
    public string Answer { get; private set; } = "";

    internal void Take(GraphAnswer answer) => (Status, Answer) = answer switch
    {
        GraphAnswer.Whole whole => ((int)whole.Status, System.Text.Encoding.UTF8.GetString(whole.Body)),
        GraphAnswer.NeverWritten never => ((int?)null, never.Reason),
        GraphAnswer.Lost lost => (null, lost.Reason),
        _ => throw new InvalidOperationException("The hierarchy is closed."),
    };
}
