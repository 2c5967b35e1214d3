using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class EvidenceTests
{
    [Theory, Engines]
    public async Task A_pack_proves_each_entry_and_names_the_one_that_decided_about_each_message(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var portal = scene.Portal;
        await scene.OptInAsync(5);
        var first = await scene.OrderAsync(5);
        await scene.DispatchAsync(3);
        await scene.OptOutAsync(2);
        var second = await scene.OrderAsync(5);
        await scene.DispatchAsync(3);
        var officer = portal.As(PortalRole.ComplianceOfficer);
        var person = (await portal.Get<LedgerQuery>().FindAsync(officer, 3, CancellationToken.None))!.Person;

        var pack = (await portal.Get<TakeEvidence>().RunAsync(officer, person, " Complaint of 12 May ", CancellationToken.None))!;
        var json = JsonNode.Parse(EvidenceFile.Write(pack))!;
        var entries = json["entries"]!.AsArray();
        Assert.Equal([3L, 6L], entries.Select(e => (long)e!["seq"]!));
        var note = ((string)json["checkpoint"]!).Split('\n');
        var size = int.Parse(note[1], System.Globalization.CultureInfo.InvariantCulture);
        using var key = ECDsa.Create();
        key.ImportFromPem((string)json["public_key"]!);
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(string.Join('\n', note[..5]) + "\n"), Convert.FromBase64String(note[6].Split(' ')[^1]).AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.All(entries, e => Assert.Equal(
            note[2],
            Convert.ToBase64String(LedgerCheckpointTests.RootOf(Hex(e!["entry_hash"]), (int)(long)e["seq"]! - 1, size, [.. e["path"]!.AsArray().Select(Hex)]))));
        Assert.Equal(
            (string)entries[0]!["commit"]!,
            Convert.ToHexStringLower(HMACSHA256.HashData(Hex(json["person"]!["key"]), Encoding.UTF8.GetBytes("phone\0" + (string)json["person"]!["phone"]!))));
        Assert.All(json["consent"]!.AsArray(), s => Assert.Equal(("OptedOut", 6L), ((string)s!["choice"]!, (long)s["entry"]!)));

        Assert.Equal(DeliveryScene.Phone(2), (string)json["person"]!["phone"]!);
        var sent = json["messages"]!.AsArray();
        Assert.Equal(
            [(second.Value, "Skipped", null), (first.Value, "Accepted", 3L)],
            pack.Messages.Select((m, i) => (m.Order.Value, (string)sent[i]!["state"]!, (long?)sent[i]!["decided_by_entry"])));

        var line = Assert.Single(await TrailAsync(portal));
        Assert.Equal((person.ToString(), "Complaint of 12 May"), (line.Target, line.Reason));
    }

    [Theory, Engines]
    public async Task Nobody_takes_evidence_without_the_right_to_see_numbers_nor_of_another_enterprise(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.ImportAsync(ImportFlow.Header + ImportFlow.Rows(1, 1));
        var person = (await portal.Get<LedgerQuery>().FindAsync(portal.As(PortalRole.ComplianceOfficer), 1, CancellationToken.None))!.Person;
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<TakeEvidence>().RunAsync(portal.Marketer, person, "curious", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => portal.Get<TakeEvidence>().RunAsync(portal.As(PortalRole.ComplianceOfficer), person, " ", CancellationToken.None));
        Assert.Null(await portal.Get<TakeEvidence>().RunAsync(portal.As(PortalRole.ComplianceOfficer), Guid.NewGuid(), "typo", CancellationToken.None));
        Assert.Empty(await TrailAsync(portal));
    }

    private static Task<List<AuditEvent>> TrailAsync(TestPortal portal) => portal.Database.ReadAsync(
        portal.TenantId, (db, t) => db.Set<AuditEvent>().Where(e => e.Event == "evidence.taken").ToListAsync(t), CancellationToken.None);

    private static byte[] Hex(JsonNode? node) => Convert.FromHexString((string)node!);
}
