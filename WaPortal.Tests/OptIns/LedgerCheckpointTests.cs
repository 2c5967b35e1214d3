using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Tests.Data;
using WaPortal.Tests.WhatsApp;
using Xunit;

namespace WaPortal.Tests.OptIns;

public sealed class LedgerCheckpointTests
{
    [Theory, Engines]
    public async Task New_entries_are_sealed_within_the_hour_and_nothing_is_sealed_twice(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await SweepAsync(portal);
        Assert.Empty(await SizesAsync(portal));
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        await SweepAsync(portal);
        Assert.Empty(await SizesAsync(portal));
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync(portal);
        await SweepAsync(portal);
        Assert.Equal([5L], await SizesAsync(portal));

        await ImportJobTests.OptOutAsync(portal, "+447700000001", portal.Clock.GetUtcNow());
        portal.Clock.Advance(TimeSpan.FromHours(2));
        await SweepAsync(portal);
        Assert.Equal([5L, 6L], await SizesAsync(portal));
        Assert.Empty((await portal.VerifyAsync()).Breaks);
    }

    [Theory, Engines]
    public async Task A_chain_that_was_written_anew_from_some_entry_on_is_found(Engine engine)
    {
        await using var portal = await SealedAsync(engine);
        await ForgeAsync(portal, engine, from: 3, to: 6);
        // In itself the forged chain is whole: without checkpoints it passes.
        Assert.Equal(["3 forked"], await BreaksAsync(portal));
        await RawAsync(portal, "DELETE FROM ledger_checkpoints");
        Assert.Empty(await BreaksAsync(portal));
    }

