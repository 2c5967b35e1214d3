namespace WaPortal.Verbs;

/// <summary>All verbs, and which of them a command line means.</summary>
public static class VerbTable
{
    private static readonly IVerb[] Verbs =
    [
        new AdminCreateVerb(),
        new AdminResetSecondFactorVerb(),
        new AllowIpAddVerb(),
        new TotpCodeVerb(),
        new PhoneNormalizeVerb(),
        new SandboxVerb(),
        new TemplateLintVerb(),
        new ImportCheckVerb(TimeProvider.System),
        new LedgerVerifyVerb(),
        new ActivityVerifyVerb(),
        new KeysListVerb(),
        new KeysRotateVerb(),
        new KeysRotateMasterVerb(),
    ];

    /// <summary>The verb that the first words name, with the words behind it; null where the portal itself is meant.</summary>
    public static (IVerb Verb, string[] Args)? Find(string[] args)
    {
        foreach (var verb in Verbs)
        {
            var words = verb.Name.Split(' ');
            if (args.Length >= words.Length && args.AsSpan(0, words.Length).SequenceEqual(words))
                return (verb, args[words.Length..]);
        }

        return null;
    }

    /// <summary>Whether the first word was meant as a verb: options begin with a hyphen.</summary>
    public static bool LooksLikeVerb(string[] args) => args.Length > 0 && !args[0].StartsWith('-') && !args[0].Contains('=', StringComparison.Ordinal);

    /// <summary>Lists all verbs.</summary>
    public static void WriteUsage(TextWriter output)
    {
        output.WriteLine("Without a verb the portal starts. Verbs:");
        foreach (var verb in Verbs)
            output.WriteLine($"  {verb.Name} {verb.Usage}");
    }
}
