using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns;

/// <summary>One value of a contact while it is being edited.</summary>
public sealed class ContactFormField
{
    public required string Key { get; init; }

    public AttributeInfo? Attribute { get; init; }

    /// <summary>As it was; empty for none.</summary>
    public required string Before { get; init; }

    public string Text { get; set; } = "";
}

/// <summary>A contact while somebody edits it.</summary>
public sealed class ContactForm
{
    public string Name { get; set; } = "";

    public string Language { get; set; } = "";

    /// <summary>Empty: what follows from the country.</summary>
    public string Zone { get; set; } = "";

    public List<ContactFormField> Fields { get; } = [];

    public int Version { get; private init; }

    /// <summary>The contact as it is, with a row for each attribute that has no value yet.</summary>
    public static ContactForm Of(ContactDetail contact, IReadOnlyList<AttributeInfo> attributes)
    {
        var form = new ContactForm { Name = contact.Name ?? "", Language = contact.Language ?? "", Zone = contact.ZoneIsGiven ? contact.Zone! : "", Version = contact.Version };
        var values = contact.Fields.ToLookup(f => f.Attribute?.Id);
        form.Fields.AddRange(attributes.Select(a => Field(values[a.Id].FirstOrDefault()?.Key ?? a.Rule.Key, a, values[a.Id].FirstOrDefault()?.Text)));
        form.Fields.AddRange(contact.Fields.Where(f => f.Attribute is null).Select(f => Field(f.Key, null, f.Text)));
        return form;
    }

    /// <summary>What was changed; what nobody touched is not judged anew.</summary>
    public ContactEdit ToEdit() => new(
        Name, Language, Zone, Fields.Where(f => f.Text != f.Before).ToDictionary(f => f.Key, f => f.Text, StringComparer.Ordinal), Version);

    private static ContactFormField Field(string key, AttributeInfo? attribute, string? text) => new() { Key = key, Attribute = attribute, Before = text ?? "", Text = text ?? "" };
}
