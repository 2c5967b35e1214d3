using System.Security.Cryptography;
using System.Text;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>The canonical form of an entry. Never changes for entries of form "L1": old chains must verify.</summary>
internal static class LedgerChain
{
    public static readonly ChainHeads Heads = new("consent_chain_heads", "tenant_id");

    public static byte[] Genesis(TenantId tenant) => ChainHash.Genesis(tenant.ToString());

    public static byte[] Commit(ReadOnlySpan<byte> subjectKey, string phone) => HMACSHA256.HashData(subjectKey, Encoding.UTF8.GetBytes("phone\0" + phone));

    /// <summary>"L1", tenant, seq, time in unix ms, kind, subject, commit, evidence hash, actor, previous head.</summary>
    public static byte[] Entry(
        TenantId tenant, long seq, DateTimeOffset at, string kind, Guid subject, byte[] commit, byte[] evidenceHash, string actor, byte[] prev)
    {
        using var hash = new ChainHash("L1");
        return hash.Add(tenant.ToString()).Add(seq).Add(at).Add(kind).Add(subject.ToString()).Add(commit).Add(evidenceHash).Add(actor).Add(prev).Finish();
    }
}
