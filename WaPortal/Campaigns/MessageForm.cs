using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;

namespace WaPortal.Campaigns;

/// <summary>A template and what fills it, while the wizard edits it.</summary>
public sealed class MessageForm
{
    public Guid? TemplateId { get; set; }

    public List<VariableChoice> Variables { get; } = [];

    public string? FallbackLanguage { get; set; }

    /// <summary>What comes after it, in order.</summary>
    public List<string> FurtherLanguages { get; } = [];

    /// <summary>Whether another region's form of the language will do.</summary>
    public bool SameLanguageElsewhere { get; set; } = true;

    /// <summary>A version as it is stored.</summary>
    public static MessageForm From(CampaignMessage message)
    {
        var form = new MessageForm
        {
            TemplateId = message.TemplateId,
            FallbackLanguage = message.Mapping.FallbackLanguage,
            SameLanguageElsewhere = message.Mapping.SameLanguageElsewhere,
        };
        form.FurtherLanguages.AddRange(message.Mapping.FurtherLanguages);
        foreach (var mapping in message.Mapping.Variables)
        {
            var choice = new VariableChoice(mapping.Variable);
            choice.Take(mapping);
            form.Variables.Add(choice);
        }

        return form;
    }

    /// <summary>Takes another template; a fallback language that it does not have would stop the campaign later.</summary>
    public void Choose(SendableTemplate template)
    {
        TemplateId = template.Id.Value;
        if (template.Translations.All(t => t.Language != FallbackLanguage))
            FallbackLanguage = null;
    }

    /// <summary>Begins as another version: its values, and its fallback language where the template has that.</summary>
    public void TakeFrom(MessageForm other, SendableTemplate template)
    {
        SameLanguageElsewhere = other.SameLanguageElsewhere;
        FallbackLanguage = template.Translations.Any(t => t.Language == other.FallbackLanguage) ? other.FallbackLanguage : null;
        foreach (var mapping in other.Mapping().Variables)
        {
            var choice = new VariableChoice(mapping.Variable);
            choice.Take(mapping);
            Variables.Add(choice);
        }
    }

    /// <summary>
    /// Gives every variable of the template a row, in the order in which a person meets them. Rows that are there stay as they are; a new one
    /// starts with the fallback that the template's author wrote. Says whether anything changed.
    /// </summary>
    /// <param name="template">The chosen one.</param>
    /// <param name="columns">Columns of the list, for a first guess.</param>
    public bool Fit(SendableTemplate template, IReadOnlyCollection<string> columns)
    {
        var wanted = template.Translations
            .SelectMany(t => t.Content.Variables().Select(v => (v.Key, Fallback: t.Content.FallbackOf(v))))
            .GroupBy(v => v.Key, StringComparer.Ordinal)
            .Select(g => (Key: g.Key, Fallback: g.Select(v => v.Fallback).FirstOrDefault(f => !string.IsNullOrEmpty(f))))
            .ToList();
        if (wanted.Select(w => w.Key).SequenceEqual(Variables.Select(v => v.Key), StringComparer.Ordinal))
            return false;
        var old = Variables.ToDictionary(v => v.Key, StringComparer.Ordinal);
        Variables.Clear();
        Variables.AddRange(wanted.Select(w => old.GetValueOrDefault(w.Key) ?? Fresh(w.Key, w.Fallback, columns)));
        return true;
    }

    /// <summary>The mapping as it would be stored now.</summary>
    public CampaignMapping Mapping() => new([.. Variables.Select(v => v.ToMapping())], FallbackLanguage)
    {
        FurtherLanguages = FallbackLanguage is null ? [] : [.. FurtherLanguages],
        SameLanguageElsewhere = SameLanguageElsewhere,
    };

    /// <summary>Whether every variable that has to be filled is.</summary>
    public bool IsFilled(SendableTemplate template)
    {
        var filled = Mapping().Variables.Where(v => v.Source is ValueSource.Name or ValueSource.UnsubscribeLink || v.Value.Length > 0).Select(v => v.Variable).ToHashSet(StringComparer.Ordinal);
        return template.Translations.SelectMany(t => t.Content.Variables()).Where(v => !v.IsOptional).All(v => filled.Contains(v.Key));
    }

    private static VariableChoice Fresh(string key, string? fallback, IReadOnlyCollection<string> columns)
    {
        var name = key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return new VariableChoice(key)
        {
            Source = name is "name" or "first_name" or "full_name" or "customer_name" ? ValueSource.Name : ValueSource.Attribute,
            // A named variable is probably called like its column; a number says nothing.
            Column = columns.FirstOrDefault(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase)) ?? "",
            Fallback = fallback ?? "",
        };
    }
}
