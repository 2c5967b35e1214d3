using WaPortal.Core.OptIns.Import;
using WaPortal.OptIns;
using Xunit;

namespace WaPortal.Tests.OptIns.Pages;

public sealed class ImportFormTests
{
    private static readonly DateTimeOffset Agreed = new(2026, 11, 14, 17, 7, 0, TimeSpan.Zero);

    [Fact]
    public void A_saved_plan_comes_back_as_it_was()
    {
        var plan = Plan([new("phone", ImportField.Phone), new("shop", ImportField.Attribute, "store"), new("x", ImportField.Ignore)],
            new FileWideProof("Tablet", Agreed, "I agree.", "F-1", true));
        var again = ImportForm.Of(plan, "Newsletter").ToPlan();
        Assert.Equal(plan.Columns, again.Columns);
        Assert.Equal(plan.Proof, again.Proof);
        Assert.Equal((plan.Region, plan.Zone, plan.Dates), (again.Region, again.Zone, again.Dates));
        Assert.Equal(plan.Purposes, again.Purposes);
    }

    [Fact]
    public void Proof_per_row_leaves_out_what_was_typed_for_the_whole_list_and_keeps_it_in_the_form()
    {
        var form = ImportForm.Of(Plan([new("phone", ImportField.Phone), new("at", ImportField.OptInAt), new("src", ImportField.Source)], null), null);
        Assert.Equal(ProofKind.PerRow, form.Kind);
        (form.Kind, form.Source, form.AgreedAt) = (ProofKind.WholeList, "Tablet", "2026-11-14T18:07");
        Assert.Equal(("Tablet", (DateTimeOffset?)Agreed), (form.ToPlan().Proof!.Source, form.ToPlan().Proof!.AgreedAt));
        form.Kind = ProofKind.PerRow;
        Assert.Null(form.ToPlan().Proof);
        Assert.Equal("Tablet", form.Source);
    }

    [Fact]
    public void A_list_without_a_time_for_each_row_needs_one_for_all() =>
        Assert.Equal(ProofKind.WholeList, ImportForm.Of(Plan([new("phone", ImportField.Phone), new("src", ImportField.Source)], null), null).Kind);

    [Theory]
    [InlineData("2026-11-14T18:07", null)]
    [InlineData("2026-11-24T00:00", "The time lies in the future.")]
    [InlineData("1999-12-31T12:00", "The time is before the year 2000.")]
    [InlineData("2026-03-29T02:30", "There is no such time in this time zone.")]
    public void A_time_for_the_whole_list_is_checked_in_its_zone(string typed, string? problem)
    {
        var form = ImportForm.Of(Plan([new("phone", ImportField.Phone)], null), null);
        form.AgreedAt = typed;
        Assert.Equal(problem, form.MomentProblem(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));
    }

    private static ImportPlan Plan(IReadOnlyList<ColumnMapping> columns, FileWideProof? proof) =>
        new(columns, "ES", "Europe/Madrid", DateOrder.DayFirst, proof, [ConsentPurpose.Marketing, ConsentPurpose.Utility]);
}
