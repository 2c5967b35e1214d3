using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Demo;

/// <summary>Imports the sample lists as a person would: upload, the guessed columns, the preview, the job.</summary>
internal sealed class DemoLists(
    IWebHostEnvironment environment, UploadList upload, PreviewImport preview, SaveImportPlan save, StartImport start, ImportDetailQuery imports, TimeProvider clock)
{
    public const string Newsletter = "Spring newsletter";
    public const string Club = "Club de clientes";
    public const string Shop = "Shop sign-ups";

    private static readonly (string File, string List, string Region, string Zone, DateOrder Dates)[] Samples =
    [
        ("spring-newsletter.csv", Newsletter, "GB", "Europe/London", DateOrder.IsoOnly),
        ("club-de-clientes.csv", Club, "FR", "Europe/Paris", DateOrder.DayFirst),
        ("shop-sign-ups.tsv", Shop, "GB", "Europe/London", DateOrder.IsoOnly),
    ];

    /// <summary>Imports all of them and waits for the jobs; gives the lists by name.</summary>
    public async Task<IReadOnlyDictionary<string, OptInListId>> BuildAsync(Actor actor, CancellationToken token)
    {
        var lists = new Dictionary<string, OptInListId>(StringComparer.Ordinal);
        foreach (var (file, list, region, zone, dates) in Samples)
        {
            await using var content = environment.WebRootFileProvider.GetFileInfo("samples/" + file).CreateReadStream();
            var uploaded = await upload.RunAsync(actor, file, content, token);
            if (uploaded.ImportId is not { } id)
                throw new DemoFault($"{file} was refused", uploaded);
            var (guessed, refusal) = await preview.RunAsync(actor, id, null, null, token);
            if (guessed is null)
                throw new DemoFault($"{file} cannot be read", refusal!);
            var plan = guessed.Plan with
            {
                Region = region,
                Zone = zone,
                Dates = dates,
                Purposes = [ConsentPurpose.Marketing, ConsentPurpose.Utility],
                Proof = list == Shop ? new FileWideProof(null, null, DemoWordings.Till, null, EveryoneAgreed: false) : guessed.Plan.Proof,
            };
            Check(file, await save.RunAsync(actor, id, plan, null, list, token));
            await preview.RunAsync(actor, id, plan, null, token);
            Check(file, await start.RunAsync(actor, id, token));
            lists[list] = await FinishedAsync(actor, id, file, token);
        }

        return lists;
    }

    private async Task<OptInListId> FinishedAsync(Actor actor, ListImportId id, string file, CancellationToken token)
    {
        while (true)
        {
            var import = await imports.FindAsync(actor, id, token) ?? throw new DemoFault(file, "the import is gone");
            if (import.Status == ListImportStatus.Finished)
                return import.ListId!.Value;
            if (import.Status is ListImportStatus.Failed or ListImportStatus.Cancelled)
                throw new DemoFault($"The import of {file} ended", import.Failure ?? import.Status.ToString());
            await Task.Delay(DemoWaiting.Interval, clock, token);
        }
    }

    private static void Check(string file, ImportStepResult result)
    {
        if (!result.Succeeded)
            throw new DemoFault($"The import of {file} was refused", result.Problems.Select(p => p.Message));
    }
}

/// <summary>How the demonstration waits for jobs and for the platform.</summary>
internal static class DemoWaiting
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>For statuses of messages: afterwards the demonstration goes on without the rest.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
}
