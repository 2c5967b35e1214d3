using WaPortal.Access;
using WaPortal.Core.OptIns.Joining.Forms;

namespace WaPortal.OptIns.Forms;

/// <summary>Marks the address that sites hand their forms to. It answers strangers only while some form of the installation is open; each request is signed.</summary>
public sealed class FormDoorMetadata() : OpenDoorMetadata(Prefix)
{
    /// <summary>The path that it, and nothing else, begins with.</summary>
    public const string Prefix = "/forms/";

    public override ValueTask<bool> IsOpenAsync(HttpContext context) => context.RequestServices.GetRequiredService<FormDoors>().IsAnyOpenAsync(context.RequestAborted);
}
