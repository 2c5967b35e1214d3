using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>A translation that can ask a person to confirm.</summary>
/// <param name="Language">WhatsApp's code.</param>
/// <param name="Body">What it says.</param>
/// <param name="Buttons">Quick replies that can mean yes, by place and label.</param>
public sealed record ConfirmationTranslation(string Language, string Body, IReadOnlyList<(int Place, string Label)> Buttons);

/// <summary>A template with such translations.</summary>
public sealed record ConfirmationTemplate(Guid Id, WhatsAppAccountId Account, string Name, IReadOnlyList<ConfirmationTranslation> Translations);

/// <summary>A message to be asked for.</summary>
/// <param name="Form">The form's id and name: shown where a campaign would have its name.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Payload">What comes back when the button is pressed.</param>
public sealed record ConfirmationRequest((Guid Id, string Name) Form, ConfirmationChoice Choice, string Phone, string Payload, FormSubmissionId Submission)
{
    /// <summary>Without the number and the payload.</summary>
    public override string ToString() => nameof(ConfirmationRequest);
}

/// <summary>A message that is put together and not queued yet.</summary>
public interface IPreparedConfirmation
{
    /// <summary>Why it cannot be sent, for people; null: it can.</summary>
    string? Problem { get; }

    /// <summary>Queues it in the caller's transaction; gives its id, or null where it may not be sent to this person.</summary>
    Task<Guid?> QueueAsync(PortalDbContext db, long permit, CancellationToken token);

    /// <summary>After the commit.</summary>
    Task WakeAsync(CancellationToken token);
}

/// <summary>Messages that ask people to confirm what a form told. Registered by the feature that sends.</summary>
public interface IConfirmationMessages
{
    /// <summary>What can be chosen.</summary>
    Task<IReadOnlyList<ConfirmationTemplate>> ListAsync(Actor actor, CancellationToken token);

    /// <summary>Why this choice cannot be sent now; null: it can.</summary>
    Task<string?> ProblemAsync(TenantId tenant, ConfirmationChoice choice, CancellationToken token);

    /// <summary>Puts one together.</summary>
    Task<IPreparedConfirmation> PrepareAsync(TenantId tenant, ConfirmationRequest request, CancellationToken token);
}
