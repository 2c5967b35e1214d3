namespace WaPortal.Core.OptIns.Wordings;

/// <summary>What the words of an opt-in have to do (WhatsApp Business policy, "Getting opt-in"; GDPR Art. 7 and recitals 32 and 42).</summary>
public enum OptInRequirement
{
    /// <summary>The business is named as people know it.</summary>
    NamesBusiness,

    /// <summary>WhatsApp is named as the way by which messages come.</summary>
    SaysWhatsApp,

    /// <summary>The person does something: ticks a box that was empty, writes a word, signs.</summary>
    ActiveAct,

    /// <summary>It says which kinds of message will come.</summary>
    SaysWhatComes,

    /// <summary>It says how to stop. Advice.</summary>
    HowToStop,
}

/// <summary>A requirement as people read it.</summary>
/// <param name="IsRequired">False for what is advice only.</param>
public sealed record RequirementText(OptInRequirement Requirement, bool IsRequired, string Title, string Why);

/// <summary>All requirements in the order of the checklist.</summary>
public static class OptInRequirements
{
    public static readonly IReadOnlyList<RequirementText> All =
    [
        new(OptInRequirement.NamesBusiness, true, "Names the business", "People must know who will write to them. WhatsApp asks for the name that people know."),
        new(OptInRequirement.SaysWhatsApp, true, "Says WhatsApp", "WhatsApp no longer insists on its name, but the law asks for a consent that is specific: by which way messages come is part of it."),
        new(OptInRequirement.ActiveAct, true, "Asks for an active act", "An empty box that is ticked, a word that is sent, a signature. A box that was ticked beforehand is no consent."),
        new(OptInRequirement.SaysWhatComes, true, "Says what will come", "Offers, order updates, sign-in codes: whoever agreed to one kind has not agreed to the others."),
        new(OptInRequirement.HowToStop, false, "Says how to stop", "Taking a consent back must be as easy as giving it. Saying how saves complaints and blocks."),
    ];

    public static RequirementText Of(OptInRequirement requirement) => All.First(r => r.Requirement == requirement);
}

/// <summary>What somebody found about one requirement.</summary>
/// <param name="Place">The words of the text that meet it, or for the act how people do it.</param>
public sealed record RequirementJudgement(OptInRequirement Requirement, bool IsMet, string? Place, string By, DateTimeOffset At);
