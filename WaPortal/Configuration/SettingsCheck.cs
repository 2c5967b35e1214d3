using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using WaPortal.Access;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Sandbox;

namespace WaPortal.Configuration;

/// <summary>
/// Finds settings that nobody reads (a misspelt name would otherwise be a silent default) and values that are not of their type, all at once.
/// </summary>
internal static class SettingsCheck
{
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [DataOptions.Section] = typeof(DataOptions),
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [WhatsAppOptions.Section] = typeof(WhatsAppOptions),
        [DeliveryOptions.Section] = typeof(DeliveryOptions),
        [TenancyOptions.Section] = typeof(TenancyOptions),
        [NetworkOptions.Section] = typeof(NetworkOptions),
        [MailOptions.Section] = typeof(MailOptions),
        [LedgerOptions.Section] = typeof(LedgerOptions),
        [UnsubscribeOptions.Section] = typeof(UnsubscribeOptions),
        [SandboxOptions.Section] = typeof(SandboxOptions),
    };

    // The framework's own, which it checks itself.
    private static readonly string[] FrameworkSections = ["Logging", "AllowedHosts", "Kestrel", "Urls"];

    /// <summary>All faults, each naming the key; empty when there is none.</summary>
    public static List<string> FindFaults(IConfigurationRoot configuration)
    {
        var faults = new List<string>();
        foreach (var name in FileSections(configuration).Where(n => !Sections.ContainsKey(n) && !FrameworkSections.Contains(n, StringComparer.OrdinalIgnoreCase)))
            faults.Add($"{name}: there is no such section.{Suggestion(name, [.. Sections.Keys, .. FrameworkSections])}");
        foreach (var (name, type) in Sections)
            CheckObject(configuration.GetSection(name), type, faults);
        return faults;
    }

    // The environment holds the whole machine's variables, so sections are only judged where they stand in a file of the portal's own.
    private static IEnumerable<string> FileSections(IConfigurationRoot configuration) => configuration.Providers
        .OfType<FileConfigurationProvider>()
        .SelectMany(p => p.GetChildKeys([], null))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    private static void CheckObject(IConfigurationSection section, Type type, List<string> faults)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var property))
                faults.Add($"{child.Path}: there is no such setting.{Suggestion(child.Key, known.Keys)}");
            else
                CheckValue(child, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, faults);
        }
    }

    private static void CheckValue(IConfigurationSection setting, Type type, List<string> faults)
    {
        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
            return; // lists of texts take anything
        if (!TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)))
        {
            CheckObject(setting, type, faults);
            return;
        }

        if (string.IsNullOrEmpty(setting.Value))
            return;
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, setting.Value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            var expected = type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type)) : type.Name switch
            {
                nameof(Int32) => "a whole number",
                nameof(Double) => "a number such as 0.8",
                nameof(Boolean) => "true or false",
                nameof(TimeSpan) => "a time such as 00:00:20",
                _ => "of type " + type.Name,
            };
            faults.Add($"{setting.Path}: \"{setting.Value}\" is not {expected}.");
        }
    }

    private static string Suggestion(string name, IEnumerable<string> known)
    {
        var near = known.Select(k => (Name: k, Distance: Distance(name.ToUpperInvariant(), k.ToUpperInvariant()))).MinBy(k => k.Distance);
        return near.Distance <= 3 ? $" Did you mean {near.Name}?" : "";
    }

    // Edits that make one word of the other (Levenshtein).
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
