using WaPortal.Bench.Chaos;
using WaPortal.Core.Delivery;
using Xunit;

namespace WaPortal.Tests.Chaos;

/// <summary>The checker finds each thing that may never be, in books that are right but for that one.</summary>
public sealed class ChaosCheckerTests
{
    private const string Campaign = "chaos_1";
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Books_that_are_right_show_nothing() => Assert.Empty(ChaosChecker.Check(Right()));

    [Fact]
    public void A_second_message_to_a_person_is_found() => AssertFinds(FindingKind.Duplicate, right => right with { Taken = [.. right.Taken, Taken(0) with { Wamid = "wamid.again", Opaque = "another" }] });

    [Fact]
    public void A_second_message_under_the_same_id_is_found() =>
        AssertFinds(FindingKind.Duplicate, right => right with { Taken = [.. right.Taken, Taken(0) with { Wamid = "wamid.again", Person = "somebody", Template = "chaos_2" }] });

    [Fact]
    public void A_second_message_that_a_person_decided_is_none()
    {
        var right = Right();
        var twice = right with
        {
            Taken = [.. right.Taken, Taken(0) with { Wamid = "wamid.again", Opaque = "m0.1" }],
            Booked = [Booked(0) with { Opaque = "m0.1", Resends = 1 }, .. right.Booked.Skip(1)],
        };
        Assert.Empty(ChaosChecker.Check(twice));
        AssertFinds(FindingKind.Duplicate, _ => twice with { Taken = [.. twice.Taken, Taken(0) with { Wamid = "wamid.third", Opaque = "m0.2" }] });
    }

    [Fact]
    public void Somebody_of_the_audience_without_a_row_is_found() => AssertFinds(FindingKind.Lost, right => right with { Booked = [.. right.Booked.Where(b => b.Opaque != "m5")] });

    [Fact]
    public void Somebody_with_two_rows_is_found() => AssertFinds(FindingKind.Lost, right => right with { Booked = [.. right.Booked, Booked(5) with { Opaque = "m99" }] });

    [Fact]
    public void A_row_of_somebody_outside_the_audience_is_found() => AssertFinds(FindingKind.Lost, right => right with { Booked = [.. right.Booked, Booked(5) with { Opaque = "m99", Person = "stranger" }] });

    [Theory]
    [InlineData(MessageState.Skipped)]
    [InlineData(MessageState.Queued)]
    [InlineData(MessageState.InDoubt)]
    [InlineData(MessageState.Cancelled)]
    public void A_message_that_was_taken_over_and_is_not_booked_as_such_is_found(MessageState state) =>
        AssertFinds(FindingKind.Unbooked, right => right with { Booked = [Booked(0) with { State = state }, .. right.Booked.Skip(1)] });

    [Fact]
    public void A_message_that_was_taken_over_and_given_up_is_found() =>
        AssertFinds(FindingKind.Unbooked, right => right with { Booked = [Booked(0) with { State = MessageState.Failed, Reason = MessageMoves.InDoubtExpired }, .. right.Booked.Skip(1)] });

    [Fact]
    public void A_message_booked_under_another_id_of_the_platform_is_found() =>
        AssertFinds(FindingKind.Unbooked, right => right with { Booked = [Booked(0) with { Wamid = "wamid.other" }, .. right.Booked.Skip(1)] });

    [Fact]
    public void A_message_to_the_wrong_person_is_found() => AssertFinds(FindingKind.Unbooked, right => right with { Taken = [Taken(0) with { Person = "stranger" }, .. right.Taken.Skip(1)] });

    [Fact]
    public void A_message_that_is_nobodys_is_found() =>
        AssertFinds(FindingKind.Unbooked, right => right with { Taken = [.. right.Taken, Taken(50) with { Opaque = null }] });

    [Fact]
    public void A_message_that_never_left_and_is_booked_as_sent_is_found() => AssertFinds(FindingKind.Invented, right => right with { Taken = [.. right.Taken.Skip(1)] });

    [Theory]
    [InlineData(MessageState.Queued)]
    [InlineData(MessageState.Claimed)]
    [InlineData(MessageState.InDoubt)]
    public void What_still_waits_is_found(MessageState state) => AssertFinds(FindingKind.Unsettled, right => right with
    {
        Taken = [.. right.Taken.Skip(1)],
        Booked = [Booked(0) with { State = state, Wamid = null }, .. right.Booked.Skip(1)],
    });

    [Fact]
    public void A_campaign_that_never_ends_is_found() => AssertFinds(FindingKind.Unsettled, right => right with { Campaigns = [right.Campaigns[0] with { State = SendOrderState.Paused }] });

