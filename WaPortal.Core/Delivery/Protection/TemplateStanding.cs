using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>What sending asks of a translation.</summary>
internal sealed record TranslationFacts(string Status, DateTimeOffset? FitsFrom, bool IsDoubted, string? Category, DateTimeOffset? CategoryAt);

/// <summary>Whether messages of an order may leave with a template as the platform holds it now.</summary>
/// <remarks>Reads <c>template_translations</c> (Templates: tenant_id, template_id, language, status, fits_from, doubted_at, platform_category, category_at).</remarks>
internal static class TemplateStanding
{
    public static async Task<Dictionary<string, TranslationFacts>> ReadAsync(PortalDbContext db, Guid template, CancellationToken token)
    {
        var rows = await db.QuerySqlAsync(
            "SELECT language, status, fits_from, doubted_at, platform_category, category_at FROM template_translations WHERE tenant_id = @tenant AND template_id = @template",
            row => (Language: row.GetString(0), Facts: new TranslationFacts(
                row.GetString(1), row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), !row.IsDBNull(3),
                row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)))),
            token, ("@tenant", db.TenantId), ("@template", template));
        return rows.ToDictionary(r => r.Language, r => r.Facts, StringComparer.Ordinal);
    }

    /// <summary>Why nothing of the order may leave in this language; null: it may.</summary>
    public static string? Hindrance(SendOrder order, string language, TranslationFacts? translation)
    {
        if (translation?.Status != "Approved")
            return $"WhatsApp does not let the template {order.TemplateName} ({language}) be sent now: it is {(translation?.Status ?? "gone").ToLowerInvariant()}.";
        if (order.IsCampaign && order.CreatedAt <= translation.FitsFrom)
            return $"The template {order.TemplateName} ({language}) was changed after these messages were put together, and what they carry no longer fits its text. Cancel this campaign and plan a new one.";
        return Category(order, language, translation);
    }

    // What people agreed to and what the platform charges both hang on the category.
    private static string? Category(SendOrder order, string language, TranslationFacts translation)
    {
        if (!order.IsCampaign || PurposeOf(translation.Category) is not { } filed || PurposeOf(order.Purpose) is not { } agreed || filed == agreed)
            return null;
        if (filed == "MARKETING")
            return $"WhatsApp files the template {order.TemplateName} ({language}) under marketing now. These people were chosen because they agreed to {order.Purpose.ToLowerInvariant()} messages, which is not an agreement to offers, and each message costs more. Cancel this campaign and plan a new one.";
        return order.ResumedAt > translation.CategoryAt
            ? null
            : $"WhatsApp files the template {order.TemplateName} ({language}) under {filed.ToLowerInvariant()} now; it was {order.Purpose.ToLowerInvariant()} when this campaign was planned. That changes what each message costs. Resume if it shall go on.";
    }

    private static string? PurposeOf(string? category) => category?.ToUpperInvariant() is "MARKETING" or "UTILITY" or "AUTHENTICATION" ? category.ToUpperInvariant() : null;
}
