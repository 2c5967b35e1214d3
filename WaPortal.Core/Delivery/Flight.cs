using System.Threading.Channels;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>The requests of one dispatch that are on the wire, and their answers as they come. One flow launches and takes.</summary>
internal sealed class Flight(TimeProvider clock)
{
    // Answers come one by one; so long the next ones are waited for, to book them together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private readonly Channel<SendAnswer> _answers = Channel.CreateUnbounded<SendAnswer>();

    /// <summary>Launched, and the answer not taken yet.</summary>
    public int Open { get; private set; }

    /// <summary>Sends; whatever becomes of it comes back as an answer.</summary>
    public void Launch(MessageId id, Guid lease, Func<Task<SendOutcome>> send)
    {
        Open++;
        _ = Task.Run(async () => _answers.Writer.TryWrite(new SendAnswer(id, lease, await send())));
    }

    /// <summary>An answer that is known without a request.</summary>
    public void Note(MessageId id, Guid lease, SendOutcome outcome)
    {
        Open++;
        _answers.Writer.TryWrite(new SendAnswer(id, lease, outcome));
    }

    /// <summary>The answers that are there; waits for one where none is, at most so long.</summary>
    /// <param name="most">Zero to take what is there; null to wait for as long as it takes.</param>
    public async Task<IReadOnlyList<SendAnswer>> TakeAsync(TimeSpan? most)
    {
        if (most != TimeSpan.Zero && !_answers.Reader.TryPeek(out _))
        {
            var first = _answers.Reader.WaitToReadAsync().AsTask();
            await Task.WhenAny(first, Task.Delay(most ?? Timeout.InfiniteTimeSpan, clock));
            if (_answers.Reader.TryPeek(out _))
                await Task.Delay(Gathering, TimeProvider.System);
        }

        var taken = new List<SendAnswer>();
        while (_answers.Reader.TryRead(out var answer))
            taken.Add(answer);
        Open -= taken.Count;
        return taken;
    }
}
