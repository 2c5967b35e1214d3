using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;

namespace WaPortal.Core.Delivery.Forecast;

/// <summary>
/// Plays the sending of several orders forward, a quarter of an hour at a time, under the same rules as the claim: hours of each place, one messaging limit over all numbers in a
/// rolling 24 hours, each number's pace, shares by priority among the orders that want to send.
/// </summary>
/// <remarks>It takes everybody for new to the limit, and knows nothing of refusals, of people who opt out meanwhile, or of campaigns that nobody has planned yet.</remarks>
public static class SendingForecast
{
    /// <summary>How far ahead is reckoned.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(120);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(SendingHours.Grid);

    /// <summary>The course of each order, by its id.</summary>
    public static IReadOnlyDictionary<Guid, OrderForecast> Play(DateTimeOffset now, IReadOnlyList<ForecastOrder> orders, ForecastLimits limits)
    {
        var courses = orders.Select(order => new Course(order)).ToList();
        var uses = new Queue<(DateTimeOffset At, int People)>(limits.Uses.OrderBy(u => u.At));
        var used = limits.Uses.Sum(u => u.People);
        var end = now + Horizon;
        for (var at = now; at < end && courses.Exists(c => c.Left > 0);)
        {
            while (uses.TryPeek(out var oldest) && oldest.At + ClaimStore.QuotaWindow <= at)
            {
                used -= oldest.People;
                uses.Dequeue();
            }

            var until = Until(at, courses, limits.People is not null && uses.TryPeek(out var next) ? next.At + ClaimStore.QuotaWindow : null);
            var free = limits.People is { } most ? Math.Max(0, most - used) : int.MaxValue;
            var active = courses.FindAll(c => c.Left > 0 && c.Order.StartAt <= at);
            foreach (var course in active)
                course.Want(at, until - at);
            foreach (var number in active.GroupBy(c => c.Order.Sender))
                Share([.. number], (int)(limits.PerSecond[number.Key] * (until - at).TotalSeconds));
            Share(active, free);
            var sent = 0;
            foreach (var course in active)
                sent += course.Send(at, until - at, limits.PerSecond[course.Order.Sender] * course.Weight / active.Where(c => c.Order.Sender == course.Order.Sender).Sum(c => c.Weight));
            if (sent > 0 && limits.People is not null)
            {
                uses.Enqueue((at, sent));
                used += sent;
            }

            at = until;
        }

        return courses.ToDictionary(c => c.Order.Id, c => new OrderForecast(c.Steps, c.EndsAt, c.Left));
    }

    private static DateTimeOffset Until(DateTimeOffset at, List<Course> courses, DateTimeOffset? freesAt)
    {
        var next = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % Step.Ticks) + Step.Ticks, TimeSpan.Zero);
        foreach (var course in courses)
        {
            if (course.Order.StartAt > at && course.Order.StartAt < next)
                next = course.Order.StartAt;
        }

        return freesAt > at && freesAt < next ? freesAt.Value : next;
    }

    // By weight, and what one does not need to the others.
    private static void Share(List<Course> courses, int room)
    {
        var open = courses.FindAll(c => c.Wants > 0);
        open.Sort((a, b) => ((double)a.Wants / a.Weight).CompareTo((double)b.Wants / b.Weight));
        var weights = open.Sum(c => c.Weight);
        foreach (var course in open)
        {
            course.Wants = Math.Min(course.Wants, (int)Math.Ceiling((double)room * course.Weight / weights));
            room -= course.Wants;
            weights -= course.Weight;
        }
    }

    private sealed class Course(ForecastOrder order)
    {
        private readonly int[] _left = [.. order.Places.Select(p => p.Left)];
        private double _rate = double.PositiveInfinity;
        private double _saved;
        private List<int> _open = [];

        public ForecastOrder Order { get; } = order;

        public int Weight { get; } = FairShares.Weight(order.Priority);

        public List<ForecastStep> Steps { get; } = [];

        public int Left { get; private set; } = order.Places.Sum(p => p.Left);

        public DateTimeOffset? EndsAt { get; private set; }

        /// <summary>What it would send in this step, and after the shares are dealt what it may.</summary>
        public int Wants { get; set; }

        public void Want(DateTimeOffset at, TimeSpan time)
        {
            _open = [.. Enumerable.Range(0, _left.Length).Where(i => _left[i] > 0 && Order.Places[i].Opening.IsOpen(at))];
            _rate = Order.SpreadMinutes is { } minutes ? _open.Sum(i => Order.Places[i].People) / TimeSpan.FromMinutes(minutes).TotalSeconds : double.PositiveInfinity;
            var waiting = _open.Sum(i => _left[i]);
            if (double.IsPositiveInfinity(_rate))
            {
                Wants = waiting;
                return;
            }

            _saved = Math.Min(_saved, 1) + (_rate * time.TotalSeconds);
            Wants = Math.Min(waiting, (int)_saved);
        }

        public int Send(DateTimeOffset at, TimeSpan time, double pace)
        {
            var sent = Wants;
            if (sent == 0)
                return 0;
            if (sent < _open.Sum(i => _left[i]) && _open.Count > 1)
                _open = [.. _open.OrderBy(i => Order.Places[i].Opening.ClosesAfter(at) ?? DateTimeOffset.MaxValue)];
            var rest = sent;
            foreach (var place in _open)
            {
                var part = Math.Min(rest, _left[place]);
                _left[place] -= part;
                rest -= part;
            }

            Left -= sent;
            _saved -= sent;
            Steps.Add(new ForecastStep(at, sent));
            if (Left == 0)
                EndsAt = at + TimeSpan.FromSeconds(Math.Min(time.TotalSeconds, sent / Math.Min(_rate, pace)));
            return sent;
        }
    }
}