    [Theory, Engines]
    public async Task A_tail_that_was_cut_off_together_with_the_head_is_found(Engine engine)
    {
        await using var portal = await SealedAsync(engine);
        await WithoutTriggersAsync(portal, engine);
        await RawAsync(portal, "DELETE FROM consent_ledger WHERE seq > 3");
        await RawAsync(portal, "UPDATE consent_chain_heads SET seq = 3, chain_hash = (SELECT chain_hash FROM consent_ledger WHERE seq = 3)");
        Assert.Equal(["4 cut off"], await BreaksAsync(portal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_checkpoint_that_was_changed_or_signed_by_another_key_is_found(Engine engine)
    {
        await using var portal = await SealedAsync(engine);
        var note = (await portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None))!;
        await NoteAsync(portal, note.ToString().Replace("\n6\n", "\n5\n", StringComparison.Ordinal));
        Assert.Contains("5 wrong signature", await BreaksAsync(portal));

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stranger = Convert.ToBase64String([.. CheckpointNote.KeyId(other), .. other.SignData(System.Text.Encoding.UTF8.GetBytes(note.Text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)]);
        await NoteAsync(portal, $"{note.Text}\n\u2014 {note.Origin} {stranger}\n");
        Assert.Equal(["6 wrong signature"], await BreaksAsync(portal));

        await NoteAsync(portal, "nothing of the kind");
        Assert.Equal(["0 wrong signature"], await BreaksAsync(portal));
    }

    [Theory, Engines]
    public async Task A_checkpoint_that_was_taken_along_tells_what_the_database_cannot(Engine engine)
    {
        await using var portal = await SealedAsync(engine);
        var taken = (await portal.Get<LedgerCheckpointsQuery>().TakeAsync(Officer(portal), CancellationToken.None))!;
        await RawAsync(portal, "DELETE FROM ledger_checkpoints");
        await ForgeAsync(portal, engine, from: 2, to: 6);
        Assert.Empty(await BreaksAsync(portal));
        var answer = await portal.Get<VerifyLedger>().RunAsync(Officer(portal), null, CancellationToken.None, CheckpointNote.Read(taken.ToString()));
        Assert.Equal("1 forked", string.Join(", ", answer.Breaks.Select(b => $"{b.Seq} {b.Kind}")));
    }

    [Theory, Engines]
    public async Task Copies_go_to_a_directory_and_an_address_until_they_have_arrived_and_tell_on_a_forger(Engine engine)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-copies-").FullName;
        var answers = new Queue<int>([500, 200, 200, 200, 200]);
        var received = new List<string>();
        await using var place = await KestrelPlatform.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            received.Add(await reader.ReadToEndAsync());
            context.Response.StatusCode = answers.Dequeue();
        });
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Ledger:CopyDirectory"] = directory, ["Ledger:CopyUrl"] = place.Address.GetLeftPart(UriPartial.Authority) + "/seals" };
        await using var portal = await TestPortal.StartAsync(engine, settings: settings);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync(portal);
        var line = Assert.Single((await portal.Get<LedgerCheckpointsQuery>().RunAsync(Officer(portal), 10, CancellationToken.None)).Newest);
        Assert.Equal((null, "The address answered 500."), (line.CopiedAt, line.CopyFault));
        await SweepAsync(portal);
        line = Assert.Single((await portal.Get<LedgerCheckpointsQuery>().RunAsync(Officer(portal), 10, CancellationToken.None)).Newest);
        Assert.Equal((portal.Clock.GetUtcNow(), null), (line.CopiedAt, line.CopyFault));
        Assert.Equal(received[1], await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(directory))));

        await ForgeAsync(portal, engine, from: 2, to: 5);
        await RawAsync(portal, "DELETE FROM ledger_checkpoints");
        Assert.Equal(["1 forked"], await BreaksAsync(portal));
        Directory.Delete(directory, recursive: true);
    }

    [Theory, Engines]
    public async Task Two_that_seal_at_once_make_one_checkpoint(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None))));
        Assert.Equal([5L], await SizesAsync(portal));
    }

    [Fact]
    public async Task The_signing_key_is_made_once_readable_by_its_owner_only_and_never_in_the_database()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var key = portal.Get<LedgerSigningKey>();
        var file = Path.Combine(portal.DataPath, "keys", "ledger", "signing.pem");
        Assert.Contains("PRIVATE KEY", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var again = new LedgerSigningKey(portal.Get<DataDirectory>());
        Assert.Equal(key.Fingerprint, again.Fingerprint);

        // A key that was lost is replaced; what the old one signed is known by its public half.
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 5));
        var note = (await portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None))!;
        File.Delete(file);
        using var next = new LedgerSigningKey(portal.Get<DataDirectory>());
        Assert.NotEqual(key.Fingerprint, next.Fingerprint);
        using var old = next.Find(note.Key);
        Assert.True(note.IsSignedBy(old!));
    }

    [Fact]
    public void Roots_and_audit_paths_are_those_of_rfc_6962()
    {
        // RFC 6962's own test data (as in Certificate Transparency's reference implementation): eight leaves.
        string[] inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] roots =
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        var tree = new MerkleTree();
        var leaves = new List<byte[]>();
        for (var i = 0; i < inputs.Length; i++)
        {
            leaves.Add(SHA256.HashData([0, .. Convert.FromHexString(inputs[i])]));
            tree.Add(leaves[^1]);
            Assert.Equal(roots[i], Convert.ToHexStringLower(tree.Root()));
            tree = new MerkleTree(tree.Size, tree.Subtrees);
        }

        for (var size = 1; size <= leaves.Count; size++)
        {
            var paths = MerkleTree.Paths(leaves[..size], [.. Enumerable.Range(0, size)]);
            for (var index = 0; index < size; index++)
                Assert.Equal(roots[size - 1], Convert.ToHexStringLower(RootOf(leaves[index], index, size, paths[index])));
        }
    }

    // How a stranger goes from a leaf and its audit path to the root (RFC 9162, section 2.1.3.2).
    internal static byte[] RootOf(byte[] leaf, int index, int size, IReadOnlyList<byte[]> path)
    {
        var (at, last, root) = (index, size - 1, leaf);
        foreach (var hash in path)
        {
            if ((at & 1) == 1 || at == last)
            {
                root = SHA256.HashData([1, .. hash, .. root]);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                root = SHA256.HashData([1, .. root, .. hash]);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        Assert.Equal(0, last);
        return root;
    }

    private static async Task<TestPortal> SealedAsync(Engine engine)
    {
        var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 2));
        await portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(3, 4));
        await portal.Get<SealLedger>().RunAsync(portal.TenantId, CancellationToken.None);
        return portal;
    }

    private static Actor Officer(TestPortal portal) => portal.As(PortalRole.ComplianceOfficer);

    private static Task SweepAsync(TestPortal portal) => portal.Get<IEnumerable<IUnfinishedWork>>().OfType<DueCheckpoints>().Single().ResumeAsync(CancellationToken.None);

    private static Task<List<long>> SizesAsync(TestPortal portal) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<LedgerCheckpoint>().OrderBy(c => c.Size).Select(c => c.Size).ToListAsync(t), CancellationToken.None);

    private static async Task<IEnumerable<string>> BreaksAsync(TestPortal portal) => (await portal.VerifyAsync()).Breaks.Select(b => FormattableString.Invariant($"{b.Seq} {b.Kind}"));

    private static Task NoteAsync(TestPortal portal, string note) => portal.Database.WriteAsync(
        portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE ledger_checkpoints SET note = @note WHERE size = 6", t, ("@note", note)), CancellationToken.None);

    private static Task<int> RawAsync(TestPortal portal, string sql) => portal.Database.WriteAsync(portal.TenantId, (db, t) => db.ExecuteSqlAsync(sql, t), CancellationToken.None);

    private static Task WithoutTriggersAsync(TestPortal portal, Engine engine) => RawAsync(portal, engine == Engine.Postgres
        ? "DROP TRIGGER IF EXISTS consent_ledger_no_change ON consent_ledger"
        : "DROP TRIGGER IF EXISTS consent_ledger_no_update; DROP TRIGGER IF EXISTS consent_ledger_no_delete");

    // What somebody with the whole database in hand does: another actor in one entry, and every hash behind it computed anew.
    private static async Task ForgeAsync(TestPortal portal, Engine engine, long from, long to)
    {
        await WithoutTriggersAsync(portal, engine);
        await RawAsync(portal, FormattableString.Invariant($"UPDATE consent_ledger SET actor = 'somebody else' WHERE seq = {from}"));
        for (var seq = from; seq <= to; seq++)
        {
            await portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
            {
                var e = await db.Set<ConsentLedgerEntry>().AsNoTracking().FirstAsync(x => x.Seq == seq, t);
                var prev = await db.Set<ConsentLedgerEntry>().Where(x => x.Seq == seq - 1).Select(x => x.ChainHash).FirstOrDefaultAsync(t) ?? LedgerChain.Genesis(portal.TenantId);
                var entry = LedgerChain.Entry(portal.TenantId, seq, e.RecordedAt, e.Kind, e.SubjectId, e.SubjectCommit, e.EvidenceHash, e.Actor, prev);
                var chain = ChainHash.Link(prev, entry);
                await db.ExecuteSqlAsync("UPDATE consent_ledger SET prev_chain = @prev, entry_hash = @entry, chain_hash = @chain WHERE seq = @seq", t, ("@prev", prev), ("@entry", entry), ("@chain", chain), ("@seq", seq));
                await db.ExecuteSqlAsync("UPDATE consent_chain_heads SET chain_hash = @chain WHERE seq = @seq", t, ("@chain", chain), ("@seq", seq));
            }, CancellationToken.None);
        }
    }
}
