using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace WaPortal.Tests.Campaigns.Pages;

/// <summary>Finds what a person would look for.</summary>
internal static class PageReading
{
    /// <summary>The text as it is read: blanks run together.</summary>
    public static string Words(this INode node) => string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace(" ,", ",", StringComparison.Ordinal);

    /// <summary>The button whose text begins so.</summary>
    public static IElement Button<T>(this IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(b => Label(b).StartsWith(text, StringComparison.Ordinal));

    /// <summary>Presses it. Found and pressed in one go: the page may be drawn anew at any moment. What it does may go on, as a dialog does.</summary>
    public static Task PressAsync<T>(this IRenderedComponent<T> page, string text)
        where T : IComponent => page.InvokeAsync(() => page.Button(text).Click());

    /// <summary>Presses it and waits until all of what it does is done.</summary>
    public static Task PressToTheEndAsync<T>(this IRenderedComponent<T> page, string text)
        where T : IComponent => page.InvokeAsync(() => page.Button(text).ClickAsync(new MouseEventArgs()));

    /// <summary>Fills a field, leaves it and waits until that is done.</summary>
    public static Task ChangeAsync<T>(this IRenderedComponent<T> page, string selector, object value)
        where T : IComponent => page.InvokeAsync(() => page.Find(selector).ChangeAsync(new ChangeEventArgs { Value = value }));

    /// <summary>Types into a field.</summary>
    public static Task InputAsync<T>(this IRenderedComponent<T> page, string selector, string value)
        where T : IComponent => page.InvokeAsync(() => page.Find(selector).Input(value));

    /// <summary>Waits for a text and gives the page.</summary>
    public static IRenderedComponent<T> Showing<T>(this IRenderedComponent<T> page, string text)
        where T : IComponent
    {
        page.WaitForState(() => page.Nodes.Any(n => n.Words().Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
        return page;
    }

    // Icons are ligatures: their names are text to a parser.
    private static string Label(IElement button) =>
        (button.QuerySelector(".rz-button-text") ?? button).Words();
}
