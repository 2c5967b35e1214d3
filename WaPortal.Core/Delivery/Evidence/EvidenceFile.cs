using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Core.Delivery.Evidence;

/// <summary>The form in which evidence leaves the portal.</summary>
public static class EvidenceFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The pack as JSON: <c>waportal.consent-evidence</c>, version 1. Bytes in lower-case hex, moments in ISO 8601 and, where they are hashed, in milliseconds.</summary>
    public static byte[] Write(EvidencePack pack) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["format"] = "waportal.consent-evidence",
            ["version"] = 1,
            ["taken"] = new JsonObject { ["at"] = pack.At, ["by"] = pack.By, ["reason"] = pack.Reason },
            ["person"] = new JsonObject { ["subject"] = pack.Evidence.Person, ["phone"] = pack.Evidence.Phone, ["key"] = Hex(pack.Evidence.Key) },
            ["consent"] = new JsonArray([.. pack.Evidence.States.Select(s => (JsonNode)new JsonObject
            {
                ["purpose"] = s.Purpose.ToString().ToLowerInvariant(),
                ["choice"] = s.Choice.ToString(),
                ["since"] = s.ChangedAt,
                ["entry"] = s.Seq,
            })]),
            ["entries"] = new JsonArray([.. pack.Evidence.Entries.Select(e => (JsonNode)new JsonObject
            {
                ["seq"] = e.Seq,
                ["recorded_at"] = e.RecordedAt.ToUnixTimeMilliseconds(),
                ["recorded"] = e.RecordedAt,
                ["kind"] = e.Kind,
                ["actor"] = e.Actor,
                ["evidence"] = e.Evidence is { } proof
                    ? new JsonObject { ["at"] = proof.At, ["how"] = proof.How, ["source"] = proof.Source, ["proof"] = proof.Proof, ["wording"] = proof.Wording, ["reference"] = proof.Reference, ["wording_code"] = proof.WordingCode, ["wording_sha256"] = proof.WordingHash, ["form"] = Form(proof.Form) }
                    : null,
                ["commit"] = Hex(e.Commit),
                ["sealed_evidence"] = Hex(e.SealedEvidence),
                ["prev_chain"] = Hex(e.PrevChain),
                ["entry_hash"] = Hex(e.EntryHash),
                ["chain_hash"] = Hex(e.ChainHash),
                ["path"] = new JsonArray([.. e.Path.Select(h => (JsonNode)Hex(h))]),
            })]),
            ["wordings"] = new JsonArray([.. pack.Wordings.Select(w => (JsonNode)new JsonObject
            {
                ["code"] = w.Code,
                ["title"] = w.Title,
                ["version"] = w.Version,
                ["language"] = w.Language,
                ["purposes"] = new JsonArray([.. w.Purposes.Select(p => (JsonNode)p.ToString().ToLowerInvariant())]),
                ["text"] = w.Text,
                ["sha256"] = w.Hash,
                ["in_use_from"] = w.PublishedAt,
                ["in_use_to"] = w.RetiredAt,
            })]),
            ["checkpoint"] = pack.Evidence.Checkpoint.ToString(),
            ["public_key"] = pack.Evidence.PublicKey,
            ["messages"] = new JsonArray([.. pack.Messages.Select(m => (JsonNode)new JsonObject
            {
                ["id"] = m.Id.ToOpaque(),
                ["wamid"] = m.Wamid,
                ["origin"] = m.Origin,
                ["purpose"] = m.Purpose.ToLowerInvariant(),
                ["template"] = m.TemplateName,
                ["language"] = m.Language,
                ["state"] = m.State.ToString(),
                ["reason"] = m.Reason,
                ["error"] = m.ErrorCode,
                ["decided_by_entry"] = m.ConsentSeq,
                ["left"] = m.StartedAt,
                ["accepted"] = m.AcceptedAt,
                ["delivered"] = m.DeliveredAt,
                ["read"] = m.ReadAt,
                ["ended"] = m.EndedAt,
                ["links_opened"] = new JsonArray([.. m.Opened.Select(l => (JsonNode)new JsonObject { ["link"] = l.Target, ["first"] = l.FirstAt, ["last"] = l.LastAt, ["times"] = l.Times })]),
            })]),
        },
        Readable);

    private static JsonObject? Form(FormEvidence? form) => form is null ? null : new JsonObject
    {
        ["page"] = form.Page,
        ["submitted"] = form.SubmittedAt,
        ["ip"] = form.Ip,
        ["user_agent"] = form.UserAgent,
        ["asked_by_entry"] = form.AskedBy,
    };

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
