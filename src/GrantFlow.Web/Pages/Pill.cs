namespace GrantFlow.Web.Pages;

/// <summary>The colour of a state: good, waits for somebody, or bad; everything else is grey.</summary>
static class Pill
{
    static readonly HashSet<string> Good =
        ["Open", "Active", "Signed", "Granted", "Scored", "Approved", "Selected", "Paid", "Accepted", "Held", "Reached", "Resolved", "Met", "Sent", "Finished", "Clear", "Green", "Member", "Entitled", "Running"];

    static readonly HashSet<string> Wait =
        ["Draft", "Invited", "InProgress", "Offered", "Scheduled", "Assigned", "UnderReview", "Reserved", "Proposed", "DueDiligence", "Due", "Submitted", "Requested", "Returned", "Queued", "Sending", "Amber", "Planned", "Published", "Overdue", "Kept", "Suspended"];

    static readonly HashSet<string> Bad = ["Refused", "Ineligible", "Terminated", "Failed", "Red", "Blocked", "Missed", "Faulted", "Revoked", "Expired", "Cancelled", "Declined", "Left"];

    /// <summary>The class for a state's pill.</summary>
    public static string Of(Enum state)
    {
        var name = state.ToString();
        return Good.Contains(name) ? "status-good" : Wait.Contains(name) ? "status-wait" : Bad.Contains(name) ? "status-bad" : "";
    }
}
