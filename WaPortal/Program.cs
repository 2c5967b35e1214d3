using WaPortal;
using WaPortal.Verbs;

if (VerbTable.Help(args) is { } help)
{
    await Console.Out.WriteAsync(help);
    return 0;
}

if (VerbTable.Find(args) is { } found)
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        stop.Cancel();
    };
    return await found.Verb.RunAsync(found.Args, Console.In, Console.Out, Console.Error, stop.Token);
}

if (VerbTable.LooksLikeVerb(args))
{
    await Console.Error.WriteLineAsync($"\"{args[0]}\" is not a verb of WaPortal.");
    VerbTable.WriteUsage(Console.Error);
    return 2;
}

return await PortalHost.RunAsync(args);
