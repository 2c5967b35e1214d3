using Microsoft.Extensions.Options;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>Section <c>Ledger</c>: how often the consent ledger is sealed, and where the seals are copied to.</summary>
public sealed class LedgerOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Ledger";

    /// <summary>How long new entries may wait for a checkpoint. From a minute to a day.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A directory that every checkpoint is copied to, best on another machine's disk; null: none.</summary>
    public string? CopyDirectory { get; set; }

    /// <summary>An address that every checkpoint is sent to by POST as text; https, or http on this machine; null: none.</summary>
    public Uri? CopyUrl { get; set; }
}

/// <summary>Finds every fault of the section at once.</summary>
internal sealed class ValidateLedgerOptions : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        var faults = new List<string>();
        if (options.CheckpointEvery < TimeSpan.FromMinutes(1) || options.CheckpointEvery > TimeSpan.FromDays(1))
            faults.Add("Ledger:CheckpointEvery must be from 00:01:00 to 1.00:00:00.");
        if (options.CopyUrl is { } url && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
            faults.Add("Ledger:CopyUrl must be an https address, or http on this machine.");
        if (options.CopyDirectory is { } directory && !Path.IsPathFullyQualified(directory))
            faults.Add("Ledger:CopyDirectory must be a full path.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
