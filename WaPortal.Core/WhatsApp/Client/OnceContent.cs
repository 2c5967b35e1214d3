using System.Net;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// A request body that can be written once and knows whether writing began. As long as it did not, the platform cannot have
/// a whole request, whatever went wrong; from then on it may. The framework's handler does repeat requests by itself when a
/// pooled connection turns out to be dead, but not once a body was begun: so every changing call carries a body, an empty one
/// if need be, and this class turns a second writing into a fault instead of a second message.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly HttpContent _inner;
    private int _begun;

    public OnceContent(HttpContent inner)
    {
        _inner = inner;
        foreach (var (name, values) in inner.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    public bool Begun => Volatile.Read(ref _begun) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
            throw new InvalidOperationException("A request body was about to be written a second time.");
        return _inner.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
