using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns;

/// <summary>
/// docs/ledger.md tells auditors how to verify a ledger with a program of their own, docs/ledger-vectors.json is what they try it on. Here such a
/// program is written from the page alone. Set WAPORTAL_WRITE_DOCS=1 to write the vectors anew.
/// </summary>
public sealed class LedgerFormatTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string File => Path.Combine(Repository.Root, "docs", "ledger-vectors.json");

    [Fact]
    public async Task A_program_written_from_the_page_verifies_the_vectors()
    {
        if (Environment.GetEnvironmentVariable("WAPORTAL_WRITE_DOCS") == "1")
            await WriteAsync();
        var vectors = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File))!;
        var tenant = (string)vectors["tenant"]!;
        var chain = SHA256.HashData(Encoding.UTF8.GetBytes("genesis" + tenant));
        var leaves = new List<byte[]>();
        foreach (var e in vectors["entries"]!.AsArray())
        {
            var seq = (long)e!["seq"]!;
            var evidence = Hex(e["evidence"]);
            Assert.Equal(Hex(e["prev_chain"]), chain);
            byte[] bytes =
            [
                .. Text("L1"), .. Text(tenant), .. Text(Invariant(seq)), .. Text(Invariant((long)e["recorded_at"]!)), .. Text((string)e["kind"]!), .. Text((string)e["subject"]!),
                .. Part(Hex(e["commit"])), .. Part(SHA256.HashData(evidence)), .. Text((string)e["actor"]!), .. Part(chain),
            ];
            var entry = SHA256.HashData([0, .. bytes]);
            Assert.Equal(Hex(e["entry_hash"]), entry);
            chain = SHA256.HashData([2, .. chain, .. entry]);
            Assert.Equal(Hex(e["chain_hash"]), chain);
            leaves.Add(entry);

            var key = Hex(e["subject_key"]);
            var plain = new byte[evidence.Length - 28];
            using var aes = new AesGcm(key, 16);
            aes.Decrypt(evidence.AsSpan(0, 12), evidence.AsSpan(28), evidence.AsSpan(12, 16), plain, Encoding.UTF8.GetBytes($"{tenant}\0consent_ledger\0evidence\0{Invariant(seq)}"));
            var phone = (string)JsonNode.Parse(plain)!["Phone"]!;
            Assert.Equal(Hex(e["commit"]), HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("phone\0" + phone)));
        }

        var lines = ((string)vectors["checkpoint"]!).Split('\n');
        Assert.Equal(["waportal/" + tenant, Invariant(leaves.Count), Convert.ToBase64String(Root(leaves)), "head " + Convert.ToBase64String(chain)], lines[..4]);
        var signed = string.Join('\n', lines[..5]) + "\n";
        var signature = Convert.FromBase64String(lines[6].Split(' ')[^1]);
        using var signer = ECDsa.Create();
        signer.ImportFromPem((string)vectors["public_key"]!);
        Assert.Equal(SHA256.HashData(signer.ExportSubjectPublicKeyInfo())[..4], signature[..4]);
        Assert.True(signer.VerifyData(Encoding.UTF8.GetBytes(signed), signature.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        // The audit path of the second entry: its right neighbour in the first pair comes first.
        var path = vectors["path_of_2"]!.AsArray().Select(Hex).ToList();
        Assert.Equal(Root(leaves), Node(Node(path[0], leaves[1]), path[1]));
        // And what the portal itself makes of them.
        Assert.Equal(MerkleTree.Paths(leaves, [1])[0], path);
    }

    // The tree of RFC 6962, section 2.1, as the page has it.
    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 1)
            return leaves[0];
        var left = 1;
        while (left * 2 < leaves.Count)
            left *= 2;
        return Node(Root(leaves[..left]), Root(leaves[left..]));
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    private static byte[] Text(string text) => Part(Encoding.UTF8.GetBytes(text));

    private static byte[] Part(byte[] part)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        return [.. length, .. part];
    }

    private static string Invariant(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Hex(JsonNode? node) => Convert.FromHexString((string)node!);

    // With the portal's own code; keys and nonces are random, so each writing differs.
    private static async Task WriteAsync()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var tenant = new TenantId(Guid.Parse("0199d1a0-0000-7000-8000-0000000000aa"));
        var (chain, tree, entries, hashes) = (LedgerChain.Genesis(tenant), new MerkleTree(), new JsonArray(), new List<byte[]>());
        (string Kind, string Phone, string How)[] events = [("opt-in:marketing", "+447700900123", "import"), ("opt-in:utility", "+447700900123", "import"), ("opt-out", "+447700900123", "inbound")];
        var (subject, key) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        for (var seq = 1; seq <= events.Length; seq++)
        {
            var (kind, phone, how) = events[seq - 1];
            var at = new DateTimeOffset(2026, 5, seq, 10, 0, 0, TimeSpan.Zero);
            var evidence = SubjectKeys.Seal(tenant, key, seq, new ConsentEvidence(phone, at, how, "form", "F-1", "Yes, send me news by WhatsApp.", null));
            var commit = LedgerChain.Commit(key, phone);
            var entry = LedgerChain.Entry(tenant, seq, at.AddHours(1), kind, subject, commit, SHA256.HashData(evidence), how, chain);
            var next = ChainHash.Link(chain, entry);
            entries.Add(new JsonObject
            {
                ["seq"] = seq,
                ["recorded_at"] = at.AddHours(1).ToUnixTimeMilliseconds(),
                ["kind"] = kind,
                ["subject"] = subject.ToString(),
                ["subject_key"] = Convert.ToHexStringLower(key),
                ["commit"] = Convert.ToHexStringLower(commit),
                ["evidence"] = Convert.ToHexStringLower(evidence),
                ["actor"] = how,
                ["prev_chain"] = Convert.ToHexStringLower(chain),
                ["entry_hash"] = Convert.ToHexStringLower(entry),
                ["chain_hash"] = Convert.ToHexStringLower(next),
            });
            tree.Add(entry);
            hashes.Add(entry);
            chain = next;
        }

        var signing = portal.Get<LedgerSigningKey>();
        var note = new CheckpointNote(CheckpointNote.OriginOf(tenant), tree.Size, tree.Root(), chain, new DateTimeOffset(2026, 5, 3, 12, 0, 0, TimeSpan.Zero)).Sign(signing);
        var vectors = new JsonObject
        {
            ["tenant"] = tenant.ToString(),
            ["entries"] = entries,
            ["checkpoint"] = note.ToString(),
            ["public_key"] = signing.PublicPem,
            ["path_of_2"] = new JsonArray([.. MerkleTree.Paths(hashes, [1])[0].Select(h => (JsonNode)Convert.ToHexStringLower(h))]),
        };
        await System.IO.File.WriteAllTextAsync(File, vectors.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n");
    }
}
