using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining;

/// <summary>What counts as an opt-in when a person writes to the enterprise. Without this row, or with nothing chosen, no message does.</summary>
public sealed class JoiningRules : ITenantOwned
{
    /// <summary>Words that can be set.</summary>
    public const int MostWords = 20;

    /// <summary>Letters of one of them.</summary>
    public const int WordLength = 60;

    private JoiningRules()
    {
    }

    public TenantId TenantId { get; private set; }

    /// <summary>Messages that are one of these words opt their sender in, whatever the case, accents and punctuation; one to a line.</summary>
    public string Words { get; private set; } = "";

    /// <summary>What such a word opts in to.</summary>
    public string WordPurposes { get; private set; } = "";

    /// <summary>What the first message of somebody opts in to of whom nothing is on record; empty for nothing.</summary>
    public string FirstPurposes { get; private set; } = "";

    /// <summary>The list that such people go to; made when it is missing.</summary>
    public string ListName { get; private set; } = "";

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public JoiningChoices Choices() => new(Words.Split('\n', StringSplitOptions.RemoveEmptyEntries), Read(WordPurposes), Read(FirstPurposes), ListName);

    internal static JoiningRules Create(TenantId tenant) => new() { TenantId = tenant };

    internal void Choose(JoiningChoices choices, string by, DateTimeOffset now) =>
        (Words, WordPurposes, FirstPurposes, ListName, ChangedBy, ChangedAt) =
        (string.Join('\n', choices.Words), Write(choices.WordPurposes), Write(choices.FirstPurposes), choices.ListName, by.Length > 100 ? by[..100] : by, now);

    private static string Write(IEnumerable<ConsentPurpose> purposes) => string.Join(',', purposes.Order());

    private static ConsentPurpose[] Read(string purposes) => [.. purposes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ConsentPurpose>)];
}

/// <summary>What people choose there.</summary>
/// <param name="Words">Each a whole message.</param>
/// <param name="WordPurposes">What they opt in to.</param>
/// <param name="FirstPurposes">What a first message opts in to.</param>
/// <param name="ListName">The list that these people go to.</param>
public sealed record JoiningChoices(IReadOnlyList<string> Words, IReadOnlyList<ConsentPurpose> WordPurposes, IReadOnlyList<ConsentPurpose> FirstPurposes, string ListName)
{
    public static readonly JoiningChoices None = new([], [], [], "");

    /// <summary>Whether any message is an opt-in.</summary>
    public bool IsOn => Words.Count > 0 || FirstPurposes.Count > 0;
}

internal sealed class JoiningRulesConfiguration : IEntityTypeConfiguration<JoiningRules>
{
    public void Configure(EntityTypeBuilder<JoiningRules> builder)
    {
        builder.ToTable("joining_rules");
        builder.HasKey(r => r.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.WordPurposes).HasMaxLength(100);
        builder.Property(r => r.FirstPurposes).HasMaxLength(100);
        builder.Property(r => r.ListName).HasMaxLength(OptInList.NameLength);
        builder.Property(r => r.ChangedBy).HasMaxLength(100);
    }
}
