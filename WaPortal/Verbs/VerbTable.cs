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
        new WebhookReplayVerb(),
        new KeysListVerb(),
        new KeysRotateVerb(),
        new KeysRotateMasterVerb(),
        new BackupVerb(),
        new RestoreVerb(TimeProvider.System),
        new MigrateVerb(),
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

    /// <summary>What a command line that asks for help is told, of one verb or of all; null where it does not ask. Nothing is started then.</summary>
    public static string? Help(string[] args)
    {
        if (args is [("--help" or "-h" or "-?" or "help"), ..])
        {
            using var all = new StringWriter();
            WriteUsage(all);
            return all.ToString();
        }

        return Find(args) is (var verb, [("--help" or "-h" or "-?"), ..]) ? $"WaPortal {verb.Name} {verb.Usage}{Environment.NewLine}" : null;
    }

    /// <summary>Says how to start, and lists all verbs.</summary>
    public static void WriteUsage(TextWriter output)
    {
        output.WriteLine("WaPortal [--demo] [--urls http://127.0.0.1:5080] [--SECTION:SETTING VALUE]");
        output.WriteLine("  starts the portal in this folder, with the settings of appsettings.json; --demo puts examples into an empty one");
        output.WriteLine();
        output.WriteLine("WaPortal VERB");
        foreach (var verb in Verbs)
            output.WriteLine($"  {verb.Name} {verb.Usage}");
    }
}
