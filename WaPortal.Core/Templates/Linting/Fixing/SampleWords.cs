namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Samples for variables whose name says what they hold. None of them is anybody's: reserved numbers and domains.</summary>
internal static class SampleWords
{
    private static readonly (string Part, string Sample)[] Known =
    [
        ("first_name", "Anna"), ("last_name", "Miller"), ("name", "Anna Miller"), ("customer", "Anna Miller"), ("order", "A-1042"), ("invoice", "2026-118"),
        ("tracking", "TRK-77120"), ("code", "SPRING10"), ("coupon", "SPRING10"), ("date", "4 May 2026"), ("day", "Monday"), ("time", "10:30"), ("amount", "19.90"), ("price", "19.90"),
        ("total", "19.90"), ("city", "Lisbon"), ("address", "1 Market Street"), ("link", "spring"), ("url", "spring"), ("email", "anna@example.com"),
        ("phone", "+1 555 010 0123"), ("product", "Desk lamp"), ("item", "Desk lamp"), ("store", "Harbour Lamps"), ("company", "Harbour Lamps"), ("discount", "10%"),
    ];

    public static string For(string name) =>
        Known.FirstOrDefault(k => name.Contains(k.Part, StringComparison.OrdinalIgnoreCase)).Sample ?? $"Sample {name.Replace('_', ' ')}";
}
