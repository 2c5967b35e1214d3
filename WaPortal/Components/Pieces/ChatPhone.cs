namespace WaPortal.Components.Pieces;

/// <summary>Whose proportions the phone has: width, size of the text, bar.</summary>
public enum ChatPhone
{
    Android,
    Ios,
}
