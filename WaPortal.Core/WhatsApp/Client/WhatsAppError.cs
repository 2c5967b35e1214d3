namespace WaPortal.Core.WhatsApp;

/// <summary>An error as the platform reports it, in an answer or in a webhook.</summary>
/// <param name="Code">The code to build on; titles, HTTP statuses and subcodes change.</param>
/// <param name="Subcode">Narrows the code down in errors about templates; often missing.</param>
/// <param name="HttpStatus">0 when it came by webhook.</param>
/// <param name="Message">The developer's words, in English.</param>
/// <param name="Details">The most useful words in errors about messages.</param>
/// <param name="UserTitle">Localised words for a person, in errors about templates.</param>
/// <param name="UserMessage">Localised words for a person, in errors about templates.</param>
/// <param name="TraceId">What the platform's support asks for.</param>
public sealed record WhatsAppError(
    int Code,
    int? Subcode,
    int HttpStatus,
    string Message,
    string? Details,
    string? UserTitle,
    string? UserMessage,
    string? TraceId)
{
    /// <summary>What the catalogue says about it.</summary>
    public ErrorFact Fact => ErrorCatalog.Find(Code, Subcode);

    /// <summary>The words worth showing: what the platform says to people, else its details, else its message.</summary>
    public string Words => UserMessage ?? Details ?? Message;

    /// <summary>Code and status only: messages can quote a number.</summary>
    public override string ToString() => Subcode is { } sub ? $"error {Code}/{sub} (HTTP {HttpStatus})" : $"error {Code} (HTTP {HttpStatus})";
}
