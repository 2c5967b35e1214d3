using WaPortal.Components.Pieces;
using WaPortal.Core.Compliance.Requests;

namespace WaPortal.Compliance.Requests;

/// <summary>How the pages speak of requests.</summary>
internal static class RequestWords
{
    public const string List = "/compliance/requests";

    public static string Address(PersonRequestId id) => $"{List}/{id.Value}";

    public static string Kind(RequestKind kind) => kind switch
    {
        RequestKind.Access => "Access",
        RequestKind.Erasure => "Erasure",
    };

    public static string Way(RequestWay way) => way switch
    {
        RequestWay.Email => "Email",
        RequestWay.Letter => "Letter",
        RequestWay.Phone => "Telephone",
        RequestWay.InPerson => "In person",
        RequestWay.WhatsApp => "WhatsApp",
        RequestWay.Other => "Another way",
    };

    public static (StatusTone Tone, string Word, string? Icon) State(PersonRequest request, DateTimeOffset now) => request.State switch
    {
        RequestState.Open when request.DueAt < now => (StatusTone.Bad, "Overdue", "error"),
        RequestState.Open => (StatusTone.Wait, "Open", null),
        RequestState.Erasing => (StatusTone.Live, "Erasing", null),
        RequestState.Done => (StatusTone.Ok, "Done", "check"),
        RequestState.Refused => (StatusTone.Idle, "Refused", "block"),
        RequestState.Withdrawn => (StatusTone.Idle, "Taken back", "undo"),
    };

    /// <summary>What an erasure's places are called.</summary>
    public static string Place(string name) => name switch
    {
        "ledger" => "Entries whose evidence nobody can read any more",
        "contacts" => "Contacts, with their lists and attributes",
        "imports" => "Rows and files of lists",
        "webhooks" => "Webhooks that named the person",
        "messages" => "Messages without their number and values now",
        "requests" => "Requests",
        _ => name,
    };

    /// <summary>"in 12 days", "today", "3 days ago".</summary>
    public static string Left(DateTimeOffset due, DateTimeOffset now, TimeZoneInfo zone)
    {
        var days = (TimeZoneInfo.ConvertTime(due, zone).Date - TimeZoneInfo.ConvertTime(now, zone).Date).Days;
        return days switch
        {
            0 => "today",
            1 => "tomorrow",
            > 1 => $"in {days} days",
            -1 => "yesterday",
            _ => $"{-days} days ago",
        };
    }
}
