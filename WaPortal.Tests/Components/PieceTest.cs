using Bunit;
using Radzen;

namespace WaPortal.Tests.Components;

/// <summary>A renderer with what Radzen's buttons and our pieces ask for. Script calls are recorded, not run.</summary>
public abstract class PieceTest : BunitContext
{
    protected PieceTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
    }
}
