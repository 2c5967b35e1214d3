namespace WaPortal.Core.Campaigns;

/// <summary>The outcome of an action on a campaign.</summary>
public abstract record CampaignResult
{
    private CampaignResult()
    {
    }

    /// <summary>Done.</summary>
    public sealed record Done(CampaignId Id) : CampaignResult;

    /// <summary>Not possible, in words for the person, each with the field it is about (<c>Name</c>, <c>Template</c>, <c>List</c>, <c>Sender</c>, <c>Mapping</c>, <c>Schedule</c>, or empty).</summary>
    public sealed record Refused(IReadOnlyList<(string Field, string Message)> Problems) : CampaignResult
    {
        /// <summary>One problem.</summary>
        public Refused(string field, string message)
            : this([(field, message)])
        {
        }
    }

    /// <summary>Somebody else changed it meanwhile; nothing was saved.</summary>
    public sealed record Stale : CampaignResult;

    /// <summary>There is none of this id.</summary>
    public sealed record NotFound : CampaignResult;
}
