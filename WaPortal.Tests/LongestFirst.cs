using WaPortal.Tests;
using WaPortal.Tests.Browser;
using WaPortal.Tests.Chaos;
using WaPortal.Tests.Delivery;
using WaPortal.Tests.Demo;
using WaPortal.Tests.OptIns;
using WaPortal.Tests.Templates;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace WaPortal.Tests;

/// <summary>
/// Begins with the classes that take longest and, among these, wait most (for processes that start, leases that end), so that others work meanwhile and
/// none of them is left over alone at the end. Then those that drive the browser, then all others.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] First =
        [typeof(ChaosTests), typeof(KillTests), typeof(JourneyTests), typeof(SubmissionKillTests), typeof(DemoTests), typeof(ErasureKillTests), typeof(LargeImportTests), typeof(TemplateStudioTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : notnull, ITestCollection => [.. testCollections.OrderBy(c => Place(c))];

    private static int Place(ITestCollection collection)
    {
        // A class without a collection of its own: "Test collection for Namespace.Class (id: …)".
        var named = Array.FindIndex(First, type => collection.TestCollectionDisplayName.Contains(type.FullName + " ", StringComparison.Ordinal));
        if (named >= 0)
            return named;
        return collection.TestCollectionDisplayName.Contains(typeof(JourneyTests).Namespace + ".", StringComparison.Ordinal) ? First.Length : First.Length + 1;
    }
}
