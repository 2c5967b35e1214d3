using Microsoft.AspNetCore.Components;

namespace WaPortal.Components.Layout;

public partial class MainLayout
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    private static IReadOnlyList<NavigationEntry> Entries => NavigationMap.Existing;

    // With a <base> a bare "#main" would lead to the start page.
    private string SkipHref => $"{Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0]}#main";
}
