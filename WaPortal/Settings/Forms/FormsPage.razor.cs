using Microsoft.AspNetCore.Components;
using WaPortal.Core.OptIns.Joining.Forms;

namespace WaPortal.Settings.Forms;

/// <summary>The forms of the enterprise's own sites by which people join.</summary>
public partial class FormsPage
{
    private IReadOnlyList<FormLine> _forms = [];

    [Inject]
    public required ManageForms Forms { get; init; }

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == TakeSubmission.Topic;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _forms = await Forms.ListAsync(Actor, token);
        return true;
    }
}
