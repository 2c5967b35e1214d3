using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>How one variable is filled, while the wizard edits it.</summary>
public sealed class VariableChoice(string key)
{
    public string Key { get; } = key;

    public ValueSource Source { get; set; } = ValueSource.Attribute;

    /// <summary>The column's name.</summary>
    public string Column { get; set; } = "";

    /// <summary>The same text for everybody, the text with fields, or the address that a tracked link leads to.</summary>
    public string Constant { get; set; } = "";

    /// <summary>For people without a value; empty: they are skipped.</summary>
    public string Fallback { get; set; } = "";

    internal VariableMapping ToMapping() => new(
        Key,
        Source,
        Source switch { ValueSource.Name => "", ValueSource.Attribute => Column, ValueSource.Constant or ValueSource.Expression or ValueSource.TrackedLink => Constant.Trim(), ValueSource.UnsubscribeLink => "" },
        Source is ValueSource.Name or ValueSource.Attribute or ValueSource.Expression && Fallback.Trim().Length > 0 ? Fallback.Trim() : null);

    internal void Take(VariableMapping mapping)
    {
        Source = mapping.Source;
        Column = mapping.Source == ValueSource.Attribute ? mapping.Value : "";
        Constant = mapping.Source is ValueSource.Constant or ValueSource.Expression or ValueSource.TrackedLink ? mapping.Value : "";
        Fallback = mapping.Fallback ?? "";
    }
}

/// <summary>What the wizard holds of a draft.</summary>
public sealed class CampaignForm
{
    public string Name { get; set; } = "";

    public Guid? TemplateId { get; set; }

    /// <summary>Whom it is for; ids of lists and segments, to take and to leave out.</summary>
    public AudienceChoice Audience { get; set; } = AudienceChoice.None;

    public SenderNumberId? SenderNumberId { get; set; }

    public List<VariableChoice> Variables { get; } = [];

    public string? FallbackLanguage { get; set; }

    /// <summary>What comes after it, in order.</summary>
    public List<string> FurtherLanguages { get; } = [];

    /// <summary>Whether another region's form of the language will do.</summary>
    public bool SameLanguageElsewhere { get; set; } = true;

    /// <summary>Whom of the audience to leave out.</summary>
    public AudienceRules Rules { get; set; } = AudienceRules.Standard;

    public bool StartNow { get; set; } = true;

    public DateOnly? Day { get; set; }

    public TimeOnly? Hour { get; set; }

    public string TimeZone { get; set; } = "";

    /// <summary>What it says about its time beyond the start.</summary>
    public SendingPlan Plan { get; set; } = SendingPlan.Plain;

    /// <summary>The most it may cost; null for no limit.</summary>
    public Budget? Budget { get; set; }

    /// <summary>The version that the form was filled from, or that its last save made.</summary>
    public int Version { get; set; }

    /// <summary>A campaign as it is stored.</summary>
    public static CampaignForm From(Campaign campaign, string ownZone)
    {
        var form = new CampaignForm
        {
            Name = campaign.Name,
            TemplateId = campaign.TemplateId,
            Audience = campaign.Audience,
            SenderNumberId = campaign.SenderNumberId,
            FallbackLanguage = campaign.Mapping.FallbackLanguage,
            SameLanguageElsewhere = campaign.Mapping.SameLanguageElsewhere,
            Rules = campaign.Rules,
            StartNow = campaign.StartNow,
            Day = campaign.LocalStart is { } local ? DateOnly.FromDateTime(local) : null,
            Hour = campaign.LocalStart is { } time ? TimeOnly.FromDateTime(time) : null,
            TimeZone = campaign.TimeZone ?? ownZone,
            Plan = campaign.Plan,
            Budget = campaign is { BudgetMicros: { } most, BudgetCurrency: { } currency } ? new Budget(most, currency) : null,
            Version = campaign.Version,
        };
        form.FurtherLanguages.AddRange(campaign.Mapping.FurtherLanguages);
        foreach (var mapping in campaign.Mapping.Variables)
        {
            var choice = new VariableChoice(mapping.Variable);
            choice.Take(mapping);
            form.Variables.Add(choice);
        }

        return form;
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

    /// <summary>What is saved.</summary>
    public CampaignDraft ToDraft() => new(
        Name, TemplateId, Audience.OnlyList, SenderNumberId, Mapping(), StartNow,
        !StartNow && Day is { } day && Hour is { } hour ? day.ToDateTime(hour) : null,
        StartNow ? null : TimeZone, Version, Audience.OnlyList is not null || Audience == AudienceChoice.None ? null : Audience, Budget)
    {
        Plan = Plan,
        Rules = Rules,
    };

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
