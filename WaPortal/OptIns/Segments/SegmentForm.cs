using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns.Segments;

/// <summary>A part of a segment while it is being written: a group, or a condition that may still be incomplete.</summary>
public sealed class SegmentFormPart
{
    /// <summary>For the renderer: parts move up when one is removed.</summary>
    public Guid Key { get; } = Guid.NewGuid();

    /// <summary>Null for a group.</summary>
    public SegmentCondition? Condition { get; set; }

    public GroupKind Kind { get; set; }

    public List<SegmentFormPart> Parts { get; } = [];

    public bool IsGroup => Condition is null;

    public static SegmentFormPart Of(SegmentNode node)
    {
        if (node is SegmentCondition condition)
            return new SegmentFormPart { Condition = condition };
        var group = (SegmentGroup)node;
        var part = new SegmentFormPart { Kind = group.Kind };
        part.Parts.AddRange(group.Parts.Select(Of));
        return part;
    }

    /// <summary>The group as it would be stored.</summary>
    public SegmentGroup ToGroup() => new(Kind, [.. Parts.Select(p => p.Condition ?? (SegmentNode)p.ToGroup())]);
}
