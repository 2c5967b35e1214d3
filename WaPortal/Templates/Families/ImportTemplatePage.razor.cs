using Microsoft.AspNetCore.Components.Forms;
using WaPortal.Core.Templates;

namespace WaPortal.Templates.Families;

/// <summary>Reads a file into a template; nothing is stored before the person has seen what is in it.</summary>
public partial class ImportTemplatePage
{
    private const int LongestName = 100;
    private FamilyReading.Read? _read;
    private string? _refusal;
    private string _fileName = "";

    protected override Task<bool> LoadAsync(CancellationToken token) => Task.FromResult(true);

    private async Task ReadAsync(InputFileChangeEventArgs e)
    {
        (_read, _refusal) = (null, null);
        if (e.File.Size > FamilyFile.MaxLength)
        {
            _refusal = "The file is larger than 2 MiB; no template is.";
            return;
        }

        using var bytes = new MemoryStream();
        await using (var stream = e.File.OpenReadStream(FamilyFile.MaxLength, PageToken))
            await stream.CopyToAsync(bytes, PageToken);
        _fileName = e.File.Name.Length > LongestName ? e.File.Name[..LongestName] : e.File.Name;
        switch (FamilyFile.Read(bytes.ToArray()))
        {
            case FamilyReading.Read read:
                _read = read;
                break;
            case FamilyReading.Refused refused:
                _refusal = refused.Reason;
                break;
        }
    }
}
