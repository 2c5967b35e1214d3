using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace WaPortal.Tests.Components;

/// <summary>bUnit asks for AngleSharp.Diffing in a version of its own; the one beside the tests is handed over instead.</summary>
internal static class DiffingResolver
{
    [ModuleInitializer]
    internal static void Install() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
            : null;
}
