using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Sandbox;

/// <summary>A status that a message will have. The delay counts from the acceptance.</summary>
internal readonly record struct PlannedStatus(string Status, TimeSpan After, bool WithPricing, int ErrorCode);

/// <summary>
/// Decides the fate of a message from a hash over seed, recipient and template, so that it depends neither on the order
/// nor on the hour of sending and two runs with one seed agree.
/// </summary>
internal sealed class StatusGenerator(int seed)
{
    private const double ReadWithoutDelivered = 0.05;
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"sandbox {seed}")));

    public IReadOnlyList<PlannedStatus> Plan(string waId, string? template, Behaviour behaviour, int? certainFailure = null)
    {
        var draws = HMACSHA512.HashData(_key, Encoding.UTF8.GetBytes(waId + "\0" + (template ?? "")));
        double Draw(int index) => (BinaryPrimitives.ReadUInt64LittleEndian(draws.AsSpan(index * 8)) >> 11) * (1.0 / (1UL << 53));
        TimeSpan Pause(int meanMs, int index) => TimeSpan.FromMilliseconds(meanMs * (0.5 + Draw(index)));

        var sentAt = Pause(behaviour.SentDelayMs, 5);
        if ((certainFailure ?? Failure(behaviour, Draw(0))) is { } code)
        {
            var failed = new PlannedStatus("failed", sentAt + Pause(behaviour.DeliveredDelayMs, 6), false, code);
            return Draw(1) < 0.5 ? [failed] : [new PlannedStatus("sent", sentAt, true, 0), failed];
        }

        var plan = new List<PlannedStatus>(3) { new("sent", sentAt, true, 0) };
        if (Draw(2) >= behaviour.Delivered) return plan;
        var deliveredAt = sentAt + Pause(behaviour.DeliveredDelayMs, 6);
        var read = Draw(3) < behaviour.Read;
        // Read while the chat is open: no delivered status comes, and the price rides on read.
        var onlyRead = read && Draw(4) < ReadWithoutDelivered;
        if (!onlyRead) plan.Add(new PlannedStatus("delivered", deliveredAt, true, 0));
        if (read) plan.Add(new PlannedStatus("read", deliveredAt + Pause(behaviour.ReadDelayMs, 7), onlyRead, 0));
        return plan;
    }

    private static int? Failure(Behaviour behaviour, double draw)
    {
        var reached = 0.0;
        foreach (var (code, share) in behaviour.Failed.OrderBy(pair => pair.Key))
        {
            reached += share;
            if (draw < reached) return code;
        }

        return null;
    }
}
