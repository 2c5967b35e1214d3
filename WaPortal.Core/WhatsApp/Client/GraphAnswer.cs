using System.Net;

namespace WaPortal.Core.WhatsApp;

/// <summary>What came back over the wire, before anybody asks what it means.</summary>
internal abstract record GraphAnswer
{
    private GraphAnswer()
    {
    }

    /// <summary>A whole answer. The body is empty where it was streamed elsewhere.</summary>
    public sealed record Whole(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter) : GraphAnswer
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }

    /// <summary>The request never left.</summary>
    public sealed record NeverWritten(string Reason) : GraphAnswer;

    /// <summary>The request left, at least in part, and no whole answer came.</summary>
    public sealed record Lost(string Reason) : GraphAnswer;
}