    [Fact]
    public void A_message_that_was_started_after_an_opt_out_is_found() => AssertFinds(FindingKind.AfterOptOut, right => right with { OptOuts = [new BookedOptOut("p3", At(3).AddSeconds(-3))] });

    [Fact]
    public void A_message_that_arrived_long_after_an_opt_out_is_found() => AssertFinds(FindingKind.AfterOptOut, right => right with
    {
        OptOuts = [new BookedOptOut("p3", At(3).AddSeconds(1))],
        Taken = [.. right.Taken.Select(t => t.Opaque == "m3" ? t with { ArrivedAt = At(3).AddSeconds(30) } : t)],
    });

    [Fact]
    public void A_message_that_was_on_its_way_when_somebody_opted_out_is_none() => Assert.Empty(ChaosChecker.Check(Right() with { OptOuts = [new BookedOptOut("p3", At(3).AddSeconds(1))] }));

    [Fact]
    public void A_stop_that_was_never_booked_is_found() => AssertFinds(FindingKind.StopLost, right => right with { Stops = ["p3"] });

    [Fact]
    public void One_person_more_than_the_limit_is_found()
    {
        Assert.Empty(ChaosChecker.Check(Right() with { Limits = [(Start, 10)] }));
        AssertFinds(FindingKind.OverLimit, right => right with { Limits = [(Start, 9)] });
    }

    [Fact]
    public void A_limit_counts_people_and_over_a_day_only()
    {
        var right = Right();
        var days = right with
        {
            Taken = [.. right.Taken.Select((t, i) => t with { TakenAt = Start.AddHours(25 * i) })],
            Limits = [(Start, 1)],
        };
        Assert.Empty(ChaosChecker.Check(days));
        AssertFinds(FindingKind.OverLimit, _ => days with { Taken = [.. days.Taken.Select(t => t.Opaque == "m4" ? t with { TakenAt = t.TakenAt.AddHours(-2) } : t)] });
    }

    [Fact]
    public void A_refusal_for_the_limit_is_found() => AssertFinds(FindingKind.OverLimit, right => right with { RefusedOverLimit = 1 });

    [Fact]
    public void A_counter_that_is_wrong_is_found() => AssertFinds(FindingKind.Counters, right => right with
    {
        Campaigns = [right.Campaigns[0] with { Counters = new Dictionary<MessageState, int> { [MessageState.Delivered] = 9, [MessageState.Skipped] = 1 } }],
    });

    [Fact]
    public void A_chain_that_does_not_hold_is_found()
    {
        AssertFinds(FindingKind.Chain, right => right with { LedgerBreaks = 1 });
        AssertFinds(FindingKind.Chain, right => right with { TrailBreaks = 1 });
    }

    [Fact]
    public void A_pause_that_the_trail_does_not_explain_is_found()
    {
        Assert.Empty(ChaosChecker.Check(Right() with { Campaigns = [Right().Campaigns[0] with { Pauses = ["Expired."], Explained = ["Expired."] }] }));
        AssertFinds(FindingKind.Unexplained, right => right with { Campaigns = [right.Campaigns[0] with { Pauses = ["Expired.", "Expired."], Explained = ["Expired."] }] });
        AssertFinds(FindingKind.Unexplained, right => right with { Campaigns = [right.Campaigns[0] with { Pauses = [null], Explained = [null] }] });
    }

    // Ten people who got it, one of them a failure that the platform told.
    private static Evidence Right() => new(
        [.. Enumerable.Range(0, 10).Select(Taken)],
        [new BookedCampaign(
            Campaign, SendOrderState.Done, [.. Enumerable.Range(0, 10).Select(p => $"p{p}")], new Dictionary<MessageState, int> { [MessageState.Delivered] = 10 }, [], [])],
        [.. Enumerable.Range(0, 10).Select(Booked)], [], [], [], 0, 0, 0);

    private static DateTimeOffset At(int person) => Start.AddSeconds(person);

    private static TakenMessage Taken(int person) => new(At(person), At(person), $"wamid.{person}", $"p{person}", $"m{person}", Campaign);

    private static BookedMessage Booked(int person) => new(Campaign, $"p{person}", $"m{person}", MessageState.Delivered, null, null, $"wamid.{person}", 0, At(person));

    private static void AssertFinds(FindingKind kind, Func<Evidence, Evidence> wrong) => Assert.Contains(ChaosChecker.Check(wrong(Right())), f => f.Kind == kind);
}
