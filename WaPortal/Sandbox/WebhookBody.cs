using System.Text.Json;

namespace WaPortal.Sandbox;

/// <summary>Writes the post that carries a batch of updates.</summary>
internal static class WebhookBody
{
    public static byte[] Write(IReadOnlyList<PendingUpdate> updates, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("object", "whatsapp_business_account");
            writer.WriteStartArray("entry");
            writer.WriteStartObject();
            writer.WriteString("id", SandboxAccount.WabaId);
            writer.WriteNumber("time", now.ToUnixTimeSeconds());
            writer.WriteStartArray("changes");
            Group(writer, [.. updates.Where(update => update.Kind == UpdateKind.Message)], "messages");
            Group(writer, [.. updates.Where(update => update.Kind == UpdateKind.Status)], "statuses");
            foreach (var update in updates.Where(update => update.Kind == UpdateKind.Change))
            {
                writer.WriteStartObject();
                writer.WritePropertyName("value");
                writer.WriteRawValue(update.Json);
                writer.WriteString("field", update.Field);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Group(Utf8JsonWriter writer, List<PendingUpdate> updates, string name)
    {
        if (updates.Count == 0) return;
        writer.WriteStartObject();
        writer.WriteStartObject("value");
        writer.WriteString("messaging_product", "whatsapp");
        writer.WriteStartObject("metadata");
        writer.WriteString("display_phone_number", SandboxAccount.WaId);
        writer.WriteString("phone_number_id", SandboxAccount.PhoneNumberId);
        writer.WriteEndObject();
        Array(writer, "contacts", updates.Select(update => update.Contact).OfType<string>().Distinct(StringComparer.Ordinal));
        Array(writer, name, updates.Select(update => update.Json));
        writer.WriteEndObject();
        writer.WriteString("field", "messages");
        writer.WriteEndObject();
    }

    private static void Array(Utf8JsonWriter writer, string name, IEnumerable<string> items)
    {
        var started = false;
        foreach (var item in items)
        {
            if (!started) writer.WriteStartArray(name);
            started = true;
            writer.WriteRawValue(item);
        }

        if (started) writer.WriteEndArray();
    }
}
