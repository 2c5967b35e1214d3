namespace WaPortal.Campaigns;

/// <summary>The steps of the wizard, as the address names them.</summary>
public enum WizardPart
{
    Template,
    People,
    Content,
    Schedule,
    Review,
}
