namespace WaPortal.Core.OptIns.Import;

/// <summary>What a column of a list means.</summary>
public enum ImportField
{
    /// <summary>Not stored.</summary>
    Ignore,
    Phone,

    /// <summary>The whole name.</summary>
    Name,
    FirstName,
    LastName,
    Language,

    /// <summary>Yes or no.</summary>
    OptIn,

    /// <summary>When the choice was made.</summary>
    OptInAt,

    /// <summary>Where: form, shop, keyword.</summary>
    Source,

    /// <summary>A reference under which the proof is found.</summary>
    Proof,

    /// <summary>The words that were agreed to.</summary>
    Wording,

    /// <summary>Kept with the contact, for variables of templates.</summary>
    Attribute,

    /// <summary>As an attribute, with room for a longer text.</summary>
    Note,

    /// <summary>IANA name.</summary>
    TimeZone,

    /// <summary>Names of tags, with commas, semicolons or bars between them.</summary>
    Tags,
}

/// <summary>One column of the file and what becomes of it.</summary>
/// <param name="Header">As it stands in the file.</param>
/// <param name="Field">What it means.</param>
/// <param name="Attribute">The attribute's name where the field is an attribute or a note.</param>
public sealed record ColumnMapping(string Header, ImportField Field, string? Attribute = null);
