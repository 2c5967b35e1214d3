using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class SampleUploadField
{
    private bool _uploading;
    private string? _problem;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>Image, video or document.</summary>
    [Parameter, EditorRequired]
    public HeaderKind Kind { get; set; }

    [Parameter]
    public string Id { get; set; } = "header-file";

    [Parameter]
    public string Label { get; set; } = "Sample file of the header";

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>The file that there is.</summary>
    [Parameter]
    public SampleMedia? Media { get; set; }

    /// <summary>Where it is served from, if it is a picture.</summary>
    [Parameter]
    public string? Url { get; set; }

    /// <summary>Another file was stored.</summary>
    [Parameter]
    public EventCallback<SampleMedia> OnStored { get; set; }

    [Inject]
    public required SampleMediaStore Samples { get; init; }

    private string Icon => Kind switch { HeaderKind.Image => "image", HeaderKind.Video => "movie", _ => "description" };

    private string Accept => Kind switch { HeaderKind.Image => "image/jpeg,image/png", HeaderKind.Video => "video/mp4", _ => "application/pdf" };

    private string Limit => Figures.Bytes(SampleMediaStore.MaxLength(Kind));

    private string Expected => Kind switch { HeaderKind.Image => $"JPEG or PNG, up to {Limit}", HeaderKind.Video => $"MP4, up to {Limit}", _ => $"PDF, up to {Limit}" };

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        if (_uploading)
            return;
        (_uploading, _problem) = (true, null);
        try
        {
            // One byte more than allowed is let through, so that the store and not an exception says "too large".
            await using var content = e.File.OpenReadStream(SampleMediaStore.MaxLength(Kind) + 1);
            switch (await Samples.StoreAsync(Actor, Kind, e.File.Name, content, CancellationToken.None))
            {
                case SampleUpload.Stored stored:
                    await OnStored.InvokeAsync(stored.Media);
                    break;
                case SampleUpload.Refused refused:
                    _problem = refused.Reason;
                    break;
            }
        }
        catch (IOException)
        {
            _problem = $"The file is larger than {Limit}, or the upload broke off. Choose it again.";
        }
        finally
        {
            _uploading = false;
        }
    }
}
