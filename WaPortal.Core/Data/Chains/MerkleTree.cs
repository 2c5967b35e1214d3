using System.Numerics;
using System.Security.Cryptography;

namespace WaPortal.Core.Data.Chains;

/// <summary>
/// The hash tree of RFC 6962, section 2.1, over the entries of a chain, kept as the roots of its full subtrees: as many hashes as the
/// number of leaves has bits that are set. A leaf's hash is SHA-256 of 0x00 and its data, which is what <see cref="ChainHash.Finish"/> gives.
/// </summary>
internal sealed class MerkleTree
{
    private const int HashSize = 32;
    private readonly List<byte[]> _subtrees = [];

    public MerkleTree()
    {
    }

    /// <summary>Goes on from an earlier state.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="subtrees">As <see cref="Subtrees"/> gave them.</param>
    public MerkleTree(long size, ReadOnlySpan<byte> subtrees)
    {
        if (subtrees.Length != BitOperations.PopCount((ulong)size) * HashSize)
            throw new ArgumentException("The subtrees are not those of this size.", nameof(subtrees));
        Size = size;
        for (var at = 0; at < subtrees.Length; at += HashSize)
            _subtrees.Add(subtrees.Slice(at, HashSize).ToArray());
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The roots of the full subtrees, the largest first, one after the other.</summary>
    public byte[] Subtrees => [.. _subtrees.SelectMany(s => s)];

    public void Add(byte[] leafHash)
    {
        var node = leafHash;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            node = Node(_subtrees[^1], node);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(node);
        Size++;
    }

    /// <summary>The root over all leaves so far; of none, SHA-256 of nothing.</summary>
    public byte[] Root()
    {
        if (_subtrees.Count == 0)
            return SHA256.HashData([]);
        var root = _subtrees[^1];
        for (var i = _subtrees.Count - 2; i >= 0; i--)
            root = Node(_subtrees[i], root);
        return root;
    }

    /// <summary>The audit paths of some leaves (RFC 6962, section 2.1.1), nearest neighbour first.</summary>
    /// <param name="leaves">The hashes of all leaves.</param>
    /// <param name="indexes">Which, from 0.</param>
    public static IReadOnlyList<IReadOnlyList<byte[]>> Paths(IReadOnlyList<byte[]> leaves, IReadOnlyList<int> indexes)
    {
        var paths = indexes.Select(_ => new List<byte[]>()).ToList();
        var at = indexes.ToArray();
        // Level by level: nodes pair up from the left, and a last one without a neighbour goes up as it is.
        for (var level = leaves; level.Count > 1;)
        {
            for (var i = 0; i < at.Length; i++)
            {
                if ((at[i] ^ 1) < level.Count)
                    paths[i].Add(level[at[i] ^ 1]);
                at[i] >>= 1;
            }

            var above = new byte[(level.Count + 1) / 2][];
            for (var i = 0; i < above.Length; i++)
                above[i] = i * 2 + 1 < level.Count ? Node(level[i * 2], level[i * 2 + 1]) : level[i * 2];
            level = above;
        }

        return paths;
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
