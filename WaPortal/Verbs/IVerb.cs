namespace WaPortal.Verbs;

/// <summary>Something an operator does on the command line, without a browser. Output is for machines, faults go to the error stream.</summary>
public interface IVerb
{
    /// <summary>One or two words, such as <c>template lint</c>.</summary>
    string Name { get; }

    /// <summary>The arguments and what they do, in one line or a few.</summary>
    string Usage { get; }

    /// <summary>Does it and gives the exit code: 0 done, 1 done with findings, 2 wrong call or unreadable input.</summary>
    Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token);
}
