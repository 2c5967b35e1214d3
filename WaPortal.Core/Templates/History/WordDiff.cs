namespace WaPortal.Core.Templates;

/// <summary>What became of a piece of text.</summary>
public enum DiffKind
{
    Same,
    Added,
    Removed,
}

/// <summary>A piece of text that was kept, added or taken out.</summary>
public sealed record DiffPiece(DiffKind Kind, string Text);

/// <summary>Compares texts word by word.</summary>
public static class WordDiff
{
    // The work grows with the product of both lengths; a text at the platform's limit has a few hundred pieces.
    private const int MostPieces = 2000;

    /// <summary>The pieces that lead from one text to the other, in reading order.</summary>
    public static IReadOnlyList<DiffPiece> Between(string before, string after)
    {
        var (a, b) = (Split(before), Split(after));
        if (a.Count > MostPieces || b.Count > MostPieces) return Join([new(DiffKind.Removed, before), new(DiffKind.Added, after)]);
        // lengths[i, j]: the longest sequence that a from i and b from j have in common.
        var lengths = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
                lengths[i, j] = a[i] == b[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }

        var pieces = new List<DiffPiece>();
        var (x, y) = (0, 0);
        while (x < a.Count && y < b.Count)
        {
            if (a[x] == b[y])
            {
                pieces.Add(new DiffPiece(DiffKind.Same, a[x]));
                (x, y) = (x + 1, y + 1);
            }
            else if (lengths[x + 1, y] >= lengths[x, y + 1])
            {
                pieces.Add(new DiffPiece(DiffKind.Removed, a[x++]));
            }
            else
            {
                pieces.Add(new DiffPiece(DiffKind.Added, b[y++]));
            }
        }

        pieces.AddRange(a.Skip(x).Select(p => new DiffPiece(DiffKind.Removed, p)));
        pieces.AddRange(b.Skip(y).Select(p => new DiffPiece(DiffKind.Added, p)));
        return Join(pieces);
    }

    // Words, runs of blanks, and every other sign alone. Letters of any script, with the marks that belong to them, make a word.
    private static List<string> Split(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && Belongs(text[i - 1], text[i])) continue;
            pieces.Add(text[start..i]);
            start = i;
        }

        if (text.Length == 0) pieces.Clear();
        return pieces;
    }

    private static bool Belongs(char before, char after) =>
        char.IsLowSurrogate(after) || (Class(before) is var one and not 0 && one == Class(after));

    private static int Class(char sign) => sign switch
    {
        '\n' => 0,
        _ when char.IsWhiteSpace(sign) => 1,
        _ when char.IsLetterOrDigit(sign) || sign is '_' or '{' or '}' || char.GetUnicodeCategory(sign) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark => 2,
        _ => 0,
    };

    // Neighbours of one kind become one piece; what is taken out stands before what comes in its place.
    private static List<DiffPiece> Join(IReadOnlyList<DiffPiece> pieces)
    {
        var joined = new List<DiffPiece>();
        var (removed, added) = ("", "");
        foreach (var piece in pieces.Append(new DiffPiece(DiffKind.Same, "")))
        {
            if (piece.Kind == DiffKind.Removed) removed += piece.Text;
            else if (piece.Kind == DiffKind.Added) added += piece.Text;
            else
            {
                if (removed.Length > 0) joined.Add(new DiffPiece(DiffKind.Removed, removed));
                if (added.Length > 0) joined.Add(new DiffPiece(DiffKind.Added, added));
                (removed, added) = ("", "");
                if (piece.Text.Length == 0) continue;
                if (joined is [.., { Kind: DiffKind.Same } last]) joined[^1] = last with { Text = last.Text + piece.Text };
                else joined.Add(piece);
            }
        }

        return joined;
    }
}
