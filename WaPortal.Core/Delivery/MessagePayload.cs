using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>What a message needs to leave: frozen when the audience was, so that it says what was really sent.</summary>
/// <param name="To">E.164 with its plus.</param>
/// <param name="Components">The values, as on the wire.</param>
public sealed record MessagePayload(string To, IReadOnlyList<JsonObject> Components)
{
    /// <summary>Without the number and the values.</summary>
    public override string ToString() => nameof(MessagePayload);

    /// <summary>Encrypted for its row.</summary>
    public byte[] Encrypt(TenantKeyRing keys, MessageId id) =>
        keys.Encrypt(KeyPurpose.PersonalData, JsonSerializer.SerializeToUtf8Bytes(this), Message.Table, "payload", id.ToOpaque());

    /// <summary>Reads what <see cref="Encrypt"/> made for the same row.</summary>
    public static MessagePayload Decrypt(TenantKeyRing keys, MessageId id, ReadOnlySpan<byte> cipher) =>
        JsonSerializer.Deserialize<MessagePayload>(keys.Decrypt(KeyPurpose.PersonalData, cipher, Message.Table, "payload", id.ToOpaque()))
        ?? throw new InvalidOperationException("A message's payload is empty.");
}
