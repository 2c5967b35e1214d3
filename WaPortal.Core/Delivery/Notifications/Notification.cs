using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Notifications;

/// <summary>One message to one person, outside any campaign.</summary>
public sealed record Notification
{
    public required SenderNumberId Sender { get; init; }

    public required TemplateId Template { get; init; }

    /// <summary>WhatsApp's code of the translation; no other is taken in its place.</summary>
    public required string Language { get; init; }

    /// <summary>The purpose that the person must have agreed to when the message is claimed; see <see cref="SendOrder.Purpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>E.164.</summary>
    public required string Phone { get; init; }

    public Guid? ContactId { get; init; }

    /// <summary>The id that it is to have, where its values speak of it (a link of its own); null: a new one.</summary>
    public MessageId? Id { get; init; }

    /// <summary>By variable key.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What comes back when a quick reply is pressed, by <see cref="TemplateMessageComponents.ButtonKey"/>; ways out have theirs already.</summary>
    public IReadOnlyDictionary<string, string> Replies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The file of a media header.</summary>
    public HeaderMedia? Media { get; init; }

    /// <summary>The files of cards, by their place.</summary>
    public IReadOnlyDictionary<int, HeaderMedia>? CardMedia { get; init; }

    /// <summary>The caller's name for this message, 1 to <see cref="Message.KeyLength"/> characters: the same key to the same person never makes a second one.</summary>
    public required string Key { get; init; }

    /// <summary>After this it is not sent any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it comes from, such as <c>form:</c> and an id; with number, template and purpose it names the standing order.</summary>
    public required string Origin { get; init; }

    /// <summary>The same in words, shown where a campaign's name would be.</summary>
    public required string OriginName { get; init; }

    /// <summary>Without the number and the values.</summary>
    public override string ToString() => nameof(Notification);
}

/// <summary>A message put together, or why it cannot be.</summary>
public abstract record NotificationDraft
{
    private NotificationDraft()
    {
    }

    /// <summary>Ready to be queued.</summary>
    public sealed record Ready : NotificationDraft
    {
        internal Ready(Notification notification, string templateName, NewMessage message) => (Notification, TemplateName, Message) = (notification, templateName, message);

        internal Notification Notification { get; }

        internal string TemplateName { get; }

        internal NewMessage Message { get; }

        /// <summary>The id that it will have.</summary>
        public MessageId Id => Message.Id;
    }

    /// <summary>For people.</summary>
    public sealed record Refused(string Reason) : NotificationDraft;
}

/// <summary>What became of a notification.</summary>
public abstract record NotificationResult
{
    private NotificationResult()
    {
    }

    /// <summary>It leaves as soon as consent, limit and pace allow.</summary>
    public sealed record Accepted(MessageId Id) : NotificationResult;

    /// <summary>The same key was asked for before; nothing was added.</summary>
    public sealed record AlreadyThere(MessageId Id) : NotificationResult;

    /// <summary>For people.</summary>
    public sealed record Refused(string Reason) : NotificationResult;
}
