using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Lets the framework keep its keys in the portal's database. It asks a few times a day and cannot wait asynchronously.</summary>
internal sealed class ProtectionKeyRepository(ProtectionKeys keys, ProtectionKeyFiles files) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Now(async () =>
    {
        await files.TakeOverAsync(CancellationToken.None);
        var all = await keys.ListAsync(CancellationToken.None);
        return (IReadOnlyCollection<XElement>)[.. all.Select(xml => XElement.Parse(xml))];
    });

    public void StoreElement(XElement element, string friendlyName) => Now(async () =>
    {
        await keys.AddAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None);
        return true;
    });

    // On a thread of its own: the caller may stand in a circuit, whose thread the work would wait for.
    private static T Now<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
