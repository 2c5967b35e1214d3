using Microsoft.AspNetCore.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>Counts the stored draft a moment after its last change; a count that a newer change overtakes is given up.</summary>
public partial class BreakdownCard : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(600);

    private CancellationTokenSource? _run;
    private AudienceBreakdown? _breakdown;
    private TimeSpan _took;
    private bool _counting;
    private int? _for;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public CampaignId Id { get; set; }

    /// <summary>The stored version: another one is counted anew.</summary>
    [Parameter, EditorRequired]
    public int Version { get; set; }

    [Inject]
    public required CampaignReview Review { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    protected override void OnParametersSet()
    {
        if (_for == Version)
            return;
        var first = _for is null;
        _for = Version;
        Stop();
        _counting = true;
        _run = new CancellationTokenSource();
        _ = CountAsync(first ? TimeSpan.Zero : Moment, _run.Token);
    }

    private void Stop()
    {
        _run?.Cancel();
        _run?.Dispose();
        _run = null;
    }

    private async Task CountAsync(TimeSpan wait, CancellationToken token)
    {
        try
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, Time, token);
            var began = Time.GetTimestamp();
            var counted = await Review.BreakdownAsync(Actor, Id, token);
            if (token.IsCancellationRequested)
                return;
            (_breakdown, _took, _counting) = (counted, Time.GetElapsedTime(began), false);
            await InvokeAsync(StateHasChanged);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
