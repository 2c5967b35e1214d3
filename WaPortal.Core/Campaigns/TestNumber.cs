using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>The rule for numbers that are kept for trying things out.</summary>
internal static class TestNumber
{
    /// <summary>Why a campaign from such a number may not write to so many people.</summary>
    public static string Refusal(int people) => FormattableString.Invariant(
        $"This is a test number: it writes to at most {SenderNumber.MostTestPeople} people, and this would be {people:N0}. Choose a production number, or a smaller list.");
}
