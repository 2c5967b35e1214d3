using System.Xml;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>Opens the XML of a part so that nothing in it can reach outside, be expanded, or grow in memory.</summary>
internal static class SheetXml
{
    // Far more than any spreadsheet program writes; what is deeper is meant to exhaust the reader.
    private const int Deepest = 64;

    private const int LongestText = 8 * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = false,
        CloseInput = true,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>Goes on to the next node; false at the end.</summary>
    public static bool Step(XmlReader xml)
    {
        try
        {
            if (!xml.Read())
                return false;
        }
        catch (XmlException e)
        {
            throw Refused(e);
        }

        return xml.Depth <= Deepest ? true : throw ZipIndex.Damaged();
    }

    public static XmlReader Open(Stream part) => XmlReader.Create(new BoundedMarkupStream(part), Settings);

    /// <summary>Each element of a small part.</summary>
    public static IEnumerable<XmlReader> Elements(Stream part)
    {
        using var xml = Open(part);
        while (Step(xml))
        {
            if (xml.NodeType == XmlNodeType.Element)
                yield return xml;
        }
    }

    /// <summary>The text inside the current element.</summary>
    public static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return "";
        var depth = xml.Depth;
        string? one = null;
        System.Text.StringBuilder? more = null;
        while (Step(xml) && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                if (one is null)
                    one = xml.Value;
                else
                    (more ??= new System.Text.StringBuilder(one)).Append(xml.Value);
                if (more?.Length > LongestText)
                    throw ZipIndex.Damaged();
            }
        }

        return more?.ToString() ?? one ?? "";
    }

    public static void SkipElement(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return;
        var depth = xml.Depth;
        while (Step(xml) && xml.Depth > depth)
        {
        }
    }

    // The framework tells this apart from other errors only in words.
    private static UnreadableListException Refused(XmlException e) =>
        e.Message.Contains("DTD", StringComparison.Ordinal) ? ZipIndex.Unsafe("holds a document type definition") : ZipIndex.Damaged();

    /// <summary>
    /// Stops before a tag or a text grows so long that the XML reader, which keeps one of each, would fill the memory with it.
    /// Counts bytes, so it holds for UTF-16 parts too.
    /// </summary>
    private sealed class BoundedMarkupStream(Stream inner) : ForwardStream
    {
        private const int LongestTag = 256 * 1024;

        private int _run;
        private State _state;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            foreach (var b in buffer[..read])
            {
                _run++;
                _state = (_state, b) switch
                {
                    (State.Text, (byte)'<') => Start(State.TagStart),
                    (State.TagStart, (byte)'!' or (byte)'?') => State.Declaration,
                    (State.TagStart, (byte)'>') or (State.Tag, (byte)'>') or (State.Declaration, (byte)'>') => Start(State.Text),
                    (State.TagStart, 0) => State.TagStart,
                    (State.TagStart, _) => State.Tag,
                    (State.Tag, (byte)'"') => State.Quoted,
                    (State.Tag, (byte)'\'') => State.Apostrophe,
                    (State.Quoted, (byte)'"') or (State.Apostrophe, (byte)'\'') => State.Tag,
                    var (state, _) => state,
                };
                if (_run > (_state is State.Text or State.Declaration ? LongestText : LongestTag))
                    throw ZipIndex.Damaged();
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private State Start(State state)
        {
            _run = 0;
            return state;
        }

        private enum State
        {
            Text,
            TagStart,
            Tag,
            Quoted,
            Apostrophe,
            Declaration,
        }
    }
}
