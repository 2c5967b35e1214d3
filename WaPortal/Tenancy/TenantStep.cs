namespace WaPortal.Tenancy;

/// <summary>What a platform admin does to an enterprise's status.</summary>
internal enum Step
{
    Suspend,
    Resume,
    Close,
    Reopen,
}

internal static class StepWords
{
    public static string Act(this Step step) => step.ToString();

    public static string Title(this Step step, string name) => $"{step} {name}?";

    public static string Done(this Step step) => step switch
    {
        Step.Suspend => "The enterprise is suspended.",
        Step.Resume => "The enterprise works again. What was under way goes on within a minute.",
        Step.Close => "The enterprise is closed.",
        Step.Reopen => "The enterprise is suspended now. Look it over, then resume it.",
    };
}
